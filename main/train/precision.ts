/** The precision of a run: which element type the images of its network are computed in. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { DeviceReport, Executor, Precision } from '../engine/index.ts';

/** The precision as a setting. Weights, normalization's statistics and the loss are float32 in all of them. */
export const precisionSchema = z
  .enum(['float32', 'bfloat16', 'float16'] satisfies Precision[])
  .default('float32')
  .meta({
    title: 'Precision',
    description:
      'The type that images are computed in. bfloat16: half the memory on processors with AVX512-BF16 or AMX. float16: on GPUs, with dynamic loss scaling.',
  });

/**
 * Passes if the executor has kernels for the precision that are worth using.
 * @throws train/precision-unsupported
 */
export function checkPrecision(executor: Executor, precision: Precision): void {
  if (isSupported(executor, precision)) return;
  throw new AppError(
    'train/precision-unsupported',
    `float16 needs a GPU and ${executor.title} computes on the CPU here, where it would crawl: set "precision" to "bfloat16", or to "float32".`,
    { data: { precision } },
  );
}

const isSupported = (executor: Executor, precision: Precision): boolean =>
  precision !== 'float16' || executor.describe().device === 'gpu';

/** The precision that a trained network is evaluated in: its own, or float32, in which weights are kept, where that is not supported. */
export const evaluationPrecision = (executor: Executor, precision: Precision): Precision =>
  isSupported(executor, precision) ? precision : 'float32';

/** Any of these makes bfloat16 worth its while. */
const BFLOAT16_FLAGS: readonly string[] = ['avx512_bf16', 'amx_bf16'];

/**
 * What a person should know of the precision on this machine.
 * @param flags - what the processor can do, in the words of Linux; null: unknown
 */
export function precisionNotes(
  precision: Precision,
  on: { readonly device: DeviceReport['device']; readonly flags: ReadonlySet<string> | null },
): readonly string[] {
  if (precision === 'float32') return [];
  const { device, flags } = on;
  const isSlow =
    precision === 'bfloat16' &&
    device === 'cpu' &&
    flags !== null &&
    !BFLOAT16_FLAGS.some((flag) => flags.has(flag));
  return isSlow
    ? ['bfloat16 on a processor without AVX512-BF16 or AMX: slower than float32']
    : [`images in ${precision}`];
}
