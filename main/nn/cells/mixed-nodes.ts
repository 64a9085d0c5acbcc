import { defined } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { edgeIndex } from '../../spaces/index.ts';
import type { Edge, InputCount, Primitive } from '../../spaces/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { primitiveDef } from '../primitives/registry.ts';
import type { Tracer } from '../tracer.ts';
import type { Coefficients } from './mixture.ts';
import { requireSize, sumOf } from './states.ts';

/** A candidate of a cell, as it was written. */
export interface WrittenCandidate {
  /** Row of its edge. */
  readonly edge: number;
  /** Number of its primitive. */
  readonly primitive: number;
  /** What it computes, [N,H,W,C], before it is weighed; null: zeros, which are not computed. */
  readonly output: Var | null;
}

/** What the cells of a supernet have in common, whatever their wiring. */
export interface Mixed {
  /** The candidates of an edge; their order is that of the alpha columns. */
  readonly primitives: readonly Primitive[];
  readonly intermediateNodes: number;
  /** [E][P]: which candidates an edge has. The others are not written. */
  readonly allowed: readonly (readonly boolean[])[];
  readonly coefficients: Coefficients;
  /** Whether pools have a batch normalization without parameters behind them. */
  readonly normalizesPools: boolean;
  /** Told of every candidate that is written. */
  readonly observe?: (candidate: WrittenCandidate) => void;
}

/** How a cell's edges lie. */
interface Wires {
  readonly inputs: InputCount;
  /** Of every node: [N,H,W,channels]. */
  readonly shape: readonly number[];
  /** The layer of an edge, whose candidates are the layers inside it by their numbers. */
  at(edge: Edge): Tracer;
  stride(edge: Edge): 1 | 2;
}

/**
 * The states of a supernet's cell: those given, then each node, the sum over all earlier states of their mixed edges.
 *
 * @throws nn/size-mismatch, nn/odd-size, nn/odd-channels
 */
export function mixedNodes(t: Tracer, given: readonly Var[], cell: Mixed & Wires): readonly Var[] {
  const states = [...given];
  for (let node = 0; node < cell.intermediateNodes; node++) {
    const edges = states.map((state, input) => mixedEdge(t, state, { cell, edge: { node, input } }));
    states.push(sumOf(t, edges.flat(), cell.shape));
  }
  return states;
}

/** The weighted sum of an edge's candidates; nothing where all of them are zero. */
function mixedEdge(
  t: Tracer,
  x: Var,
  { cell, edge }: { readonly cell: Mixed & Wires; readonly edge: Edge },
): readonly Var[] {
  const row = edgeIndex(edge, cell.inputs);
  const ops = cell.at(edge);
  const terms = cell.primitives.flatMap((primitive, k) => {
    if (cell.allowed[row]?.[k] !== true) return [];
    const y = candidate(ops.at(k), x, { ...cell, primitive, stride: cell.stride(edge) });
    cell.observe?.({ edge: row, primitive: k, output: y });
    if (y === null) return [];
    requireSize(ops.at(k), { what: primitive.name, found: y, needed: cell.shape });
    const weight = defined(cell.coefficients[row]?.[k], 'every candidate has a coefficient');
    return [t.b.one('mul', [y, weight])];
  });
  return terms.length === 0 ? [] : [sumOf(t, terms, cell.shape)];
}

function candidate(
  t: Tracer,
  x: Var,
  on: { readonly primitive: Primitive; readonly stride: 1 | 2; readonly normalizesPools: boolean },
): Var | null {
  const { definition } = on.primitive;
  const def = primitiveDef(definition);
  const y = def.trace(t, x, { definition, stride: on.stride, affine: false });
  if (y === null || !def.normalizedInSearch || !on.normalizesPools) return y;
  return batchNorm(t.at(1), y, { affine: false });
}
