/** What all recurrent cells have in common: the words that they read one after the other, their masks and their first state. */
import { defined } from '../../base/assert.ts';
import { GATE_FUNCTIONS } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { ActivationName } from '../../spaces/index.ts';
import type { Init } from '../parameters.ts';
import type { Tracer } from '../tracer.ts';
import { ACTIVATIONS } from './activations.ts';

/** Letters: `T` words of each text, `B` texts side by side, `n` units. */
export interface Words {
  readonly length: number;
  readonly batch: number;
  readonly units: number;
}

/** What a cell reads. */
export interface CellReading extends Words {
  /** The words [T*B,n], those of one time together; whatever is dropped of them is dropped. */
  readonly x: Var;
  /** The state before the first word [B,n]. */
  readonly hidden: Var;
  /** What is dropped of states where they enter a product [B,n], 0 or 1/keep, the same for all words and nodes; null: nothing. */
  readonly mask: Var | null;
  /** Whether the engine's own kernels are there. */
  readonly fused: boolean;
}

/** What a cell tells. */
export interface CellTelling {
  /** The states [B,n] after each word. */
  readonly outputs: readonly Var[];
}

/** All parameters start within +-0.04. @see DARTS, rnn/model.py, `INITRANGE` */
export const INITIAL: Init = { kind: 'uniform', bound: 0.04 };

/** A state with what is dropped of it dropped. */
export const dropped = (b: EngineBuilder, state: Var, mask: Var | null): Var =>
  mask === null ? state : b.one('mul', [state, mask]);

/** `_W0` [2n,2n]: what words and states give the initial state; and `_Ws.i` [n,2n] of each node. First n columns: the gate; last n: the candidate. */
export interface CellWeights {
  readonly first: Var;
  readonly nodes: readonly Var[];
}

/** Declares a cell's weights, in the reference's order. None has a bias. */
export function cellWeights(t: Tracer, units: number, nodes: number): CellWeights {
  const matrix = (name: string, rows: number): Var =>
    t.parameter(name, { shape: [rows, 2 * units], layout: 'matrix', init: INITIAL });
  return {
    first: matrix('_W0', 2 * units),
    nodes: Array.from({ length: nodes }, (_, node) => matrix(`_Ws.${node}`, units)),
  };
}

/** What lies behind a product. */
export interface Gates {
  /** The state [R,n] that nodes read. */
  readonly from: Var;
  /** Gate and candidate of each of k nodes in turn, [R,2nk]. */
  readonly columns: Var;
  readonly activations: readonly ActivationName[];
  /** Whether the engine's own kernels are there. */
  readonly fused: boolean;
}

/** The states s + sigmoid(c) (f(u) - s) of k nodes that read one state, [R,n] each: as far towards the candidate as the gate is open. */
export function gated(b: EngineBuilder, { from, columns, activations, fused }: Gates): readonly Var[] {
  const functions = activations.map((name) => GATE_FUNCTIONS[name]);
  if (fused) return b.all('gates', [from, columns], { functions });
  const units = from.type.shape[1] ?? 0;
  const parts = b.all('split', [columns], { axis: 1, sizes: activations.flatMap(() => [units, units]) });
  return activations.map((name, i) => {
    const gate = defined(parts[2 * i], 'two parts a node');
    const candidate = ACTIVATIONS[name](b, defined(parts[2 * i + 1], 'two parts a node'));
    const opened = b.one('mul', [b.one('sigmoid', [gate]), b.one('sub', [candidate, from])]);
    return b.one('add', [from, opened]);
  });
}

/**
 * The initial state of every word: h + c (tanh(u) - h), with [c|u] = [x|h] W0 and sigmoid(c), where h is what `stateBefore` gives. What the
 * words give is computed of all of them at once, before the first.
 *
 * @see DARTS, rnn/model.py, `_compute_init_state`: the h that is added is the one without its mask
 */
export function initialStates(
  b: EngineBuilder,
  reading: CellReading,
  weights: CellWeights,
): (word: number, before: Var) => Var {
  const { x, mask, length, batch, units, fused } = reading;
  const [ofWords, ofStates] = b.all('split', [weights.first], { axis: 0, sizes: [units, units] });
  const given = b.one('matmul', [x, defined(ofWords, 'two halves')]);
  const parts = b.all('split', [given], { axis: 0, sizes: Array.from({ length }, () => batch) });
  return (word, before) => {
    const own = b.one('matmul', [dropped(b, before, mask), defined(ofStates, 'two halves')]);
    const sum = b.one('add', [defined(parts[word], 'a part a word'), own]);
    const [initial] = gated(b, { from: before, columns: sum, activations: ['tanh'], fused });
    return defined(initial, 'a state a node');
  };
}

/** The mean of states of one shape. */
export function meanOf(b: EngineBuilder, states: readonly Var[]): Var {
  const [first] = states;
  if (states.length === 1 && first !== undefined) return first;
  const sum = b.one('addN', states);
  return b.one('mul', [sum, b.fill(1 / states.length, { dtype: sum.type.dtype, shape: [] })]);
}
