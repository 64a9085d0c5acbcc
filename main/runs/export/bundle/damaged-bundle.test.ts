import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleParts, sealed, treeOf } from '../../../../test/support/bundles.ts';
import { computedRun } from '../../../../test/support/computed-run.ts';
import { testHome } from '../../../../test/support/runs.ts';
import { AppError } from '../../../base/errors.ts';
import { createRng } from '../../../base/rng.ts';
import type { Rng } from '../../../base/rng.ts';
import { exportBundle } from '../export-runs.ts';
import { importBundle } from './import-bundle.ts';

const BUNDLES = 600;

/** A whole number below `most`. */
const below = (rng: Rng, most: number): number => Math.min(most - 1, Math.floor(rng.uniform() * most));

/** The ways in which bytes come to harm. */
const HARMS: readonly ((bytes: Buffer, rng: Rng) => Buffer)[] = [
  (bytes, rng) => {
    const harmed = Buffer.from(bytes);
    const at = below(rng, bytes.length);
    harmed[at] = (harmed[at] ?? 0) ^ (1 << below(rng, 8));
    return harmed;
  },
  (bytes, rng) => bytes.subarray(0, below(rng, bytes.length)),
  (bytes, rng) => bytes.subarray(below(rng, bytes.length)),
  (bytes, rng) => {
    const [at, length] = [below(rng, bytes.length), below(rng, 64)];
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
  },
  (bytes, rng) => {
    const [at, from] = [below(rng, bytes.length), below(rng, bytes.length)];
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 64), bytes.subarray(at)]);
  },
  (bytes, rng) => {
    const harmed = Buffer.from(bytes);
    const at = below(rng, bytes.length);
    harmed.fill(below(rng, 256), at, at + 1 + below(rng, 16));
    return harmed;
  },
  (bytes, rng) => {
    // The directory of a zip file stands at its end, and is where harm is worst.
    const harmed = Buffer.from(bytes);
    harmed[bytes.length - 1 - below(rng, Math.min(bytes.length, 900))] = below(rng, 256);
    return harmed;
  },
];

describe('damaged bundles', () => {
  it(`${String(BUNDLES)} of them: a sentence each, never a part of a run, never a file elsewhere`, async () => {
    const [home, there] = [await testHome(), await testHome()];
    const folder = await mkdtemp(join(tmpdir(), 'dartboard-damaged-'));
    const path = join(folder, 'runs.dartboard');
    try {
      const run = await computedRun(home, 6);
      const choice = { checkpoints: 'all', logs: false, ancestors: null } as const;
      await exportBundle([run], { ...choice, out: path, force: false, appVersion: '1.2.3' });
      const whole = await readFile(path);
      const parts = await bundleParts(path);
      await importBundle(there.paths, path);
      const expected = await treeOf(join(there.paths.runs, run.id));
      await rm(there.paths.runs, { recursive: true });
      const codes = new Map<string, number>();
      for (let i = 0; i < BUNDLES; i++) {
        const rng = createRng(7, 'damage', i);
        const harm = HARMS[below(rng, HARMS.length)] ?? HARMS[0];
        if (harm === undefined) throw new Error('no harm');
        const bytes = i % 3 === 0 ? harmedInside(parts, rng, harm) : harm(whole, rng);
        await writeFile(path, bytes);
        const code = await importBundle(there.paths, path).then(
          () => 'imported',
          (error: unknown) => {
            if (!(error instanceof AppError)) throw error;
            expect(error.message).toMatch(/^[^\n]+\.$/);
            return error.code;
          },
        );
        codes.set(code, (codes.get(code) ?? 0) + 1);
        const found = await treeOf(there.paths.runs);
        if (code !== 'imported') expect(found).toEqual({});
        // Harm may fall where nothing is: between two entries, on a time that nobody reads.
        else if (i % 3 > 0) expect(await treeOf(join(there.paths.runs, run.id))).toEqual(expected);
        await rm(there.paths.runs, { recursive: true, force: true });
        expect(Object.keys(await treeOf(folder))).toEqual(['runs.dartboard']);
      }
      // It is the import that refuses, and it refuses most.
      expect([...codes.keys()].filter((code) => code !== 'imported').sort()).toEqual(
        expect.arrayContaining(['runs/bad-bundle']),
      );
      expect(codes.get('runs/bad-bundle')).toBeGreaterThan(0.8 * BUNDLES);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await home.dispose();
      await there.dispose();
    }
  }, 120_000);
});

/** A bundle whose sums are all right, and one of whose files is not: what only the readers can notice. */
function harmedInside(
  { manifest, files }: Awaited<ReturnType<typeof bundleParts>>,
  rng: Rng,
  harm: (bytes: Buffer, rng: Rng) => Buffer,
): Buffer {
  const names = [...files.keys()];
  const name = names[below(rng, names.length)] ?? '';
  const changed = new Map(files);
  changed.set(name, harm(files.get(name) ?? Buffer.alloc(1), rng));
  return sealed({ manifest, files: changed });
}
