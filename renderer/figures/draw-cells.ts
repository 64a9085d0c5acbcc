/** Cells as graphs: the same places, ways and labels as on the screen, in points. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { CELL_KINDS, nodeCount } from '../../main/spaces/index.ts';
import type { CellKind, GenotypeCell, SearchSpace } from '../../main/spaces/index.ts';
import { graphEdges } from '../cell-graph/edges.ts';
import type { GraphEdge } from '../cell-graph/edges.ts';
import { boxAround, pathOf, pointAt } from '../cell-graph/geometry.ts';
import type { Curve, Point } from '../cell-graph/geometry.ts';
import { LABEL_HEIGHT, labelWidth, placeLabels } from '../cell-graph/labels.ts';
import { curveBetween, lanesOf, OUTPUT_HALF, placesOf, STATE_RADIUS } from '../cell-graph/layout.ts';
import type { Places, Size } from '../cell-graph/layout.ts';
import { stateName } from '../cell-graph/names.ts';
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
  readonly cell: GenotypeCell;
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
    (named.kinds ?? CELL_KINDS).map((kind) => ({ named, kind, cell: named.genotype[kind] })),
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
      text: headingOf(subject, named, kind),
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
  if (options.hasTitle) parts.push(titleAt(subject.title, { x: 0, pen }));
  parts.push(moved(families.body, { x: 0, y: height }));
  return { width, height: height + families.height, body: parts.join(''), note: null };
}

const heightFor = (width: number): number => Math.round(Math.min(300, Math.max(215, 0.56 * width)));

function headingOf({ cells }: CellsSubject, { title }: NamedCell, kind: CellKind): string {
  const words = `${kind === 'normal' ? 'Normal' : 'Reduction'} cell`;
  return cells.length === 1 || title === '' ? words : `${title}, ${words.toLowerCase()}`;
}

function weightsOf(
  { mixtures }: NamedCell,
  kind: CellKind,
  space: SearchSpace | null,
): CellGraphTask['weightOf'] {
  const names = space?.primitives.map(({ name }) => name) ?? [];
  return (row, primitive) => mixtures?.[kind][row]?.[names.indexOf(primitive)] ?? null;
}

/** The elements of one graph, in pixels of the screen's drawing. */
export function drawCellGraph({ cell, size, pen, look, weightOf }: CellGraphTask): string {
  const places = placesOf(nodeCount(cell), size);
  const edges = graphEdges(cell, {
    colourOf: (name) => colourOf(name, look),
    weightOf,
    withCandidates: false,
  });
  const lanes = lanesOf(edges.map(({ from, to }) => `${from}-${to}`));
  const ways = edges.map((edge, i) => ({
    edge,
    curve: curveBetween(placeOf(places, edge.from), placeOf(places, edge.to), {
      lane: lanes[i] ?? 0,
      inset: { from: STATE_RADIUS, to: STATE_RADIUS + 2 },
    }),
  }));
  const outputs = cell.concat.map((state) => {
    const inset = { from: STATE_RADIUS, to: OUTPUT_HALF.width };
    return element('path', {
      d: pathOf(curveBetween(placeOf(places, state), places.output, { lane: 0, inset })),
      fill: 'none',
      stroke: look.style === 'paper' ? '#8a8a8a' : '#a9b3bf',
      'stroke-width': 1.2,
      'stroke-dasharray': look.style === 'paper' ? '4 3' : null,
    });
  });
  const lines = ways.map(({ edge, curve }) => drawWay(edge, curve));
  return [
    ...outputs,
    ...lines,
    drawLabels(ways, { places, size, pen }),
    drawStates(places, { pen, look }),
  ].join('');
}

const placeOf = ({ states }: Places, state: number): Point => states[state] ?? { x: 0, y: 0 };

function colourOf(primitive: string, { style, space, isBlackAndWhite }: CellLook): string {
  if (style === 'paper' || isBlackAndWhite) return INK;
  return paperColour(`--family-${familyOfName(primitive, space)}`);
}

function drawWay({ operation }: GraphEdge, curve: Curve): string {
  const colour = operation?.colour ?? INK;
  const weight = operation?.weight ?? null;
  const line = element('path', {
    d: pathOf(curve),
    fill: 'none',
    stroke: colour,
    'stroke-width': weight === null ? 1.8 : 1 + 7 * weight,
  });
  const [end, before] = [pointAt(curve, 1), pointAt(curve, 0.965)];
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  const head = element('path', { d: 'M2.5 0L-5.5 -3.6L-5.5 3.6Z', fill: colour });
  return (
    line +
    element(
      'g',
      { transform: `translate(${end.x.toFixed(2)} ${end.y.toFixed(2)}) rotate(${angle.toFixed(1)})` },
      head,
    )
  );
}

interface LabelRoom {
  readonly places: Places;
  readonly size: Size;
  readonly pen: Pen;
}

function drawLabels(
  ways: readonly { readonly edge: GraphEdge; readonly curve: Curve }[],
  { places, size, pen }: LabelRoom,
): string {
  const tasks = ways.map(({ edge, curve }) => ({ curve, text: edge.operation?.primitive ?? '' }));
  const obstacles = [
    ...places.states.map((state) => boxAround(state, 2 * STATE_RADIUS + 2, 2 * STATE_RADIUS + 2)),
    boxAround(places.output, 2 * OUTPUT_HALF.width, 2 * OUTPUT_HALF.height),
  ];
  const bounds = { left: 2, top: 2, right: size.width - 2, bottom: size.height - 2 };
  const middles = placeLabels({ edges: tasks, obstacles, bounds });
  return tasks
    .map(({ text }, i) => {
      const { x, y } = middles[i] ?? { x: 0, y: 0 };
      // On paper no frame: the line just makes room for its name.
      const wide = Math.min(labelWidth(text), pen.width(text, SCREEN_LETTERS) + 5);
      const ground = element('rect', {
        x: x - wide / 2,
        y: y - LABEL_HEIGHT / 2 + 1,
        width: wide,
        height: LABEL_HEIGHT - 2,
        rx: 3,
        fill: '#ffffff',
        'fill-opacity': 0.9,
      });
      const look = {
        font: pen.family,
        size: SCREEN_LETTERS,
        fill: ways[i]?.edge.operation?.colour ?? INK,
        anchor: 'middle',
      };
      return ground + textAt(x, y, { text, look: { ...look, anchor: 'middle' } });
    })
    .join('');
}

function drawStates(
  { states, output }: Places,
  { pen, look }: { readonly pen: Pen; readonly look: CellLook },
): string {
  const isPaper = look.style === 'paper' || look.isBlackAndWhite;
  const stroke = isPaper ? '#000000' : '#59636f';
  const name = (x: number, y: number, text: string): string =>
    textAt(x, y, { text, look: { font: pen.family, size: SCREEN_LETTERS, fill: INK, anchor: 'middle' } });
  const circles = states.map(({ x, y }, i) => {
    const fill = i < 2 ? (isPaper ? '#e6e6e6' : '#e9f0e2') : isPaper ? '#ffffff' : '#e6edfc';
    return (
      element('circle', { cx: x, cy: y, r: STATE_RADIUS, fill, stroke, 'stroke-width': 1 }) +
      name(x, y, stateName(i).replace('-', '−'))
    );
  });
  const box = element('rect', {
    x: output.x - OUTPUT_HALF.width,
    y: output.y - OUTPUT_HALF.height,
    width: 2 * OUTPUT_HALF.width,
    height: 2 * OUTPUT_HALF.height,
    rx: 5,
    fill: isPaper ? '#e6e6e6' : '#fdf3e3',
    stroke,
    'stroke-width': 1,
  });
  return circles.join('') + box + name(output.x, output.y, 'k');
}

interface LegendRoom {
  readonly width: number;
  readonly pen: Pen;
  readonly look: CellLook;
}

function familyLegend(
  cells: readonly GenotypeCell[],
  { width, pen, look }: LegendRoom,
): { readonly body: string; readonly height: number } {
  const families = new Set(
    cells.flatMap(({ edges }) => edges.map(({ primitive }) => familyOfName(primitive, look.space))),
  );
  const entries = Object.entries(FAMILY_TITLES).filter(([family]) =>
    [...families].some((one) => one === family),
  );
  const wide = entries.map(([, title]) => pen.width(title) + 2.6 * pen.size);
  let x = Math.max(0, (width - wide.reduce((sum, one) => sum + one, 0)) / 2);
  const body = entries.map(([family, title], i) => {
    const colour = paperColour(`--family-${family}`);
    const line = element('path', {
      d: `M${x.toFixed(2)} ${(0.6 * pen.size).toFixed(2)}h${(1.4 * pen.size).toFixed(2)}`,
      stroke: colour,
      'stroke-width': 1.6,
      fill: 'none',
    });
    const text = textAt(x + 1.7 * pen.size, 0.6 * pen.size, {
      text: title,
      look: { font: pen.family, size: pen.size, fill: INK },
    });
    x += wide[i] ?? 0;
    return line + text;
  });
  return { body: body.join(''), height: 1.4 * pen.size };
}
