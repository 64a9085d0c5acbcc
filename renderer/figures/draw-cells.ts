/** Cells as graphs: the picture of the screen, in points. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { candidateNames } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import { cellDrawing } from '../cell-graph/drawing.ts';
import type { CellDrawing, EdgeShape, LabelShape } from '../cell-graph/drawing.ts';
import { graphEdges } from '../cell-graph/edges.ts';
import { pointAt } from '../cell-graph/geometry.ts';
import { LABEL_HEIGHT } from '../cell-graph/labels.ts';
import { OUTPUT_HALF } from '../cell-graph/layout.ts';
import type { Size } from '../cell-graph/layout.ts';
import { cellTitle, kindsShown, shownCell } from '../cell-graph/shown-cell.ts';
import type { ShownCell } from '../cell-graph/shown-cell.ts';
import { FAMILY_TITLES, familyOfName } from '../ui/families.ts';
import { titleAt } from './draw-chart.ts';
import type { NotedDrawing } from './draw-chart.ts';
import { penOf } from './options.ts';
import type { Pen } from './options.ts';
import { paperColour } from './paper-tokens.ts';
import { element, moved, pointsOf, textAt } from './svg.ts';
import type { CellsSubject, NamedCell } from './subject.ts';

const INK = '#171a1f';
/** The screen's drawing has letters of 11 px; on paper they have the size of the figure's. */
const SCREEN_LETTERS = 11;
/** Narrower cells hide labels. */
const LEAST_WIDTH = 300;

/** One graph. */
export interface CellGraphTask {
  readonly cell: ShownCell;
  readonly size: Size;
  readonly pen: Pen;
  readonly look: CellLook;
  readonly weightOf: (row: number, primitive: string) => number | null;
}

/** How operations look. */
export interface CellLook {
  readonly style: CellsSubject['style'];
  readonly space: SearchSpace | null;
  readonly isBlackAndWhite: boolean;
}

/** Cells beside or over each other, as they fit. */
export function drawCells(subject: CellsSubject, options: FigureOptions): NotedDrawing {
  const pen = penOf(options);
  const scale = pen.size / SCREEN_LETTERS;
  const width = pointsOf(options.widthMm);
  const graphs = subject.cells.flatMap((named) =>
    (named.kinds ?? kindsShown(named.genotype)).map((kind) => ({
      named,
      kind,
      cell: shownCell(named.genotype, kind),
    })),
  );
  const perRow = Math.max(1, Math.min(2, graphs.length, Math.floor(width / scale / LEAST_WIDTH)));
  const gap = 1.5 * pen.size;
  const each = (width - gap * (perRow - 1)) / perRow;
  const size = { width: each / scale, height: heightFor(each / scale) };
  const heading = 1.6 * pen.size;
  const top = options.hasTitle ? 1.8 * pen.size : 0;
  const rowHeight = heading + size.height * scale + pen.size;
  const look = {
    style: subject.style,
    space: subject.space ?? null,
    isBlackAndWhite: options.isBlackAndWhite,
  };
  const parts = graphs.map(({ named, kind, cell }, i) => {
    const [x, y] = [(i % perRow) * (each + gap), top + Math.floor(i / perRow) * rowHeight];
    const weightOf = weightsOf(named, kind, subject.space ?? null);
    const graph = drawCellGraph({ cell, size, pen, look, weightOf });
    const name = textAt(x + each / 2, y + 0.7 * pen.size, {
      text: pen.fit(headingOf(subject, named, kind), each),
      look: { font: pen.family, size: pen.size, fill: INK, anchor: 'middle' },
    });
    return name + moved(graph, { x, y: y + heading, scale });
  });
  const legend = options.hasLegend && look.style === 'colour' && !look.isBlackAndWhite;
  const families = legend
    ? familyLegend(
        graphs.map(({ cell }) => cell),
        { width, pen, look },
      )
    : { body: '', height: 0 };
  const height = top + Math.ceil(graphs.length / perRow) * rowHeight;
  if (options.hasTitle) parts.push(titleAt(subject.title, { x: 0, room: width, pen }));
  parts.push(moved(families.body, { x: 0, y: height }));
  return { width, height: height + families.height, body: parts.join(''), note: null };
}

const heightFor = (width: number): number => Math.round(Math.min(300, Math.max(215, 0.56 * width)));

function headingOf({ cells }: CellsSubject, { title, genotype }: NamedCell, kind: CellKind): string {
  const words = cellTitle(kind, genotype);
  return cells.length === 1 || title === '' ? words : `${title}, ${words.toLowerCase()}`;
}

function weightsOf(
  { mixtures }: NamedCell,
  kind: CellKind,
  space: SearchSpace | null,
): CellGraphTask['weightOf'] {
  const names = space === null ? [] : candidateNames(space);
  return (row, primitive) => mixtures?.[kind][row]?.[names.indexOf(primitive)] ?? null;
}

/** The elements of one graph, in pixels of the screen's drawing: the same picture as there, with arrows. */
export function drawCellGraph({ cell, size, pen, look, weightOf }: CellGraphTask): string {
  const edges = graphEdges(cell, {
    colourOf: (name) => colourOf(name, look),
    weightOf,
    withCandidates: false,
  });
  const drawing = cellDrawing({ ...cell, edges }, { size });
  const isPaper = look.style === 'paper';
  const outputs = drawing.outputs.map(({ path }) =>
    element('path', {
      d: path,
      fill: 'none',
      stroke: isPaper ? '#8a8a8a' : '#a9b3bf',
      'stroke-width': 1.2,
      'stroke-dasharray': isPaper ? '4 3' : null,
    }),
  );
  return [
    ...outputs,
    ...drawing.edges.map(drawWay),
    ...drawing.labels.map((label) => drawLabel(label, pen)),
    drawStates(drawing, { pen, look, inputs: cell.inputs }),
  ].join('');
}

function colourOf(primitive: string, { style, space, isBlackAndWhite }: CellLook): string {
  if (style === 'paper' || isBlackAndWhite) return INK;
  return paperColour(`--family-${familyOfName(primitive, space)}`);
}

/** Lines are finer in print than on a screen. */
const PRINT_WIDTH = 0.72;

function drawWay({ edge: { operation }, curve, path, width }: EdgeShape): string {
  const colour = operation?.colour ?? INK;
  const line = element('path', {
    d: path,
    fill: 'none',
    stroke: colour,
    'stroke-width': PRINT_WIDTH * width,
  });
  const [end, before] = [pointAt(curve, 1), pointAt(curve, 0.965)];
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  const head = element('path', { d: 'M0.5 0L-7.5 -3.6L-7.5 3.6Z', fill: colour });
  const transform = `translate(${end.x.toFixed(2)} ${end.y.toFixed(2)}) rotate(${angle.toFixed(1)})`;
  return line + element('g', { transform }, head);
}

/** On paper no frame: the line just makes room for its name. */
function drawLabel({ edge, text, middle: { x, y }, width }: LabelShape, pen: Pen): string {
  const wide = Math.min(width, pen.width(text, SCREEN_LETTERS) + 5);
  const ground = element('rect', {
    x: x - wide / 2,
    y: y - LABEL_HEIGHT / 2 + 1,
    width: wide,
    height: LABEL_HEIGHT - 2,
    rx: 3,
    fill: '#ffffff',
    'fill-opacity': 0.94,
  });
  const fill = edge.operation?.colour ?? INK;
  const look = { font: pen.family, size: SCREEN_LETTERS, fill, anchor: 'middle' as const };
  return ground + textAt(x, y, { text, look });
}

function drawStates(
  { states, output }: CellDrawing,
  { pen, look, inputs }: { readonly pen: Pen; readonly look: CellLook; readonly inputs: number },
): string {
  const isPaper = look.style === 'paper' || look.isBlackAndWhite;
  const stroke = isPaper ? '#000000' : '#59636f';
  const name = (x: number, y: number, text: string): string =>
    textAt(x, y, { text, look: { font: pen.family, size: SCREEN_LETTERS, fill: INK, anchor: 'middle' } });
  const circles = states.map(({ state, name: said, middle: { x, y }, radius }) => {
    const fill = state < inputs ? (isPaper ? '#e6e6e6' : '#e9f0e2') : isPaper ? '#ffffff' : '#e6edfc';
    return (
      element('circle', { cx: x, cy: y, r: radius, fill, stroke, 'stroke-width': 1 }) +
      name(x, y, said.replace('-', '−'))
    );
  });
  if (output === null) return circles.join('');
  const box = element('rect', {
    x: output.middle.x - OUTPUT_HALF.width,
    y: output.middle.y - OUTPUT_HALF.height,
    width: 2 * OUTPUT_HALF.width,
    height: 2 * OUTPUT_HALF.height,
    rx: 5,
    fill: isPaper ? '#e6e6e6' : '#fdf3e3',
    stroke,
    'stroke-width': 1,
  });
  return circles.join('') + box + name(output.middle.x, output.middle.y, output.name);
}

interface LegendRoom {
  readonly width: number;
  readonly pen: Pen;
  readonly look: CellLook;
}

function familyLegend(
  cells: readonly ShownCell[],
  { width, pen, look }: LegendRoom,
): { readonly body: string; readonly height: number } {
  const families = new Set(
    cells.flatMap(({ into }) => into.flat().map(({ primitive }) => familyOfName(primitive, look.space))),
  );
  const entries = Object.entries(FAMILY_TITLES).filter(([family]) =>
    [...families].some((one) => one === family),
  );
  const wide = entries.map(([, title]) => pen.width(title) + 2.6 * pen.size);
  const lines: number[][] = [];
  entries.forEach((_, i) => {
    const taken = (lines.at(-1) ?? []).reduce((sum, at) => sum + (wide[at] ?? 0), 0);
    if (lines.length === 0 || taken + (wide[i] ?? 0) > width) lines.push([i]);
    else lines.at(-1)?.push(i);
  });
  const body = lines.flatMap((line, row) => {
    let x = Math.max(0, (width - line.reduce((sum, at) => sum + (wide[at] ?? 0), 0)) / 2);
    const y = (0.6 + 1.4 * row) * pen.size;
    return line.map((at) => {
      const [family, title] = entries[at] ?? ['none', ''];
      const stroke = element('path', {
        d: `M${x.toFixed(2)} ${y.toFixed(2)}h${(1.4 * pen.size).toFixed(2)}`,
        stroke: paperColour(`--family-${family}`),
        'stroke-width': 1.6,
        fill: 'none',
      });
      const look = { font: pen.family, size: pen.size, fill: INK };
      const text = textAt(x + 1.7 * pen.size, y, { text: title, look });
      x += wide[at] ?? 0;
      return stroke + text;
    });
  });
  return { body: body.join(''), height: 1.4 * pen.size * lines.length };
}
