import { assert } from '../base/assert.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable } from '../engine/index.ts';
import type { Score } from './events.ts';
import { EMPTY_TALLY, meanOf, scoreOf, tally } from './metrics.ts';

/** Scores a network, by its running statistics, on all batches of a stream: runs `evaluate@N` for batches of N. */
export async function evaluate(executable: Executable, stream: BatchStream): Promise<Score> {
  let soFar = EMPTY_TALLY;
  for (let index = 0; index < stream.batchesPerEpoch; index += 1) {
    const { images, labels, size } = await stream.batch(0, index);
    const { logits } = await executable.run(`evaluate@${size}`, { images });
    assert(logits instanceof Float32Array, 'logits are floats');
    soFar = tally(soFar, scoreOf(logits, labels), size);
  }
  return meanOf(soFar);
}
