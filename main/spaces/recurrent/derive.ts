/** From alphas to a recurrent cell. */
import { defined } from '../../base/assert.ts';
import { edgeIndex } from '../edges.ts';
import { spacesError } from '../errors.ts';
import { mixtureOf } from '../mixture.ts';
import type { CellSpace } from '../space.ts';
import type { RecurrentGenotype } from './genotype.ts';

/**
 * The cell that the values stand for: each node reads the one state whose best activation weighs most, ties to the lower state and the lower column.
 * The zero operation, `none`, is not chosen, but keeps its share of the softmax.
 *
 * @param rows - [E][P], E by node and then by state; raw alphas, or a mixture
 * @see DARTS, rnn/model_search.py, `genotype`; every node is kept in the output
 * @throws `spaces/alphas` for a node that has nothing to choose
 */
export function deriveRecurrent(
  space: CellSpace,
  rows: readonly ArrayLike<number>[],
  values: 'alphas' | 'mixture',
): RecurrentGenotype {
  const recurrent = Array.from({ length: space.intermediateNodes }, (_, node) => {
    let best = { primitive: '', input: -1, score: -Infinity };
    for (let input = 0; input <= node; input++) {
      const row = defined(rows[edgeIndex({ node, input }, 1)], 'the values have a row for each edge');
      const weights = values === 'alphas' ? mixtureOf(row) : row;
      space.primitives.forEach(({ name, definition }, p) => {
        const score = weights[p] ?? -Infinity;
        if (definition.block !== 'zero' && score > best.score) best = { primitive: name, input, score };
      });
    }
    if (best.input < 0) {
      throw spacesError('spaces/alphas', {
        path: ['alphas_normal'],
        problem: `node ${node} has no activation to choose`,
      });
    }
    return { primitive: best.primitive, input: best.input };
  });
  const first = space.intermediateNodes - space.concatNodes + 1;
  return {
    wiring: 'recurrent',
    recurrent,
    concat: Array.from({ length: space.concatNodes }, (_, i) => first + i),
  };
}
