/**
 * Gradient accumulation: a batch that does not fit into memory goes through the network in several passes, whose gradients are summed in
 * variables; then one update takes their mean. Between steps these variables are zero.
 *
 * Without batch normalization this is the step of the whole batch up to rounding. With it, each pass normalizes with its own statistics
 * and moves the running ones, as a loop in PyTorch that accumulates does.
 */
import { assert } from '../base/assert.ts';
import { float32 } from '../engine/index.ts';
import type { EngineBuilder, TensorType, Var } from '../engine/index.ts';

const sumName = (of: string): string => `accumulator.${of}`;

/** The variables that sums of gradients are kept in, by what they are sums of. */
export function sumVariables(
  types: Readonly<Record<string, TensorType>>,
): Readonly<Record<string, TensorType>> {
  return Object.fromEntries(Object.entries(types).map(([of, type]) => [sumName(of), type]));
}

/** Updates that add a pass's values to their sums. */
export function addToSums(
  b: EngineBuilder,
  values: Readonly<Record<string, Var>>,
): Readonly<Record<string, Var>> {
  return Object.fromEntries(
    Object.entries(values).map(([of, value]) => [
      sumName(of),
      b.one('add', [b.read(sumName(of), value.type), value]),
    ]),
  );
}

/** The mean, over so many passes, of what was summed. */
export function meanOfSum(
  b: EngineBuilder,
  { of, type, passes }: { readonly of: string; readonly type: TensorType; readonly passes: number },
): Var {
  return b.one('mul', [b.read(sumName(of), type), b.fill(1 / passes, float32())]);
}

/** Updates that set sums back to zero, for the next step. */
export function clearedSums(
  b: EngineBuilder,
  types: Readonly<Record<string, TensorType>>,
): Readonly<Record<string, Var>> {
  return Object.fromEntries(Object.entries(types).map(([of, type]) => [sumName(of), b.fill(0, type)]));
}

/** Labelled images in memory. */
interface HeldBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  readonly size: number;
}

/** The parts of a batch that go through the network one after the other, in its order; they share its memory. */
export function microBatches({ images, labels, size }: HeldBatch, passes: number): readonly HeldBatch[] {
  const part = size / passes;
  const pixels = images.length / size;
  return Array.from({ length: passes }, (_, i) => ({
    images: images.subarray(i * part * pixels, (i + 1) * part * pixels),
    labels: labels.subarray(i * part, (i + 1) * part),
    size: part,
  }));
}

/**
 * Runs a pass on each part of a batch, in order.
 * @param run - gives what the pass fetches; its `logits` [n,K] are taken
 * @returns the logits [N,K] of the whole batch
 */
export async function runMicroBatches(
  batch: HeldBatch,
  passes: number,
  run: (part: HeldBatch, index: number) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Float32Array> {
  const rows: Float32Array[] = [];
  for (const [index, part] of microBatches(batch, passes).entries()) {
    const { logits } = await run(part, index);
    assert(logits instanceof Float32Array, 'logits are floats');
    rows.push(logits);
  }
  const joined = new Float32Array(rows.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of rows) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
