/** A text as columns that are read side by side, and the batches of it. Pure: the same arguments give the same batches. */
import { assert } from '../../base/assert.ts';
import { dataError } from '../errors.ts';

/** A text that is cut into B parts of T tokens: part b is column b. */
export interface TextColumns {
  /** `[T, B]`, row by row. */
  readonly tokens: Int32Array;
  /** T. */
  readonly length: number;
  /** B. */
  readonly batchSize: number;
}

/** The tokens that a step reads, and those that it predicts from them. */
export interface TextBatch {
  /** `[length, B]`, row by row. */
  readonly data: Int32Array;
  /** `[length * B]`: the token after each of `data`. */
  readonly targets: Int32Array;
  readonly length: number;
}

/**
 * Cuts a text into as many parts as a batch has columns. The tokens at its end that do not fill a row are left out.
 *
 * @param tokens - of the text, in order
 * @param batchSize - the number of columns, B
 * @throws AppError `data/too-few-tokens` when a column would not have two tokens, which the shortest batch takes: one to read, one to
 * predict
 * @see DARTS, rnn/utils.py, `batchify`
 */
export function batchify(tokens: Int32Array, batchSize: number): TextColumns {
  assert(Number.isInteger(batchSize) && batchSize > 0, 'a batch of text has a column');
  const length = Math.floor(tokens.length / batchSize);
  if (length < 2) throw dataError('data/too-few-tokens', { count: tokens.length, batchSize });
  const columns = new Int32Array(length * batchSize);
  for (let column = 0; column < batchSize; column += 1) {
    for (let row = 0; row < length; row += 1) {
      columns[row * batchSize + column] = tokens[column * length + row] ?? 0;
    }
  }
  return { tokens: columns, length, batchSize };
}

/**
 * The batch that starts at a row. It has `maxLength` rows, or fewer where the text ends before.
 *
 * @param row - from 0; the last row is only predicted, no batch starts there
 * @param maxLength - the steps through which the gradient flows (bptt in DARTS)
 * @returns a copy
 * @see DARTS, rnn/utils.py, `get_batch`
 */
export function textBatch(
  { tokens, length: rows, batchSize }: TextColumns,
  row: number,
  maxLength: number,
): TextBatch {
  assert(
    Number.isInteger(row) && row >= 0 && row < rows - 1,
    'a batch starts before the last row of its text',
  );
  assert(Number.isInteger(maxLength) && maxLength > 0, 'a batch of text has a row');
  const length = Math.min(maxLength, rows - 1 - row);
  const from = (first: number) => tokens.slice(first * batchSize, (first + length) * batchSize);
  return { data: from(row), targets: from(row + 1), length };
}
