import { defined } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { edgeIndex } from '../../spaces/index.ts';
import type { Primitive } from '../../spaces/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { primitiveDef } from '../primitives/registry.ts';
import type { Tracer } from '../tracer.ts';
import type { Coefficients } from './mixture.ts';
import { nodeShape, preprocess, requireSize, strideOf, sumOf } from './states.ts';
import type { CellInputs, CellPlace } from './states.ts';

/** A cell of a supernet. */
export interface SearchCell extends CellPlace {
  /** The candidates of an edge; their order is that of the alpha columns. */
  readonly primitives: readonly Primitive[];
  readonly intermediateNodes: number;
  readonly concatNodes: number;
  /** [E][P]: which candidates an edge has. */
  readonly allowed: readonly (readonly boolean[])[];
  readonly coefficients: Coefficients;
}

/**
 * A cell of a supernet: every node is the sum over all earlier states of their mixed edges, and the result the last nodes joined:
 * [N,H',W',concatNodes * channels].
 *
 * @throws nn/size-mismatch, nn/odd-size, nn/odd-channels
 */
export function searchCell(t: Tracer, inputs: CellInputs, cell: SearchCell): Var {
  const states: Var[] = [...preprocess(t, inputs, { ...cell, affine: false })];
  const shape = nodeShape(defined(states[0], 'a cell has two inputs'), cell);
  for (let node = 0; node < cell.intermediateNodes; node++) {
    const edges = states.map((state, input) => mixedEdge(t, state, { cell, node, input, shape }));
    states.push(sumOf(t, edges.flat(), shape));
  }
  return t.b.one('concat', states.slice(-cell.concatNodes), { axis: 3 });
}

interface MixedEdge {
  readonly cell: SearchCell;
  readonly node: number;
  readonly input: number;
  readonly shape: readonly number[];
}

/** The weighted sum of an edge's candidates; nothing where all of them are zero. */
function mixedEdge(t: Tracer, x: Var, { cell, node, input, shape }: MixedEdge): readonly Var[] {
  const edge = edgeIndex({ node, input });
  const ops = t.at('_ops').at(edge).at('_ops');
  const terms = cell.primitives.flatMap((primitive, k) => {
    if (cell.allowed[edge]?.[k] !== true) return [];
    const y = candidate(ops.at(k), x, { primitive, stride: strideOf(cell, input) });
    if (y === null) return [];
    requireSize(ops.at(k), { what: primitive.name, found: y, needed: shape });
    const weight = defined(cell.coefficients[edge]?.[k], 'every candidate has a coefficient');
    return [t.b.one('mul', [y, weight])];
  });
  return terms.length === 0 ? [] : [sumOf(t, terms, shape)];
}

function candidate(
  t: Tracer,
  x: Var,
  { primitive, stride }: { readonly primitive: Primitive; readonly stride: 1 | 2 },
): Var | null {
  const { definition } = primitive;
  const def = primitiveDef(definition);
  const y = def.trace(t, x, { definition, stride, affine: false });
  return y === null || !def.normalizedInSearch ? y : batchNorm(t.at(1), y, { affine: false });
}
