import { z } from 'zod';
import type { SplitParts } from './split-parts.ts';

/** A list as AutoDL's `load_config` writes it: its type, and its values as texts. */
const list = z.tuple([z.literal('int'), z.array(z.unknown()).min(1)]);
const schema = z.union([
  z.strictObject({ train: list, valid: list }),
  z.strictObject({ xvalid: list, xtest: list }),
]);

/**
 * The splits of NAS-Bench-201: `cifar-split.txt` divides the training images, `cifar100-test-split.txt` and
 * `imagenet-16-120-test-split.txt` the test images.
 *
 * @param document - a parsed file
 * @returns a text: what is wrong with it, as a part of a sentence; null: it is none of them
 * @see Dong, Yang 2020, arXiv:2001.00326, section 2.2; AutoDL-Projects, configs/nas-benchmark
 */
export function readForeignSplit(document: unknown): SplitParts | string | null {
  const found = schema.safeParse(document);
  if (!found.success) return null;
  const lists: Readonly<Record<string, readonly [unknown, readonly unknown[]]>> = found.data;
  for (const [part, [, values]] of Object.entries(lists)) {
    const bad = values.find((value) => !isIndex(value));
    if (bad !== undefined) return `"${part}" has ${JSON.stringify(bad)}, which is no whole number from 0`;
  }
  const numbers = ([, values]: readonly [unknown, readonly unknown[]]): readonly number[] =>
    values.map(Number);
  return 'train' in found.data
    ? { of: 'train', parts: { train: numbers(found.data.train), valid: numbers(found.data.valid) } }
    : { of: 'test', parts: { valid: numbers(found.data.xvalid), test: numbers(found.data.xtest) } };
}

const isIndex = (value: unknown): boolean =>
  (typeof value === 'string' && /^\d{1,9}$/.test(value)) ||
  (typeof value === 'number' && Number.isInteger(value) && value >= 0);
