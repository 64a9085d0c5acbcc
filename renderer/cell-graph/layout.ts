/**
 * Where the parts of a cell are drawn: inputs left, nodes in their order to the right, output last. The places depend only on the
 * number of nodes and the size of the drawing, so every epoch of a search has the same picture and only its edges change.
 */
import type { InputCount } from '../../main/spaces/index.ts';
import type { Curve, Point } from './geometry.ts';

/** The size of the drawing, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The places of the states, the inputs first, and of the output; null where the last node is the output. */
export interface Places {
  readonly states: readonly Point[];
  readonly output: Point | null;
}

/** The radius of a state, in pixels. */
export const STATE_RADIUS = 15;

/** Half the width and height of the output. */
export const OUTPUT_HALF = { width: 17, height: 15 } as const;

const MARGIN = STATE_RADIUS + 6;

/** What a cell has at its ends. */
export interface Ends {
  readonly inputs: InputCount;
  /** Whether nodes are joined to an output, as in pairs and recurrent cells; if not, the last node is it. */
  readonly hasOutput: boolean;
}

const OF_A_PAIR: Ends = { inputs: 2, hasOutput: true };

/** The places of a cell with this many intermediate nodes. */
export function placesOf(nodes: number, size: Size, { inputs, hasOutput }: Ends = OF_A_PAIR): Places {
  return hasOutput ? joinedPlaces(nodes, size, inputs) : completePlaces(nodes, size);
}

/** The row on which input and output stand, as a share of the height, and what is left of it for the nodes between. */
const BASE = 0.86;

/**
 * A complete cell: input left, the last node right, both low, so that the edge between them passes below all others. Of the four states of
 * NAS-Bench-201 no two edges cross: the first node stands high, the second between it and the lowest edge.
 */
function completePlaces(nodes: number, { width, height }: Size): Places {
  const usable = { width: width - 2 * MARGIN, height: height - 2 * MARGIN };
  const at = (x: number, y: number): Point => ({
    x: MARGIN + x * usable.width,
    y: MARGIN + y * usable.height,
  });
  const between = Array.from({ length: nodes - 1 }, (_, i) =>
    at((i + 1.2) / (nodes + 0.4), nodes < 4 ? 0.48 * i : 0.5 + heightOf(i, nodes - 1) * BASE),
  );
  return { states: [at(0, BASE), ...between, at(1, BASE)], output: null };
}

/** Inputs left, an output right, the nodes between. */
function joinedPlaces(nodes: number, { width, height }: Size, inputs: InputCount): Places {
  const usable = height - 2 * MARGIN;
  const at = (x: number, y: number): Point => ({ x, y: MARGIN + y * usable });
  const left = MARGIN;
  const right = width - OUTPUT_HALF.width - 4;
  // The inputs keep room to themselves, so that labels fit beside them; the last node stands clear of the output.
  const first = left + (inputs === 1 ? 0.2 : 0.27) * (right - left);
  const last = right - 0.17 * (right - left);
  const columns = Math.max(1, nodes - 1);
  const states = Array.from({ length: nodes }, (_, node) => {
    const x = nodes === 1 ? (first + last) / 2 : first + (node * (last - first)) / columns;
    return at(x, 0.5 + heightOf(node, nodes));
  });
  const given = inputs === 1 ? [at(left, 0.5)] : [at(left, 0.26), at(left, 0.74)];
  return { states: [...given, ...states], output: at(right, 0.5) };
}

/**
 * How far from the middle a node stands, as a share of the height: by turns above and below, and nearer with every turn, so that an
 * edge to the next node and one past it take different ways.
 */
function heightOf(node: number, nodes: number): number {
  if (nodes === 1) return 0;
  const turns = Math.ceil(nodes / 2);
  const turn = Math.floor(node / 2);
  const distance = 0.5 - (0.34 * turn) / Math.max(1, turns - 1);
  // Not exactly mirrored: edges between the two sides would otherwise meet in one point.
  return node % 2 === 0 ? -distance : distance - (turn === 0 ? 0 : 0.03);
}

/**
 * The way of an edge between two places. Where several join the same two, each bows out by its own `lane` (0 is straight).
 *
 * @param inset - how far from the two places it starts and ends, in pixels
 */
export function curveBetween(
  from: Point,
  to: Point,
  { lane, inset }: { readonly lane: number; readonly inset: { readonly from: number; readonly to: number } },
): Curve {
  const start = { x: from.x + inset.from, y: from.y };
  const end = { x: to.x - inset.to, y: to.y };
  // At least so much that a steep edge leaves its node sideways.
  const reach = Math.max(0.5 * (end.x - start.x), 26);
  const bow = lane * 26;
  return [start, { x: start.x + reach, y: start.y + bow }, { x: end.x - reach, y: end.y + bow }, end];
}

/**
 * The lane of each edge: 0 for those that are alone between their two states, and otherwise side by side around the middle.
 *
 * @param ends - a text for each edge that says which two states it joins
 */
export function lanesOf(ends: readonly string[]): readonly number[] {
  const seen = new Map<string, number>();
  return ends.map((end) => {
    const total = ends.filter((other) => other === end).length;
    const nth = seen.get(end) ?? 0;
    seen.set(end, nth + 1);
    return nth - (total - 1) / 2;
  });
}
