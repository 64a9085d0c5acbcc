import type { FigureOptions } from '../../main/api/contract.ts';
import { drawAlphas } from './draw-alphas.ts';
import { drawCells } from './draw-cells.ts';
import { drawChart, drawScatter } from './draw-chart.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { drawFilmFrame } from './draw-film.ts';
import { drawHyperCuboid } from './draw-hypercuboid.ts';
import { drawMatrix } from './draw-matrix.ts';
import { drawTable } from './draw-table.ts';
import type { FigureKind, FigureSubject } from './subject.ts';

type Drawers = {
  readonly [K in FigureKind]: (
    subject: Extract<FigureSubject, { kind: K }>,
    options: FigureOptions,
  ) => NotedDrawing;
};

const DRAWERS: Drawers = {
  chart: drawChart,
  scatter: drawScatter,
  cells: drawCells,
  hypercuboid: drawHyperCuboid,
  alphas: drawAlphas,
  film: (subject, options) => drawFilmFrame(subject, options, subject.frames.length - 1),
  matrix: drawMatrix,
  table: drawTable,
};

/** The drawing of a subject; of a film its last picture. */
export function drawFigure<K extends FigureKind>(
  subject: Extract<FigureSubject, { kind: K }>,
  options: FigureOptions,
): NotedDrawing {
  const draw: (subject: Extract<FigureSubject, { kind: K }>, options: FigureOptions) => NotedDrawing =
    DRAWERS[subject.kind];
  return draw(subject, options);
}
