import { assert, defined } from '../../base/assert.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { Primitive, RecurrentGenotype } from '../../spaces/index.ts';
import { findPrimitive } from '../../spaces/index.ts';
import type { Tracer } from '../tracer.ts';
import { cellWeights, dropped, gated, initialStates, meanOf } from './words.ts';
import type { CellReading, CellTelling, CellWeights } from './words.ts';

/**
 * A derived recurrent cell along its words: s[i+1] = s[p] + c (f(u) - s[p]), with [c|u] = s[p] W[i] and sigmoid(c), where node i reads state p
 * through the activation f; its output is the mean of the states in `concat`.
 *
 * Nodes that read one state are computed by one product: their weights stand side by side.
 *
 * @param primitives - what the activations' names stand for
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, section 3.1.2; DARTS, rnn/model.py, `DARTSCell`. Unlike the searched cell it has no batch
 * normalization.
 */
export function recurrentCell(
  t: Tracer,
  reading: CellReading,
  {
    genotype,
    primitives,
  }: { readonly genotype: RecurrentGenotype; readonly primitives: readonly Primitive[] },
): CellTelling {
  const { b } = t;
  const { units } = reading;
  const weights = cellWeights(t, units, genotype.recurrent.length);
  const initial = initialStates(b, reading, weights);
  const readers = readersOf(genotype, weights, b);
  const activations = genotype.recurrent.map(({ primitive }, node) => {
    const { definition } = findPrimitive(primitives, primitive, {
      among: 'the recurrent cell',
      path: ['recurrent', node],
    });
    assert(definition.block === 'activation', 'a node of a recurrent cell has an activation');
    return definition.function;
  });
  const outputs: Var[] = [];
  for (let word = 0; word < reading.length; word++) {
    const states = new Map([[0, initial(word, outputs.at(-1) ?? reading.hidden)]]);
    for (let state = 0; state < genotype.recurrent.length; state++) {
      const group = readers.get(state);
      if (group === undefined) continue;
      const from = defined(
        states.get(state),
        'a node reads earlier states, and they are computed in their order',
      );
      const columns = b.one('matmul', [dropped(b, from, reading.mask), group.weights]);
      const own = group.nodes.map((node) => defined(activations[node], 'an activation a node'));
      const made = gated(b, { from, columns, activations: own, fused: reading.fused });
      group.nodes.forEach((node, i) => states.set(node + 1, defined(made[i], 'a state a node')));
    }
    const joined = genotype.concat.map((state) => defined(states.get(state), 'a state for each node'));
    outputs.push(meanOf(b, joined));
  }
  return { outputs };
}

interface Readers {
  readonly nodes: readonly number[];
  /** [n,2nk] of k nodes. */
  readonly weights: Var;
}

/** The nodes that read each state. */
function readersOf(
  { recurrent }: RecurrentGenotype,
  { nodes: weights }: CellWeights,
  b: EngineBuilder,
): ReadonlyMap<number, Readers> {
  const readers = new Map<number, number[]>();
  recurrent.forEach(({ input }, node) => readers.set(input, [...(readers.get(input) ?? []), node]));
  return new Map(
    [...readers].map(([state, nodes]) => {
      const own = nodes.map((node) => defined(weights[node], 'a weight for each node'));
      const [first] = own;
      const joined = own.length === 1 && first !== undefined ? first : b.one('concat', own, { axis: 1 });
      return [state, { nodes, weights: joined }];
    }),
  );
}
