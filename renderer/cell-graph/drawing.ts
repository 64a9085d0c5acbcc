/**
 * The picture of a cell, as shapes: inputs left, nodes in their order, output right, as in the papers. The screen and the figures draw
 * from it, so both show the same picture, and the same cell always has the same one.
 */
import type { GraphEdge } from './edges.ts';
import { boxAround, pathOf } from './geometry.ts';
import type { Curve, Point } from './geometry.ts';
import { labelWidth, placeLabels } from './labels.ts';
import { curveBetween, lanesOf, OUTPUT_HALF, placesOf, STATE_RADIUS } from './layout.ts';
import type { Places, Size } from './layout.ts';
import { outputName, stateName } from './names.ts';
import type { CellShape } from './shown-cell.ts';

/** What is to be drawn. */
export interface DrawnCell<E extends GraphEdge = GraphEdge> extends CellShape {
  /** Those behind others first. */
  readonly edges: readonly E[];
}

/** How it is to be drawn. */
export interface DrawingOptions<E extends GraphEdge = GraphEdge> {
  readonly size: Size;
  /** Whether an edge has a label; absent: those with an operation. */
  readonly isLabelled?: (edge: E) => boolean;
  /** What stands on an edge; absent: its primitive. */
  readonly textOf?: (edge: E) => string;
  /** Where its states are; absent: where the number of nodes puts them. */
  readonly places?: Places;
}

/** A state of the cell: an input or a node. */
export interface StateShape {
  readonly state: number;
  readonly name: string;
  readonly middle: Point;
  readonly radius: number;
}

/** The way of an edge. */
export interface EdgeShape<E extends GraphEdge = GraphEdge> {
  readonly edge: E;
  readonly curve: Curve;
  /** As SVG writes it. */
  readonly path: string;
  /** In pixels. */
  readonly width: number;
}

/** What stands on an edge. */
export interface LabelShape<E extends GraphEdge = GraphEdge> {
  readonly edge: E;
  readonly text: string;
  readonly middle: Point;
  readonly width: number;
}

/** A drawn cell; its unit is the pixel. */
export interface CellDrawing<E extends GraphEdge = GraphEdge> {
  readonly states: readonly StateShape[];
  /** Null where the last node is the output. */
  readonly output: { readonly name: string; readonly middle: Point } | null;
  /** The ways to the output. */
  readonly outputs: readonly { readonly state: number; readonly curve: Curve; readonly path: string }[];
  readonly edges: readonly EdgeShape<E>[];
  readonly labels: readonly LabelShape<E>[];
}

const ORIGIN: Point = { x: 0, y: 0 };

/** The picture of a cell. The same cell in the same size has always the same. */
export function cellDrawing<E extends GraphEdge>(
  { inputs, nodes, concat, edges }: DrawnCell<E>,
  options: DrawingOptions<E>,
): CellDrawing<E> {
  const { size, textOf = labelOf, isLabelled = ({ operation }) => operation !== null } = options;
  const places = options.places ?? placesOf(nodes, size, { inputs, hasOutput: concat.length > 0 });
  const placeOf = (state: number): Point => places.states[state] ?? ORIGIN;
  const lanes = lanesOf(edges.map(({ from, to }) => `${from}-${to}`));
  const ways = edges.map((edge, i): EdgeShape<E> => {
    const inset = { from: STATE_RADIUS, to: STATE_RADIUS };
    const curve = curveBetween(placeOf(edge.from), placeOf(edge.to), { lane: lanes[i] ?? 0, inset });
    return { edge, curve, path: pathOf(curve), width: widthOf(edge) };
  });
  return {
    states: places.states.map((middle, state) => ({
      state,
      name: stateName(state, inputs),
      middle,
      radius: STATE_RADIUS,
    })),
    output: places.output === null ? null : { name: outputName(inputs), middle: places.output },
    outputs: concat.map((state) => {
      const inset = { from: STATE_RADIUS, to: OUTPUT_HALF.width };
      const curve = curveBetween(placeOf(state), places.output ?? ORIGIN, { lane: 0, inset });
      return { state, curve, path: pathOf(curve) };
    }),
    edges: ways,
    labels: labelsOf(
      ways.filter(({ edge }) => isLabelled(edge)),
      { places, size, textOf },
    ),
  };
}

interface Labelling<E extends GraphEdge> {
  readonly places: Places;
  readonly size: Size;
  readonly textOf: (edge: E) => string;
}

function labelsOf<E extends GraphEdge>(
  ways: readonly EdgeShape<E>[],
  { places, size, textOf }: Labelling<E>,
): readonly LabelShape<E>[] {
  const texts = ways.map(({ edge }) => textOf(edge));
  const obstacles = [
    ...places.states.map((state) => boxAround(state, 2 * STATE_RADIUS + 2, 2 * STATE_RADIUS + 2)),
    ...(places.output === null
      ? []
      : [boxAround(places.output, 2 * OUTPUT_HALF.width, 2 * OUTPUT_HALF.height)]),
  ];
  const bounds = { left: 2, top: 2, right: size.width - 2, bottom: size.height - 2 };
  const tasks = ways.map(({ curve }, i) => ({ curve, text: texts[i] ?? '' }));
  const middles = placeLabels({ edges: tasks, obstacles, bounds });
  return ways.map(({ edge }, i) => {
    const text = texts[i] ?? '';
    return { edge, text, middle: middles[i] ?? ORIGIN, width: labelWidth(text) };
  });
}

/** What stands on an edge: its primitive. */
export function labelOf({ operation }: GraphEdge): string {
  return operation === null ? 'not chosen' : operation.primitive;
}

/** From 1.5 px for an edge that carries nothing to 10 px for one that is all of a mixture. */
function widthOf({ operation }: GraphEdge): number {
  if (operation === null) return 1;
  return operation.weight === null ? 2.5 : 1.5 + 8.5 * operation.weight;
}
