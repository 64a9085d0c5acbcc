/** Trainings with two seeds and what their networks make of the test images, by the whole program. On TensorFlow. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset, pngOf } from '../../main/data/index.ts';
import { homePaths, openStore, readEvaluations, readPredictions } from '../../main/runs/index.ts';
import { predictedClass, rankedOf } from '../../main/train/index.ts';

const DARTBOARD = fileURLToPath(new URL('../../resources/setup/dartboard.mjs', import.meta.url));
const EMBEDDED = fileURLToPath(new URL('../../resources/data/fashion-mnist-small', import.meta.url));
const PARTS = ['train', 't10k'].flatMap((part) => [`${part}-images-idx3-ubyte`, `${part}-labels-idx1-ubyte`]);

interface Score {
  readonly loss: number;
  readonly accuracy: number;
}
interface Trained {
  readonly runs: readonly { readonly run: string; readonly seed: number; readonly test: Score }[];
  readonly summary: { readonly n: number; readonly accuracy: { readonly mean: number } };
}
interface Predicted {
  readonly changes: readonly string[];
  readonly ranked: readonly { readonly class: number; readonly probability: number }[];
}
interface Evaluated {
  readonly run: string;
  readonly test: Score & {
    readonly images: number;
    readonly error: number;
    readonly top5: number;
    readonly perClass: readonly {
      readonly class: string;
      readonly images: number;
      readonly correct: number;
    }[];
    readonly confusion: readonly (readonly number[])[];
  };
}

let home: string;
const dartboard = async (...argv: string[]): Promise<readonly unknown[]> => {
  const env = { ...process.env, DARTBOARD_HOME: home };
  const { stdout } = await promisify(execFile)(process.execPath, [DARTBOARD, ...argv, '--json'], { env });
  return stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as unknown] : []));
};

let trained: Trained;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'dartboard-evaluate-'));
  const settings = ['--set', 'images=128', '--set', 'ema.decay=0.5'];
  const lines = await dartboard(
    ...['train', '--genotype', 'DARTS_V2', '--preset', 'tiny', '--seeds', '0,1'],
    ...settings,
  );
  trained = lines.at(-1) as Trained;
});
afterAll(() => rm(home, { recursive: true, force: true }));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('dartboard evaluate', () => {
  it('finds what the trainings ended with, in detail, and their mean', async () => {
    expect(trained.runs.map(({ seed }) => seed)).toEqual([0, 1]);
    const found = await dartboard('evaluate', ...trained.runs.map(({ run }) => run));
    const each = found.slice(0, -1) as readonly Evaluated[];
    each.forEach(({ run, test }, i) => {
      const { loss, accuracy } = test;
      expect({ run, test: { loss, accuracy } }).toEqual({
        run: trained.runs[i]?.run,
        test: trained.runs[i]?.test,
      });
      expect(test.images).toBe(2000);
      expect(test.perClass.map(({ images }) => images)).toEqual(Array.from({ length: 10 }, () => 200));
      expect(sum(test.perClass.map(({ correct }) => correct)) / 2000).toBe(accuracy);
      expect(test.perClass.map(({ correct }) => correct)).toEqual(test.confusion.map((row, k) => row[k]));
      expect(test.confusion.map(sum)).toEqual(test.perClass.map(({ images }) => images));
      expect(test.error).toBeCloseTo(1 - accuracy, 12);
      expect(test.top5).toBeGreaterThan(accuracy);
    });
    expect(each).toHaveLength(2);
    expect(found.at(-1)).toMatchObject({ summary: { n: 2, accuracy: trained.summary.accuracy } });
  });

  it('keeps what was predicted of each image: exactly what the confusion matrix counts', async () => {
    const store = openStore(homePaths({ env: { DARTBOARD_HOME: home }, platform: process.platform }));
    for (const { run } of trained.runs) {
      const stored = await store.find(run);
      const [evaluation] = (await readEvaluations(stored)).evaluations;
      if (evaluation === undefined) throw new Error('it was evaluated before');
      const kept = await readPredictions(stored.paths, evaluation);
      if (kept === null) throw new Error('predictions are kept beside it');
      const { predictions } = kept;
      const counted = evaluation.test.confusion.map((row) => row.map(() => 0));
      for (let image = 0; image < predictions.images; image += 1) {
        const row = counted[predictions.labels[image] ?? -1] ?? [];
        const predicted = predictedClass(predictions, image) ?? -1;
        row[predicted] = (row[predicted] ?? 0) + 1;
      }
      expect(counted).toEqual(evaluation.test.confusion);
    }
  });

  it('predicts of the file of a test image what it predicts of the image', async () => {
    const run = trained.runs[0]?.run ?? '';
    const store = openStore(homePaths({ env: { DARTBOARD_HOME: home }, platform: process.platform }));
    const stored = await store.find(run);
    const [evaluation] = (await readEvaluations(stored)).evaluations;
    const kept = evaluation === undefined ? null : await readPredictions(stored.paths, evaluation);
    const { test } = await openDataset(EMBEDDED, { resourcesDir: '', dataDir: null, cacheBytes: 0 });
    const pixels = test.pixels.kind === 'memory' ? test.pixels.bytes : new Uint8Array();
    const indices = [0, 7, 1999];
    const files = await Promise.all(
      indices.map(async (index) => {
        const image = pixels.subarray(index * 784, (index + 1) * 784);
        const file = join(home, `image-${index}.png`);
        await writeFile(file, await pngOf({ height: 28, width: 28, channels: 1, pixels: image }, 28));
        return file;
      }),
    );
    const found = (await dartboard('predict', run, ...files)) as readonly Predicted[];
    expect(found).toHaveLength(3);
    found.forEach(({ changes, ranked }, i) => {
      expect(changes).toEqual([]);
      if (kept === null) throw new Error('predictions are kept beside the evaluation');
      rankedOf(kept.predictions, indices[i] ?? 0).forEach((known, place) => {
        expect(ranked[place]?.class).toBe(known.class);
        expect(ranked[place]?.probability).toBeCloseTo(known.probability, 4);
      });
    });
    await writeFile(join(home, 'note.png'), 'no image');
    await expect(dartboard('predict', run, join(home, 'note.png'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('note.png is not an image that can be read'),
    });
  });

  it('tests on the images of another data set, by the normalization of the run', async () => {
    const run = trained.runs[0]?.run ?? '';
    const folder = join(home, 'copy');
    await mkdir(folder);
    // Trained on nothing like it: other statistics, the same test images.
    for (const name of PARTS.slice(2))
      await symlink(join(EMBEDDED, `${name}.gz`), join(folder, `${name}.gz`));
    await writeImages(folder, { size: 28, labels: Array.from({ length: 10 }, (_, k) => k) });
    const [here] = (await dartboard('evaluate', run)) as readonly Evaluated[];
    const [there] = (await dartboard('evaluate', run, '--data', folder)) as readonly Evaluated[];
    expect(there?.test.confusion).toEqual(here?.test.confusion);
    expect(there?.test.loss).toBe(here?.test.loss);
  });

  it('refuses images of another size', async () => {
    const folder = join(home, 'small');
    await mkdir(folder);
    await writeImages(folder, { size: 8, labels: [0, 1, 2] }, ['train', 't10k']);
    await expect(dartboard('evaluate', trained.runs[0]?.run ?? '', '--data', folder)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /does not fit the run: it has images of 8x8x1 and 3 classes, the run was trained on 28x28x1 and 10 classes\.\n$/,
      ),
    });
  });
});

/** Writes dark images of so many pixels a side, one for each label, as IDX files. */
async function writeImages(
  folder: string,
  { size, labels }: { readonly size: number; readonly labels: readonly number[] },
  parts: readonly string[] = ['train'],
): Promise<void> {
  const header = (...numbers: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(4 * numbers.length);
    numbers.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
    return bytes;
  };
  const pixels = Buffer.alloc(labels.length * size * size).map((_, i) => i % 7);
  for (const part of parts) {
    const images = Buffer.concat([header(0x803, labels.length, size, size), pixels]);
    await writeFile(join(folder, `${part}-images-idx3-ubyte`), images);
    const classes = Buffer.concat([header(0x801, labels.length), Buffer.from(labels)]);
    await writeFile(join(folder, `${part}-labels-idx1-ubyte`), classes);
  }
}
