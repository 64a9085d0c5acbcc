import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unpackTar } from 'modern-tar';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Dataset } from '../../main/data/index.ts';
import { dataFixture } from './data-fixtures.ts';
import { pixelsIn } from './pixels.ts';

const part = z.object({ count: z.int(), labels: z.array(z.int()), sha256: z.string() });
const set = z.object({
  /** Null: the numbers up to the largest label. */
  classes: z.array(z.string()).nullable(),
  size: z.tuple([z.int(), z.int(), z.int()]),
  train: part,
  test: part,
  validationFrom: z.int().nullable(),
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  skipped: z.int().optional(),
});

/** What numpy says of a set of arrays. */
export type ExpectedArrays = z.output<typeof set>;

const ALL = z
  .object({ arrays: z.record(z.string(), set) })
  .parse(JSON.parse(readFileSync(dataFixture('layouts/expected.json'), 'utf8'))).arrays;

/** What numpy says of a set in `test/fixtures/data/layouts`. */
export function expectedArrays(name: string): ExpectedArrays {
  const found = ALL[name];
  if (found === undefined) throw new Error(`no set ${name}`);
  return found;
}

/** The files of an archive of `test/fixtures/data/layouts`, by their paths. */
export const filesOfLayout = (name: string): Promise<ReadonlyMap<string, Uint8Array>> =>
  filesOfTar(`layouts/${name}.tar`);

/** The files of an archive of `test/fixtures/data`, by their paths. */
export async function filesOfTar(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await unpackTar(readFileSync(dataFixture(name)));
  return new Map(
    entries.flatMap(({ header, data }) =>
      data === undefined || header.type === 'directory' ? [] : [[header.name, new Uint8Array(data)]],
    ),
  );
}

/** The files in one folder of an archive, by their names. */
export function filesIn(
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
): Readonly<Record<string, Uint8Array>> {
  const inside = [...files].filter(([path]) => path.startsWith(`${folder}/`));
  if (inside.length === 0) throw new Error(`no folder ${folder}`);
  return Object.fromEntries(inside.map(([path, bytes]) => [path.slice(folder.length + 1), bytes]));
}

/** Checks a set in memory against what numpy says. */
export function expectArrays(dataset: Dataset, expected: ExpectedArrays): void {
  const [height, width, channels] = expected.size;
  for (const [found, wanted] of [
    [dataset.train, expected.train],
    [dataset.test, expected.test],
  ] as const) {
    expect(found).toMatchObject({ count: wanted.count, size: { height, width }, channels });
    expect([...found.labels]).toEqual(wanted.labels);
    expect(createHash('sha256').update(pixelsIn(found)).digest('hex')).toBe(wanted.sha256);
    for (const { buffer } of [pixelsIn(found), found.labels])
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
  }
  if (expected.classes !== null) expect(dataset.classes).toEqual(expected.classes);
  expect(dataset.validationFrom).toBe(expected.validationFrom);
  const { mean, deviation } = dataset.statistics;
  expected.mean.forEach((value, channel) => expect(mean[channel]).toBeCloseTo(value, 12));
  expected.deviation.forEach((value, channel) => expect(deviation[channel]).toBeCloseTo(value, 12));
}
