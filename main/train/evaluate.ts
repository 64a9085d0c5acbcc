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
 */
export async function examine(
  executable: Executable,
  stream: BatchStream,
  { classes, onAnswers }: ExamineOptions,
): Promise<TestResult> {
  const examination = createExamination(classes);
  for await (const { logits, labels } of answers(executable, stream)) {
    examination.add(logits, labels);
    onAnswers?.(logits, labels);
  }
  return examination.result();
}

/** Who is examined, and who looks on. */
export interface ExamineOptions {
  /** Their names, by number. */
  readonly classes: readonly string[];
  /** Is told what the network says of each batch: logits [N,K] and labels [N]. */
  readonly onAnswers?: AnswerListener | undefined;
}

/** Is told what a network says of each batch: logits [N,K] and labels [N]. */
export type AnswerListener = (logits: Float32Array, labels: Int32Array) => void;

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
