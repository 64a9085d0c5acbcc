import type { HistogramMessage, HparamsMessage, ValueMessage } from './event-message.ts';
import { encodeHparams } from './event-message.ts';

const FLOAT = 1;
const STRING = 7;
const TENSOR_CLASS = 2;
const BUCKETS = 30;

/**
 * A scalar, which the file holds in float32. TensorBoard's own reader drops scalars in float64 (seen with 2.20 and its data server
 * 0.7.2), and other programs know this form only.
 */
export const scalar = (tag: string, value: number): ValueMessage => ({ tag, simpleValue: value });

/** A text in Markdown. */
export const text = (tag: string, markdown: string): ValueMessage => ({
  tag,
  tensor: { dtype: STRING, shape: { dim: [{ size: 1 }] }, texts: [Buffer.from(markdown)] },
  metadata: { pluginData: { pluginName: 'text' }, dataClass: TENSOR_CLASS },
});

/** The numbers in 30 buckets of one width; a single one where all are equal. */
export function histogram(tag: string, values: readonly number[]): ValueMessage {
  return { tag, histo: bucketsOf(values) };
}

function bucketsOf(values: readonly number[]): HistogramMessage {
  const min = Math.min(...values);
  const max = Math.max(...values);
  const totals = {
    min,
    max,
    num: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumSquares: values.reduce((sum, value) => sum + value * value, 0),
  };
  if (min === max) return { ...totals, bucketLimit: [max], bucket: [values.length] };
  const bucket = new Array<number>(BUCKETS).fill(0);
  for (const value of values) {
    const at = Math.min(BUCKETS - 1, Math.floor(((value - min) / (max - min)) * BUCKETS));
    bucket[at] = (bucket[at] ?? 0) + 1;
  }
  const limit = (i: number): number => (i === BUCKETS - 1 ? max : min + ((max - min) * (i + 1)) / BUCKETS);
  return { ...totals, bucketLimit: bucket.map((_, i) => limit(i)), bucket };
}

/** What the plugin for hyperparameters finds under one of its own tags. */
export function hparams(
  part: 'experiment' | 'session_start_info' | 'session_end_info',
  message: HparamsMessage,
): ValueMessage {
  return {
    tag: `_hparams_/${part}`,
    tensor: { dtype: FLOAT, shape: { dim: [{ size: 0 }] } },
    metadata: {
      pluginData: { pluginName: 'hparams', content: encodeHparams(message) },
      dataClass: TENSOR_CLASS,
    },
  };
}
