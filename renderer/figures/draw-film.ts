/** One picture of a film: the alphas of an epoch and the cells that would be derived then, always in the same places. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { candidateNames, kindsOf } from '../../main/spaces/index.ts';
import { shownCell } from '../cell-graph/shown-cell.ts';
import { alphaDomain, alphaTable, edgeColumns } from '../run-view/alphas.ts';
import { candidateTable, markTable } from '../run-view/importance.ts';
import { colourScale, drawMap, drawScale, LEAST_COLUMN, rampOf, scaleWidth } from './draw-alphas.ts';
import { drawCellGraph } from './draw-cells.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { penOf } from './options.ts';
import { moved, pointsOf, textAt } from './svg.ts';
import type { FilmSubject } from './subject.ts';

const INK = '#171a1f';
const SCREEN_LETTERS = 11;
/** Narrower cells hide labels, in pixels of the screen's drawing. */
const LEAST_CELL = 300;

/**
 * The picture of one frame.
 *
 * @param at - its place among the frames
 */
export function drawFilmFrame(subject: FilmSubject, options: FigureOptions, at: number): NotedDrawing {
  const pen = penOf(options);
  const width = pointsOf(options.widthMm);
  const { space, frames, mode } = subject;
  const frame = frames[at];
  if (frame === undefined) return { width, height: pen.size, body: '', note: null };
  const colours = colourScale(mode, alphaDomain(space, frames, mode));
  const scaleRoom = options.hasLegend ? scaleWidth(colours, pen) : 0;
  const gap = 1.2 * pen.size;
  const names = candidateNames(space);
  const half = (width - scaleRoom - gap) / 2;
  const scale = pen.size / SCREEN_LETTERS;
  const widest = Math.max(...names.map((name) => pen.width(name)));
  // The cells stand over each other where their columns or their labels would be too narrow to be read.
  const isWide =
    (half - widest) / edgeColumns(space).length >= LEAST_COLUMN * pen.size && half / scale >= LEAST_CELL;
  const each = isWide ? half : width - scaleRoom;
  const size = { width: each / scale, height: 230 };
  const top = 1.8 * pen.size;
  const ramp = rampOf(options);
  let mapHeight = 0;
  let bottom = top;
  const parts = kindsOf(space).flatMap((cell, i) => {
    const values = alphaTable(space, frame, { cell, mode });
    // What is left of a shrinking supernet has no shares.
    const shares = mode === 'score' ? [] : alphaTable(space, frame, { cell, mode: 'softmax' });
    const marks = markTable(candidateTable(space, { frame, shrinks: [] }, cell));
    const map = drawMap({ space, values, cell, colours, marks }, { width: each, pen, ramp });
    mapHeight = map.height;
    const graph = drawCellGraph({
      cell: shownCell(frame.genotype, cell),
      size,
      pen,
      look: { style: 'colour', space, isBlackAndWhite: false },
      weightOf: (row, primitive) => shares[row]?.[names.indexOf(primitive)] ?? null,
    });
    const block = map.height + 0.4 * pen.size + size.height * scale;
    const [x, y] = isWide ? [i * (each + gap), top] : [0, top + i * (block + gap)];
    bottom = y + block;
    return [moved(map.body, { x, y }), moved(graph, { x, y: y + map.height + 0.4 * pen.size, scale })];
  });
  const look = { font: pen.family, size: 1.1 * pen.size, fill: INK };
  const when = `epoch ${frame.epoch}`;
  const title = pen.fit(subject.title, width / 1.1 - pen.width(when) - 2 * pen.size);
  parts.push(textAt(0, 0.8 * pen.size, { text: title, look }));
  parts.push(textAt(width, 0.8 * pen.size, { text: when, look: { ...look, anchor: 'end' } }));
  if (options.hasLegend) {
    const bar = { top: top + 1.4 * pen.size, height: mapHeight - 4.2 * pen.size };
    parts.push(drawScale(colours, { x: width - scaleRoom + 0.8 * pen.size, ...bar, pen, ramp }));
  }
  return {
    width,
    height: bottom,
    body: parts.join(''),
    note: null,
  };
}
