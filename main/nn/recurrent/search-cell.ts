import { defined } from '../../base/assert.ts';
import { float32, GATE_FUNCTIONS } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import { edgeCount } from '../../spaces/index.ts';
import type { ActivationName, CellSpace } from '../../spaces/index.ts';
import { ALPHAS } from '../networks/supernet.ts';
import type { Tracer } from '../tracer.ts';
import { ACTIVATIONS } from './activations.ts';
import { cellWeights, dropped, initialStates, meanOf } from './words.ts';
import type { CellReading, CellTelling } from './words.ts';

/** The statistics that normalized the states, in their order: initial state and nodes of the first word, of the second, ... */
export interface CellStatistics {
  /** [(k+1)T,n] of k nodes. */
  readonly means: Var;
  /** Unbiased, of the same shape. */
  readonly variances: Var;
}

/** What a searched cell tells. */
export interface SearchCellTelling extends CellTelling {
  /** Of training; null in evaluation, which reads `bn.running_mean` and `bn.running_var` [n]. */
  readonly statistics: CellStatistics | null;
}

const EPSILON = 1e-5;

/**
 * The cell that is searched: every node reads every earlier state through every activation, weighed by the softmax over the candidates of
 * the edge; a node's weights are those of all its edges. With P the share of an edge's activations, `none` left out, and F their weighed
 * sum, what an edge gives is s P + c (F - s P). Each state is normalized by one batch normalization without parameters.
 *
 * The states before a node stand on top of each other, so that a node takes one product.
 *
 * @see DARTS, rnn/model_search.py, `DARTSCellSearch`
 */
export function recurrentSearchCell(t: Tracer, reading: CellReading, space: CellSpace): SearchCellTelling {
  const { b } = t;
  const { length, batch, units, mask } = reading;
  const { intermediateNodes: nodes, concatNodes } = space;
  const weights = cellWeights(t, units, nodes);
  const initial = initialStates(b, reading, weights);
  const mixture = mixtureOf(b, space);
  const rows = Array.from({ length: nodes }, (_, node) => rowsOf(b, mixture, { node, space }));
  const normalize = normalization(t, units);
  const outputs: Var[] = [];
  for (let word = 0; word < length; word++) {
    const states = [normalize.state(initial(word, outputs.at(-1) ?? reading.hidden))];
    for (let node = 0; node < nodes; node++) {
      const count = node + 1;
      const stack =
        states.length === 1 ? defined(states[0], 'a state') : b.one('concat', [...states], { axis: 0 });
      const piled = b.one('reshape', [stack], { shape: [count, batch, units] });
      const entering = b.one('reshape', [dropped(b, piled, mask)], { shape: [count * batch, units] });
      const columns = b.one('matmul', [entering, defined(weights.nodes[node], 'a weight a node')]);
      const weighs = defined(rows[node], 'weights a node');
      states.push(normalize.state(mixedNode(b, { stack, columns, count }, { reading, space, weighs })));
    }
    outputs.push(meanOf(b, states.slice(-concatNodes)));
  }
  return { outputs, statistics: normalize.statistics() };
}

/** The softmax over the candidates of each edge [E,P]. */
function mixtureOf(b: EngineBuilder, space: CellSpace): Var {
  const edges = edgeCount(space.intermediateNodes, 1);
  return b.one('softmax', [b.read(ALPHAS.normal, float32(edges, space.primitives.length))]);
}

/** The weights of the activations on the edges into a node [edges,A], those of `none` left out. */
function rowsOf(
  b: EngineBuilder,
  mixture: Var,
  { node, space }: { readonly node: number; readonly space: CellSpace },
): Var {
  const { primitives } = space;
  const begin = [edgeCount(node, 1), 0];
  const own = b.one('slice', [mixture], { begin, size: [node + 1, primitives.length] });
  const columns = b.all('split', [own], { axis: 1, sizes: primitives.map(() => 1) });
  return b.one(
    'concat',
    columns.filter((_, p) => primitives[p]?.definition.block !== 'zero'),
    { axis: 1 },
  );
}

/** What the activations of a space compute, in the order of its alphas. */
const activationsOf = ({ primitives }: CellSpace): readonly ActivationName[] =>
  primitives.flatMap(({ definition }) => (definition.block === 'activation' ? [definition.function] : []));

/** The sum of what the edges into a node give [B,n], from the states before it [edges*B,n] and their gates and candidates [edges*B,2n]. */
function mixedNode(
  b: EngineBuilder,
  given: { readonly stack: Var; readonly columns: Var; readonly count: number },
  {
    reading,
    space,
    weighs,
  }: { readonly reading: CellReading; readonly space: CellSpace; readonly weighs: Var },
): Var {
  const names = activationsOf(space);
  const { batch, units, fused } = reading;
  if (fused) {
    const functions = names.map((name) => GATE_FUNCTIONS[name]);
    return b.one('mixedGates', [given.stack, given.columns, weighs], { functions });
  }
  const pile = (x: Var): Var => b.one('reshape', [x], { shape: [given.count, batch, units] });
  const [gate, candidate] = b.all('split', [given.columns], { axis: 1, sizes: [units, units] });
  const shares = b
    .all('split', [weighs], { axis: 1, sizes: names.map(() => 1) })
    .map((share) => b.one('reshape', [share], { shape: [given.count, 1, 1] }));
  const sumOf = (terms: readonly Var[]): Var =>
    terms.length === 1 ? defined(terms[0], 'an activation') : b.one('addN', terms);
  const u = pile(defined(candidate, 'two halves'));
  const mixed = sumOf(
    names.map((name, k) => b.one('mul', [ACTIVATIONS[name](b, u), defined(shares[k], 'a share a name')])),
  );
  const kept = b.one('mul', [pile(given.stack), sumOf(shares)]);
  const open = b.one('sigmoid', [pile(defined(gate, 'two halves'))]);
  const edges = b.one('add', [kept, b.one('mul', [open, b.one('sub', [mixed, kept])])]);
  return b.one('sum', [edges], { axes: [0] });
}

/** The one normalization of all states. */
function normalization(t: Tracer, units: number) {
  const { b } = t;
  const per = float32(units);
  const [scale, offset] = [t.constant(1, per), t.constant(0, per)];
  const found: { readonly mean: Var; readonly variance: Var }[] = [];
  const running = () => ['running_mean', 'running_var'].map((name) => b.read(`bn.${name}`, per));
  return {
    /** s [B,n], normalized. */
    state(s: Var): Var {
      const image = b.one('reshape', [s], { shape: [s.type.shape[0] ?? 0, 1, 1, units] });
      const flat = (y: Var): Var => b.one('reshape', [y], { shape: s.type.shape });
      if (t.mode === 'eval') {
        return flat(b.one('batchNormInference', [image, scale, offset, ...running()], { epsilon: EPSILON }));
      }
      const [y, mean, variance] = b.all('batchNorm', [image, scale, offset], { epsilon: EPSILON });
      const why = 'batchNorm gives its statistics';
      found.push({ mean: defined(mean, why), variance: defined(variance, why) });
      return flat(defined(y, why));
    },
    statistics(): CellStatistics | null {
      if (t.mode === 'eval') return null;
      const stacked = (of: 'mean' | 'variance'): Var => {
        const rows = found.map((one) => b.one('reshape', [one[of]], { shape: [1, units] }));
        return b.one('concat', rows, { axis: 0 });
      };
      return { means: stacked('mean'), variances: stacked('variance') };
    },
  };
}
