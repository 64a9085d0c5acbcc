import { assert } from '../base/assert.ts';
import type { BatchStream } from '../data/index.ts';
import type { Executable } from '../engine/index.ts';
import type { Score } from './events.ts';
import { createExamination } from './examination.ts';
import type { TestResult } from './examination.ts';
import { EMPTY_TALLY, joined, meanOf, tallyOf } from './metrics.ts';

/** Scores a network, by its running statistics, on all batches of a stream: runs `evaluate@N` for batches of N. */
export async function evaluate(executable: Executable, stream: BatchStream): Promise<Score> {
  let soFar = EMPTY_TALLY;
  for await (const { logits, labels } of answers(executable, stream))
    soFar = joined(soFar, tallyOf(logits, labels));
  return meanOf(soFar);
}

/**
 * Examines a network, by its running statistics, on all batches of a stream: as `evaluate`, in detail.
 * @param classes - their names, by number
 */
export async function examine(
  executable: Executable,
  stream: BatchStream,
  classes: readonly string[],
): Promise<TestResult> {
  const examination = createExamination(classes);
  for await (const { logits, labels } of answers(executable, stream)) examination.add(logits, labels);
  return examination.result();
}

/** What a network says of each batch: [N,K]. */
async function* answers(
  executable: Executable,
  stream: BatchStream,
): AsyncGenerator<{ readonly logits: Float32Array; readonly labels: Int32Array }> {
  for (let index = 0; index < stream.batchesPerEpoch; index += 1) {
    const { images, labels, size } = await stream.batch(0, index);
    const { logits } = await executable.run(`evaluate@${size}`, { images });
    assert(logits instanceof Float32Array, 'logits are floats');
    yield { logits, labels };
  }
}
