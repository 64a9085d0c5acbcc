import type { FigureOptions } from '../../main/api/contract.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { titleAt } from './draw-chart.ts';
import { penOf } from './options.ts';
import { element, pointsOf, textAt } from './svg.ts';
import { bestOf, valueText } from './table-text.ts';
import type { TableSubject } from './subject.ts';

const INK = '#171a1f';

/** A table with the three rules of booktabs; the best value of a column is underlined, as the figures' fonts have one weight. */
export function drawTable({ title, columns, rows }: TableSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const heads = [
    '',
    ...columns.map((column) => (column.unit === '' ? column.title : `${column.title} (${column.unit})`)),
  ];
  const values = rows.map((row) => columns.map((column, c) => valueText(row.values[c] ?? null, column)));
  const taken = columns.map((_, c) =>
    Math.max(pen.width(heads[c + 1] ?? ''), ...values.map((row) => pen.width(row[c] ?? ''))),
  );
  // Long names are cut before everything gets small.
  const room = Math.max(10 * pen.size, width - taken.reduce((sum, one) => sum + one + pen.size, 0));
  const fields = rows.map(({ title: name }, r) => [pen.fit(name, room), ...(values[r] ?? [])]);
  const { size, rights } = columnsOf([heads, ...fields], { width, pen });
  const top = options.hasTitle ? 1.8 * pen.size : 0.3 * pen.size;
  const line = 1.5 * size;
  const rule = (y: number, thick: number): string =>
    element('path', {
      d: `M0 ${y.toFixed(2)}H${width.toFixed(2)}`,
      stroke: INK,
      'stroke-width': thick,
      fill: 'none',
    });
  const field = (text: string, c: number, y: number): string =>
    textAt(c === 0 ? 0 : (rights[c] ?? width), y, {
      text,
      look: { font: pen.family, size, fill: INK, anchor: c === 0 ? 'start' : 'end' },
    });
  const best = columns.map((column, c) =>
    bestOf(
      rows.map(({ values }) => values[c] ?? null),
      column,
    ),
  );
  const body = fields.flatMap((row, r) =>
    row.map((text, c) => {
      const y = top + (r + 1.5) * line + 0.5 * size;
      const isBest = c > 0 && (best[c - 1]?.has(r) ?? false);
      const right = rights[c] ?? width;
      const mark = isBest
        ? underline({ from: right - pen.width(text, size), to: right, y: y + 0.55 * size })
        : '';
      return field(text, c, y) + mark;
    }),
  );
  const headY = top + 0.5 * line;
  const end = top + (rows.length + 1) * line + 0.7 * size;
  const parts = [
    rule(top, 0.8),
    ...heads.map((head, c) => field(head, c, headY + 0.1 * size)),
    rule(top + line + 0.2 * size, 0.5),
    ...body,
    rule(end, 0.8),
  ];
  if (options.hasTitle) parts.push(titleAt(title, { x: 0, room: width, pen }));
  return { width, height: end + 0.3 * size, body: parts.join(''), note: null };
}

interface Sheet {
  readonly width: number;
  readonly pen: ReturnType<typeof penOf>;
}

/** The size of the text with which all columns fit, and where each ends on the right. */
function columnsOf(
  lines: readonly (readonly string[])[],
  { width, pen }: Sheet,
): { readonly size: number; readonly rights: readonly number[] } {
  const natural = (lines[0] ?? []).map((_, c) => Math.max(...lines.map((line) => pen.width(line[c] ?? ''))));
  const room = natural.reduce((sum, one) => sum + one + pen.size, -pen.size);
  const size = Math.min(pen.size, (pen.size * width) / room);
  const scale = size / pen.size;
  const spare = (width - room * scale) / Math.max(1, natural.length - 1);
  const rights: number[] = [];
  for (const wide of natural)
    rights.push((rights.at(-1) ?? -(pen.size * scale + spare)) + wide * scale + pen.size * scale + spare);
  return { size, rights };
}

function underline({
  from,
  to,
  y,
}: {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}): string {
  return element('path', {
    d: `M${from.toFixed(2)} ${y.toFixed(2)}H${to.toFixed(2)}`,
    stroke: INK,
    'stroke-width': 0.5,
    fill: 'none',
  });
}
