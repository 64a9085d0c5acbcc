import type { FigureOptions } from '../../main/api/contract.ts';
import { rampOf } from './draw-alphas.ts';
import { titleAt } from './draw-chart.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { penOf } from './options.ts';
import { hexColour } from './paper-tokens.ts';
import { element, pointsOf, textAt } from './svg.ts';
import type { MatrixSubject } from './subject.ts';

const INK = '#171a1f';
/** With more classes there is no room for numbers, and names stand only as often as they fit. */
const MOST_NUMBERED = 14;

/** Where the fields stand, and with what they are written. */
interface Grid {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly pen: ReturnType<typeof penOf>;
}

/** A confusion matrix: a class a row, what it was taken for a column, shares of the row as colour. */
export function drawMatrix(subject: MatrixSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const { title } = subject;
  // Names never take the room of the fields.
  const classes = subject.classes.map((name) => pen.fit(name, 0.3 * width));
  const names = Math.max(0, ...classes.map((name) => pen.width(name)));
  const left = names + 2.2 * pen.size;
  const side = (width - left - 1) / Math.max(1, classes.length);
  const top = options.hasTitle ? 1.8 * pen.size : 0.2 * pen.size;
  const grid = { left, top, side, pen };
  const foot = top + classes.length * side;
  // Where a name does not fit below its column it is turned.
  const isTurned = names > 0.9 * side * everyOf(grid);
  const bottom = foot + (isTurned ? names + 1.1 * pen.size : 1.6 * pen.size);
  const look = { font: pen.family, size: pen.size, fill: INK, anchor: 'middle' as const };
  const axes = [
    textAt(left + (width - left) / 2, bottom + 0.6 * pen.size, { text: 'Predicted class', look }),
    textAt(0.6 * pen.size, top + (foot - top) / 2, { text: 'True class', look: { ...look, turn: -90 } }),
  ];
  const frame = element('rect', {
    x: left,
    y: top,
    width: width - left - 1,
    height: foot - top,
    fill: 'none',
    stroke: INK,
    'stroke-width': 0.5,
  });
  const heading = options.hasTitle ? titleAt(title, { x: left, room: width - left, pen }) : '';
  return {
    width,
    height: bottom + 1.5 * pen.size,
    body: [
      drawFields(subject, grid, options),
      frame,
      drawNames(classes, grid, isTurned),
      ...axes,
      heading,
    ].join(''),
    note: null,
  };
}

/** Names stand only as often as they fit. */
const everyOf = ({ side, pen }: Grid): number => Math.max(1, Math.ceil((1.05 * pen.size) / side));

function drawFields(
  { classes, counts }: MatrixSubject,
  { left, top, side, pen }: Grid,
  { isBlackAndWhite }: FigureOptions,
): string {
  const isNumbered = classes.length <= MOST_NUMBERED && side >= 1.4 * pen.size;
  const colour = isBlackAndWhite ? rampOf({ isBlackAndWhite: true }) : blue;
  const fields = counts.flatMap((row, truth) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    return row.map((value, taken) => {
      const share = total === 0 ? 0 : value / total;
      const [x, y] = [left + taken * side, top + truth * side];
      const place = { x, y, width: side, height: side };
      const box = element('rect', { ...place, fill: colour(share), stroke: '#ffffff', 'stroke-width': 0.25 });
      if (!isNumbered || value === 0) return box;
      const size = Math.min(pen.size, (0.86 * side) / Math.max(1, pen.width(String(value), 1)));
      const look = { font: pen.family, size, fill: share > 0.5 ? '#ffffff' : INK, anchor: 'middle' as const };
      return box + textAt(x + side / 2, y + side / 2, { text: String(value), look });
    });
  });
  return fields.join('');
}

function drawNames(classes: readonly string[], grid: Grid, isTurned: boolean): string {
  const { left, top, side, pen } = grid;
  const foot = top + classes.length * side;
  const look = { font: pen.family, size: pen.size, fill: INK };
  const labels = classes.flatMap((text, i) => {
    if (i % everyOf(grid) !== 0) return [];
    const along = (i + 0.5) * side;
    return [
      textAt(left - 0.5 * pen.size, top + along, { text, look: { ...look, anchor: 'end' } }),
      isTurned
        ? textAt(left + along, foot + 0.5 * pen.size, { text, look: { ...look, anchor: 'end', turn: -90 } })
        : textAt(left + along, foot + 0.8 * pen.size, { text, look: { ...look, anchor: 'middle' } }),
    ];
  });
  return labels.join('');
}

/** From white to the blue of Okabe and Ito, and on to a dark one. */
function blue(share: number): string {
  const mix = (from: number, to: number, at: number): number => Math.round(from + (to - from) * at);
  const [a, b, at] =
    share < 0.6
      ? ([[255, 255, 255], [0, 114, 178], share / 0.6] as const)
      : ([[0, 114, 178], [0, 56, 102], (share - 0.6) / 0.4] as const);
  return hexColour(`rgb(${a.map((part, i) => mix(part, b[i] ?? 0, at)).join(' ')})`);
}
