import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';

/** What a language model tells of a batch: rows of one time together. */
export interface LanguageTold {
  /** [T*B,V]. */
  readonly logits: Var;
  /** [T*B,n]. */
  readonly states: Var;
  /** [T*B,n]: the states as they enter the decoder. */
  readonly outputs: Var;
}

/** What its loss is made of. */
export interface LanguageLossOptions {
  /** The words that come next, i32[T*B]. */
  readonly targets: Var;
  /** Texts side by side [B]. */
  readonly batch: number;
  /**
   * Where a batch is shorter than the program: `words` f32[T,1], 1 for the words that are there, and `count` f32[], how many times those are; null: all
   * are there.
   */
  readonly present: { readonly words: Var; readonly count: Var } | null;
  /** Weight of the mean square of the outputs (AR); 0: none. */
  readonly activation: number;
  /** Weight of the mean square of the changes of the states from word to word (TAR); 0: none. */
  readonly temporal: number;
}

/**
 * The loss of a language model: the mean cross entropy of the next word, in nats, and both activation regularizations.
 *
 * @returns `entropy`, the first alone, and `loss`, all together; `correct`, how many of the words that are there had the highest score; scalars
 * @see Merity, McCann, Socher 2017, arXiv:1708.01009, section 4; DARTS, rnn/train.py
 */
export function languageLoss(
  b: EngineBuilder,
  told: LanguageTold,
  options: LanguageLossOptions,
): { readonly entropy: Var; readonly loss: Var; readonly correct: Var } {
  const { targets, batch, present } = options;
  const [losses, , right] = b.all('sparseCrossEntropy', [told.logits, targets]);
  const rows = defined(losses, 'the first result');
  const length = (rows.type.shape[0] ?? 0) / batch;
  const apart = b.one('reshape', [rows], { shape: [length, batch] });
  const entropy = meanOver(b, apart, present);
  const hits = b.one('reshape', [defined(right, 'the third result')], { shape: [length, batch] });
  const there = present === null ? hits : b.one('mul', [hits, present.words]);
  const correct = b.one('sum', [there], { axes: [0, 1] });
  const extra: Var[] = [];
  const scaled = (value: Var, weight: number): Var => b.one('mul', [value, b.fill(weight, float32())]);
  if (options.activation > 0) {
    extra.push(scaled(meanSquare(b, told.outputs, { length, present }), options.activation));
  }
  if (options.temporal > 0 && length > 1) {
    const rest = (length - 1) * batch;
    // Cut, not sliced: the gradient of a slice is padded, which takes TensorFlow longer than all the rest of this.
    const [, later] = b.all('split', [told.states], { axis: 0, sizes: [batch, rest] });
    const [earlier] = b.all('split', [told.states], { axis: 0, sizes: [rest, batch] });
    const change = b.one('sub', [defined(later, 'two parts'), defined(earlier, 'two parts')]);
    const after =
      present === null
        ? null
        : {
            words: b.one('slice', [present.words], { begin: [1, 0], size: [length - 1, 1] }),
            // A batch of one word has no change; its sum is 0, whatever it is divided by.
            count: b.one('maximum', [
              b.one('sub', [present.count, b.fill(1, float32())]),
              b.fill(1, float32()),
            ]),
          };
    extra.push(scaled(meanSquare(b, change, { length: length - 1, present: after }), options.temporal));
  }
  const loss = extra.length === 0 ? entropy : b.one('addN', [entropy, ...extra]);
  return { entropy, loss, correct };
}

/** Mean of squares of values [T*B,n] over the times that are present. */
function meanSquare(
  b: EngineBuilder,
  values: Var,
  { length, present }: { readonly length: number; readonly present: LanguageLossOptions['present'] },
): Var {
  const [rows = 0, units = 0] = values.type.shape;
  const squares = b.one('square', [values]);
  return meanOver(b, b.one('reshape', [squares], { shape: [length, (rows / length) * units] }), present);
}

/** The mean of values [T,m] over the times that are present. */
function meanOver(b: EngineBuilder, values: Var, present: LanguageLossOptions['present']): Var {
  const [length = 1, columns = 1] = values.type.shape;
  const sum = (x: Var): Var => b.one('sum', [x], { axes: [0, 1] });
  if (present === null) return b.one('div', [sum(values), b.fill(length * columns, float32())]);
  const total = sum(b.one('mul', [values, present.words]));
  return b.one('div', [total, b.one('mul', [present.count, b.fill(columns, float32())])]);
}
