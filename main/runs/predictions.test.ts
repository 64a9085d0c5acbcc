import { readFile, rm, writeFile } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPredictions } from '../train/index.ts';
import { filesOf } from './paths.ts';
import { keepPredictions, predictionsFile, readPredictions } from './predictions.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'dartboard-predictions-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const key = { weightsSha256: 'ab'.repeat(32), data: { name: 'd', id: '0123456789abcdef' } };
const tally = createPredictions(9, 6);
tally.add(
  Float32Array.from({ length: 54 }, (_, i) => Math.cos(i * 1.7)),
  Int32Array.from({ length: 9 }, (_, i) => i % 6),
);
const stored = { predictions: tally.result(), precision: 'float32' as const, imagesPerSecond: 12.5 };

it('gives predictions back to the bit, and none of other weights or images', async () => {
  const paths = filesOf(folder);
  expect(await readPredictions(paths, key)).toBeNull();
  await keepPredictions(paths, key, stored);
  expect(await readPredictions(paths, key)).toEqual(stored);
  expect(await readPredictions(paths, { ...key, weightsSha256: 'cd'.repeat(32) })).toBeNull();
  const split = { name: 's', id: 'feed' };
  expect(await readPredictions(paths, { ...key, data: { ...key.data, split } })).toBeNull();
  // A line, and 36 bytes an image.
  const bytes = await readFile(predictionsFile(paths, key));
  expect(bytes.length - bytes.indexOf(0x0a) - 1).toBe(9 * (2 + 5 * (2 + 4) + 4));
});

it('takes what was changed or cut short for none, and writes it anew', async () => {
  const paths = filesOf(folder);
  const file = predictionsFile(paths, key);
  const whole = await readFile(file);
  for (const at of [3, whole.indexOf(0x0a) + 1, whole.length - 1]) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(file, changed);
    expect(await readPredictions(paths, key)).toBeNull();
  }
  for (const length of [0, 10, whole.length - 4]) {
    await writeFile(file, whole.subarray(0, length));
    expect(await readPredictions(paths, key)).toBeNull();
  }
  await keepPredictions(paths, key, stored);
  expect(await readPredictions(paths, key)).toEqual(stored);
});
