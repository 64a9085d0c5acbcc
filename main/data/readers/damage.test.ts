/** Damaged files of every layout: each opens as a consistent set or fails with a sentence, never otherwise. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pixelsIn } from '../../../test/support/pixels.ts';
import { dataFixture, filesOfFixture, putFiles } from '../../../test/support/data-fixtures.ts';
import { AppError } from '../../base/errors.ts';
import { createRng } from '../../base/rng.ts';
import type { Dataset } from '../dataset.ts';
import { openDataset } from '../open.ts';

const CASES = 60;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damage-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A damaged copy: some bits flipped, an end cut off, bytes taken out, or a piece put in twice. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const rng = createRng(seed, 'damage');
  const at = rng.integer(bytes.length);
  const kind = rng.integer(6);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + rng.integer(8))]);
  if (kind === 2)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - rng.integer(600)))]);
  const copy = bytes.slice();
  // Most flips hit the first bytes, where headers and instructions are.
  const reach = kind < 5 ? Math.min(200, bytes.length) : bytes.length;
  for (let flips = 1 + rng.integer(4); flips > 0; flips--) {
    const place = rng.integer(reach);
    copy[place] = (copy[place] ?? 0) ^ (1 << rng.integer(8));
  }
  return copy;
}

function expectConsistent({ train, test, classes, statistics }: Dataset): void {
  for (const set of [train, test]) {
    expect(pixelsIn(set)).toHaveLength(set.count * 3072);
    expect(set.labels).toHaveLength(set.count);
    for (const label of set.labels) expect(label).toBeLessThan(classes.length);
  }
  expect(test.count).toBeGreaterThan(0);
  for (const value of [...statistics.mean, ...statistics.deviation]) expect(value).toBeGreaterThanOrEqual(0);
}

/** Opens; whether that failed, which it must do with a sentence that names a file or folder. */
async function fails(path: string, what: string): Promise<boolean> {
  const outcome: unknown = await openDataset(path, { resourcesDir: folder, dataDir: null }).catch(
    (thrown: unknown) => thrown,
  );
  if (!(outcome instanceof Error)) {
    expectConsistent(await openDataset(path, { resourcesDir: folder, dataDir: null }));
    return false;
  }
  expect(outcome, what).toBeInstanceOf(AppError);
  expect(outcome, what).toMatchObject({ code: expect.stringMatching(/^data\//) });
  expect(outcome.message, what).toContain(folder);
  return true;
}

describe('readers under damage', () => {
  it.each([
    { name: 'cifar-10-python.tar.gz', least: 30 },
    { name: 'cifar-100-python.tar.gz', least: 30 },
    { name: 'cifar-10-binary.tar.gz', least: 10 },
    { name: 'cifar-100-binary.tar.gz', least: 10 },
    { name: 'cifar-10.1.tar.gz', least: 20 },
  ])('take the files of $name damaged in 60 ways', async ({ name, least }) => {
    const files = await filesOfFixture(name);
    const wanted = Object.keys(files).filter((file) => !/html|txt~|coarse|v4|^labels|^data-/.test(file));
    await putFiles(
      folder,
      Object.fromEntries(wanted.map((file) => [file, files[file] ?? new Uint8Array(0)])),
    );
    let failures = 0;
    for (let seed = 0; seed < CASES; seed++) {
      const file = wanted[createRng(seed, 'file').integer(wanted.length)] ?? '';
      const whole = files[file] ?? new Uint8Array(0);
      await writeFile(join(folder, file), damaged(whole, seed));
      if (await fails(folder, `${name}: ${file}, seed ${seed}`)) failures++;
      await writeFile(join(folder, file), whole);
    }
    expect(failures).toBeGreaterThanOrEqual(least);
    expect(await fails(folder, name)).toBe(false);
  });

  it.each(['cifar-10-python.tar.gz', 'cifar-100-binary.tar.gz'])(
    'take %s itself damaged in 60 ways',
    async (name) => {
      const packed = new Uint8Array(readFileSync(dataFixture(name)));
      const plain = new Uint8Array(gunzipSync(packed));
      const path = join(folder, name);
      let failures = 0;
      for (let seed = 0; seed < CASES; seed++) {
        await writeFile(path, damaged(seed % 2 === 0 ? packed : plain, seed));
        if (await fails(path, `${name}, seed ${seed}`)) failures++;
      }
      expect(failures).toBeGreaterThanOrEqual(40);
    },
  );
});
