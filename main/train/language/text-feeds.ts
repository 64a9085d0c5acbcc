/** Batches of a text as what programs are fed with. */
import { textBatch } from '../../data/index.ts';
import type { TextColumns } from '../../data/index.ts';
import { float32, int32 } from '../../engine/index.ts';
import type { EngineBuilder, TensorData, Var } from '../../engine/index.ts';
import type { Stretch } from './lengths.ts';

/** A batch inside a step, padded to the length T of its program. Rows of one time lie together. */
export interface FedText {
  /** i32[T*B]. */
  readonly tokens: Var;
  /** i32[T*B]. */
  readonly targets: Var;
  /** f32[T,1], 1 for the words that are there, and f32[], how many times those are. */
  readonly present: { readonly words: Var; readonly count: Var };
  /** Where the states after the last word lie among all of them, i32[B]. */
  readonly last: Var;
}

/** Feeds a batch under names that begin with `prefix`. */
export function feedText(
  b: EngineBuilder,
  {
    length,
    batch,
    prefix = '',
  }: { readonly length: number; readonly batch: number; readonly prefix?: string },
): FedText {
  return {
    tokens: b.feed(`${prefix}tokens`, int32(length * batch)),
    targets: b.feed(`${prefix}targets`, int32(length * batch)),
    present: {
      words: b.feed(`${prefix}present`, float32(length, 1)),
      count: b.feed(`${prefix}count`, float32()),
    },
    last: b.feed(`${prefix}last`, int32(batch)),
  };
}

/** The names of a fed batch, for whoever writes it into another program. */
export const textArguments = (text: FedText): Readonly<Record<string, Var>> => ({
  tokens: text.tokens,
  targets: text.targets,
  present: text.present.words,
  count: text.present.count,
  last: text.last,
});

/** The values of a batch: the stretch of some columns, padded to `length` words. */
export function textFeeds(
  columns: TextColumns,
  stretch: Pick<Stretch, 'row' | 'length'>,
  { length, prefix = '', from = 0, batch = columns.batchSize }: TextFeedOptions,
): Readonly<Record<string, TensorData>> {
  const { data, targets, length: found } = textBatch(columns, stretch.row, stretch.length);
  const padded = (rows: Int32Array): Int32Array => {
    const values = new Int32Array(length * batch);
    for (let t = 0; t < found; t += 1) {
      const start = t * columns.batchSize + from;
      values.set(rows.subarray(start, start + batch), t * batch);
    }
    return values;
  };
  return {
    [`${prefix}tokens`]: padded(data),
    [`${prefix}targets`]: padded(targets),
    [`${prefix}present`]: Float32Array.from({ length }, (_, t) => (t < found ? 1 : 0)),
    [`${prefix}count`]: Float32Array.of(found),
    [`${prefix}last`]: Int32Array.from({ length: batch }, (_, i) => (found - 1) * batch + i),
  };
}

/** How a batch is fed. */
export interface TextFeedOptions {
  /** Of the program. */
  readonly length: number;
  readonly prefix?: string;
  /** The first column; left out: 0. */
  readonly from?: number;
  /** How many columns; left out: all. */
  readonly batch?: number;
}
