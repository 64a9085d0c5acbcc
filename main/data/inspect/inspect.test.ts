import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../../test/support/data-sets.ts';
import { inMemory } from '../image-set.ts';
import type { ImageSet } from '../image-set.ts';
import { findDuplicates } from './duplicates.ts';
import { writeSampleSheet } from './sample-sheet.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-inspect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Images of 2x2 of one grey level each, with their labels. */
const grey = (...images: readonly (readonly [level: number, label: number])[]): ImageSet =>
  inMemory({
    count: images.length,
    height: 2,
    width: 2,
    channels: 1,
    images: Uint8Array.from(images.flatMap(([level]) => [level, level, level, level])),
    labels: Uint8Array.from(images.map(([, label]) => label)),
  });

describe('findDuplicates', () => {
  it('counts copies within and across the parts, and equal images with other labels', async () => {
    const train = grey([1, 0], [2, 0], [1, 0], [3, 1], [1, 0]);
    const test = grey([2, 1], [9, 0], [9, 0], [7, 0]);
    expect(await findDuplicates({ train, test })).toEqual({
      withinTrain: 2,
      withinTest: 1,
      across: 1,
      conflicting: 1,
      groups: 3,
      examples: [
        [0, 2, 4].map((index) => ({ part: 'train', index, label: 0 })),
        [
          { part: 'train', index: 1, label: 0 },
          { part: 'test', index: 0, label: 1 },
        ],
        [1, 2].map((index) => ({ part: 'test', index, label: 0 })),
      ],
    });
  });

  it('does not take the same bytes in another shape for the same image', async () => {
    const flat = inMemory({
      count: 1,
      height: 1,
      width: 4,
      channels: 1,
      images: Uint8Array.from([5, 5, 5, 5]),
      labels: new Uint8Array(1),
    });
    expect((await findDuplicates({ train: grey([5, 0]), test: flat })).groups).toBe(0);
  });

  it('ends when it is told to', async () => {
    const stop = AbortSignal.abort();
    await expect(
      findDuplicates({ train: grey([5, 0]), test: grey([5, 0]) }, { signal: stop }),
    ).rejects.toThrow('abort');
  });
});

describe('writeSampleSheet', () => {
  const classes = ['dark', 'bright', 'none'];
  const train = grey([10, 0], [20, 0], [30, 0], [200, 1], [210, 1]);
  const dataset = { train, test: grey([0, 0]), classes };

  it('shows images of each class in its row, the same for the same seed', async () => {
    const file = join(folder, 'sheet.png');
    const sheet = await writeSampleSheet(dataset, file, { perClass: 2, seed: 0 });
    expect(sheet).toEqual({ file, rows: 3, columns: 2, tile: 64 });
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([2 * 66 + 2, 3 * 66 + 2, 3]);
    const at = (row: number, column: number): readonly number[] => {
      const place = ((2 + 66 * row + 32) * info.width + 2 + 66 * column + 32) * 3;
      return [...data.subarray(place, place + 3)];
    };
    for (const column of [0, 1]) {
      expect([10, 20, 30]).toContain(at(0, column)[0]);
      expect([200, 210]).toContain(at(1, column)[0]);
      expect(new Set(at(0, column)).size, 'grey').toBe(1);
      expect(at(2, column), 'a class without images').toEqual([255, 255, 255]);
    }
    expect(at(0, 0)).not.toEqual(at(0, 1));
    const again = join(folder, 'again.png');
    await writeSampleSheet(dataset, again, { perClass: 2, seed: 0 });
    expect(await readFile(again)).toEqual(await readFile(file));
  });

  it('says in a sentence that it cannot be written', async () => {
    const file = join(folder, 'no', 'such', 'folder.png');
    const failure = await failureOf(writeSampleSheet(dataset, file, { perClass: 1, seed: 0 }));
    expect(failure.code).toBe('data/unwritable');
  });
});
