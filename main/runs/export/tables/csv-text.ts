import type { Cell } from './table.ts';

const SPECIAL = /[",\r\n]/;

/**
 * A row as RFC 4180 has it, its line break included. Numbers have as many digits as it takes to read the same number again; no value
 * is an empty field, an empty text a quoted one.
 */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvField).join(',')}\r\n`;
}

function csvField(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return cell === '' || SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
