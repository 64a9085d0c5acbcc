/** How well a language model knows a text. */
import { assert, defined } from '../../base/assert.ts';
import type { TextColumns } from '../../data/index.ts';
import type { Executable } from '../../engine/index.ts';
import type { Score } from '../events.ts';
import { evaluationName } from './bundle.ts';
import { evenStretches } from './lengths.ts';
import { textFeeds } from './text-feeds.ts';

/** A text to be evaluated on. */
export interface EvaluatedText {
  readonly columns: TextColumns;
  /** Words of a batch. */
  readonly length: number;
  /** Numbers in a state. */
  readonly units: number;
}

/**
 * Scores the weights in `shown` on a text, whose states go on from batch to batch.
 *
 * `loss` is as the reference reports it: the sum of each batch's mean loss times its words, over the number of rows, of which one is not
 * predicted; so it is smaller than the mean by the share 1/rows. `accuracy` is over the words that are predicted.
 *
 * @see DARTS, rnn/train.py, `evaluate`
 */
export async function evaluateText(
  executable: Executable,
  { columns, length, units }: EvaluatedText,
  others: Readonly<Record<string, Float32Array>> = {},
): Promise<Score> {
  const { batchSize: batch } = columns;
  const program = evaluationName({ length, batch });
  let hidden = new Float32Array(batch * units);
  let [loss, correct] = [0, 0];
  for (const stretch of evenStretches(columns.length, length)) {
    const told = await executable.run(program, {
      ...textFeeds(columns, stretch, { length }),
      ...others,
      hidden,
    });
    loss += numberIn(told['entropy']) * stretch.length;
    correct += numberIn(told['correct']);
    const next = told['hidden'];
    assert(next instanceof Float32Array, 'states are floats');
    hidden = Float32Array.from(next);
  }
  return { loss: loss / columns.length, accuracy: correct / (batch * (columns.length - 1)) };
}

/** The one number of a result. */
export const numberIn = (result: ArrayLike<number> | undefined): number =>
  defined(result?.[0], 'the program fetches a number');
