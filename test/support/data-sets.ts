import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { AppError } from '../../main/base/errors.ts';
import type { Dataset, DatasetParts, DecodedParts, ImageSet } from '../../main/data/index.ts';
import type { EXPECTED_DATA } from './data-fixtures.ts';
import { pixelsIn } from './pixels.ts';

type ExpectedSet = (typeof EXPECTED_DATA)['cifar-10'];

/** Checks pixels, labels and statistics against what numpy says. */
export function expectSet(dataset: Dataset, expected: ExpectedSet): void {
  const { mean, deviation } = dataset.statistics;
  for (const [set, part] of [
    [dataset.train, expected.train],
    [dataset.test, expected.test],
  ] as const) {
    expect(set).toMatchObject({ count: part.count, size: { height: 32, width: 32 }, channels: 3 });
    expect([...set.labels]).toEqual(part.labels);
    expect(sumOf(set)).toBe(part.sha256);
    for (const { buffer } of [pixelsIn(set), set.labels]) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  expected.mean.forEach((value, channel) => expect(mean[channel]).toBeCloseTo(value, 12));
  expected.deviation.forEach((value, channel) => expect(deviation[channel]).toBeCloseTo(value, 12));
}

const sumOf = (set: ImageSet): string => createHash('sha256').update(pixelsIn(set)).digest('hex');

/** What a reader decoded. */
export function decoded(parts: DatasetParts): DecodedParts {
  if (parts.kind === 'decoded') return parts;
  throw new Error('the reader did not decode the images');
}

/** The error of opening, which must be one with a code. */
export async function failureOf(opening: Promise<unknown>): Promise<AppError> {
  const error: unknown = await opening.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw new Error('opening did not fail with a coded error', { cause: error });
}
