/** What all recurrent cells have in common: the words that they read one after the other, their masks and their first state. */
import { defined } from '../../base/assert.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { Init } from '../parameters.ts';
import type { Tracer } from '../tracer.ts';

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

/** Gate and candidate: the columns [.,n] and [.,n] of [.,2n]. */
export function halves(b: EngineBuilder, columns: Var, units: number): readonly [gate: Var, candidate: Var] {
  const [gate, candidate] = b.all('split', [columns], { axis: 1, sizes: [units, units] });
  return [defined(gate, 'two halves'), defined(candidate, 'two halves')];
}

/** from + gate (to - from): as far towards `to` as the gate [.,n] is open. */
export const towards = (
  b: EngineBuilder,
  from: Var,
  { gate, to }: { readonly gate: Var; readonly to: Var },
): Var => b.one('add', [from, b.one('mul', [gate, b.one('sub', [to, from])])]);

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
  const { x, mask, length, batch, units } = reading;
  const [ofWords, ofStates] = b.all('split', [weights.first], { axis: 0, sizes: [units, units] });
  const given = b.one('matmul', [x, defined(ofWords, 'two halves')]);
  const parts = b.all('split', [given], { axis: 0, sizes: Array.from({ length }, () => batch) });
  return (word, before) => {
    const own = b.one('matmul', [dropped(b, before, mask), defined(ofStates, 'two halves')]);
    const sum = b.one('add', [defined(parts[word], 'a part a word'), own]);
    const [gate, candidate] = halves(b, sum, units);
    return towards(b, before, { gate: b.one('sigmoid', [gate]), to: b.one('tanh', [candidate]) });
  };
}

/** The mean of states of one shape. */
export function meanOf(b: EngineBuilder, states: readonly Var[]): Var {
  const [first] = states;
  if (states.length === 1 && first !== undefined) return first;
  const sum = b.one('addN', states);
  return b.one('mul', [sum, b.fill(1 / states.length, { dtype: sum.type.dtype, shape: [] })]);
}
