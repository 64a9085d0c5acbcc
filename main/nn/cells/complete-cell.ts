/** Complete cells, of NAS-Bench-201: one input, each node the sum of an edge from every earlier state, the last node the output. */
import { defined } from '../../base/assert.ts';
import type { Var } from '../../engine/index.ts';
import { edgeIndex } from '../../spaces/index.ts';
import type { Primitive } from '../../spaces/index.ts';
import { primitiveDef } from '../primitives/registry.ts';
import type { Tracer } from '../tracer.ts';
import { mixedNodes } from './mixed-nodes.ts';
import type { Mixed } from './mixed-nodes.ts';
import { requireSize, sumOf } from './states.ts';

/**
 * A complete cell of a supernet, x [N,H,W,C] to [N,H,W,C].
 *
 * @throws nn/size-mismatch, nn/odd-size
 * @see NAS-Bench-201, arXiv 2001.00326, section 2.1; AutoDL-Projects, `NAS201SearchCell`
 */
export function completeSearchCell(t: Tracer, x: Var, cell: Mixed): Var {
  const states = mixedNodes(t, [x], {
    ...cell,
    inputs: 1,
    shape: x.type.shape,
    at: ({ node, input }) => t.at('edges').at(`${node + 1}<-${input}`),
    stride: () => 1,
  });
  return lastOf(states);
}

/** A complete cell with one primitive an edge. */
export interface CompleteDerivedCell {
  readonly intermediateNodes: number;
  /** Of each edge, in their order. */
  readonly primitives: readonly Primitive[];
}

/**
 * A complete cell with one primitive an edge, x [N,H,W,C] to [N,H,W,C].
 *
 * @throws nn/size-mismatch, nn/odd-size
 * @see AutoDL-Projects, `InferCell`
 */
export function completeCell(t: Tracer, x: Var, cell: CompleteDerivedCell): Var {
  const { shape } = x.type;
  const states: Var[] = [x];
  for (let node = 0; node < cell.intermediateNodes; node++) {
    const terms = states.flatMap((state, input) => {
      const edge = edgeIndex({ node, input }, 1);
      const { name, definition } = defined(cell.primitives[edge], 'a complete cell has a primitive an edge');
      const layer = t.at('layers').at(edge);
      const y = primitiveDef(definition).trace(layer, state, { definition, stride: 1, affine: true });
      if (y === null) return [];
      requireSize(layer, { what: name, found: y, needed: shape });
      return [y];
    });
    states.push(sumOf(t, terms, shape));
  }
  return lastOf(states);
}

const lastOf = (states: readonly Var[]): Var => defined(states.at(-1), 'a cell has its input at least');
