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
  const fields = rows.map((row) => [
    row.title,
    ...columns.map((column, c) => valueText(row.values[c] ?? null, column)),
  ]);
  const natural = heads.map((head, c) =>
    Math.max(pen.width(head), ...fields.map((row) => pen.width(row[c] ?? ''))),
  );
  const room = natural.reduce((sum, one) => sum + one + pen.size, -pen.size);
  const size = Math.min(pen.size, (pen.size * width) / room);
  const scale = size / pen.size;
  const spare = (width - room * scale) / Math.max(1, heads.length - 1);
  const rights: number[] = [];
  natural.forEach((wide, c) =>
    rights.push((rights[c - 1] ?? -(pen.size * scale + spare)) + wide * scale + pen.size * scale + spare),
  );
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
        ? element('path', {
            d: `M${(right - pen.width(text, size)).toFixed(2)} ${(y + 0.55 * size).toFixed(2)}H${right.toFixed(2)}`,
            stroke: INK,
            'stroke-width': 0.5,
            fill: 'none',
          })
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
  if (options.hasTitle) parts.push(titleAt(title, { x: 0, pen }));
  return { width, height: end + 0.3 * size, body: parts.join(''), note: null };
}
