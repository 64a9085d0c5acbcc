/** Images for testing, where the publisher set none apart. */
import { z } from 'zod';
import { dataError } from './errors.ts';
import type { Labels } from './labels.ts';
import { allIndices, stratified } from './splits.ts';

/** Which images are for testing. */
export const testPartSchema = z.union([
  z.strictObject({
    /** The first image for testing; all behind it are as well. */
    from: z.int().min(1),
  }),
  z.strictObject({
    /** How much of each class. */
    share: z.number().gt(0).lt(1),
    /** Decides which images of a class. */
    seed: z.int().min(0),
  }),
]);

/** Which images are for testing. */
export type TestPart = z.output<typeof testPartSchema>;

/** Two lists of image indices that make up the whole, both ascending. */
export interface TrainAndTest {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Divides images of which none are set apart for testing.
 *
 * @param labels - of all images, in their order
 * @param options - `where`, for messages, the images are; `testPart` as the reader was told, undefined: it was not
 * @throws AppError `data/no-test-images` when it was not told, `data/bad-split` when one side would be empty
 */
export function setApart(
  labels: Labels,
  { where, testPart }: { readonly where: string; readonly testPart: TestPart | undefined },
): TrainAndTest {
  const count = labels.length;
  if (testPart === undefined) throw dataError('data/no-test-images', { where, count });
  if ('share' in testPart) {
    const { first, second } = stratified(labels, testPart.share, testPart.seed);
    return { train: second, test: first };
  }
  const { from } = testPart;
  if (from >= count) {
    const problem = `the ${count} images in ${where} end before image ${from}, from which they are for testing`;
    throw dataError('data/bad-split', { problem });
  }
  const all = allIndices(count);
  return { train: all.subarray(0, from), test: all.subarray(from) };
}
