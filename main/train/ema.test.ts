import { describe, expect, it } from 'vitest';
import { TINY_GENOTYPE } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor } from '../engine/index.ts';
import type { Executable } from '../engine/index.ts';
import { trainConfigSchema } from './config.ts';
import { writeVariables } from './snapshot.ts';
import { trainingBundle } from './training-bundle.ts';
import type { TrainingBundle } from './training-bundle.ts';

const DECAY = 0.75;
const SIZE = 4;
const MODEL = ['weights', 'statistics.mean', 'statistics.variance'];

function bundleOf(changed: object = {}): TrainingBundle {
  return trainingBundle({
    cell: { genotype: TINY_GENOTYPE, primitives: null },
    task: { height: SIZE, width: SIZE, channels: 1, classes: 3 },
    config: trainConfigSchema.parse({
      network: { initChannels: 2, cells: 3 },
      batch: 4,
      epochs: 1,
      weights: { learningRate: { max: 0.1 }, weightDecay: 1e-3 },
      augment: {},
      ema: { decay: DECAY },
      ...changed,
    }),
    trainBatches: [4],
    evaluationBatches: [3],
  });
}

const images = (count: number, phase: number) =>
  Float32Array.from({ length: count * SIZE * SIZE }, (_, i) => Math.sin(i * i + phase));
const learningRate = Float32Array.of(0.1);

/** The calls of one update, on a batch of its own. */
type Update = (executable: Executable, phase: number) => Promise<void>;

const whole: Update = async (executable, phase) => {
  const labels = Int32Array.of(0, 1, 2, 0);
  await executable.run('trainStep@4', { images: images(4, phase), labels, learningRate });
};

const inParts: Update = async (executable, phase) => {
  for (const labels of [Int32Array.of(0, 1), Int32Array.of(2, 0)]) {
    await executable.run('accumulate@2', { images: images(2, phase), labels });
  }
  await executable.run('applyStep', { learningRate });
};

async function opened(made: TrainingBundle): Promise<Executable> {
  const executable = await (await createTfjsExecutor()).load(made.bundle);
  await writeVariables(executable, made.initial(1));
  return executable;
}

const read = async (executable: Executable, name: string) => Float32Array.from(await executable.read(name));

describe('the moving average', () => {
  it.each([
    ['a step', whole, {}],
    ['a step in passes', inParts, { accumulate: 2 }],
    ['a step on two devices', whole, { devices: 2 }],
  ])('follows the model after %s', async (_, update, changed) => {
    const made = bundleOf(changed);
    const executable = await opened(made);
    const initial = made.initial(1);
    // Taken here in double precision, of what the executable says that the model is.
    const averages = MODEL.map((name) => Float64Array.from(initial[name] ?? []));
    for (let step = 0; step < 4; step += 1) {
      await update(executable, step);
      for (const [i, name] of MODEL.entries()) {
        const model = await read(executable, name);
        averages[i] =
          averages[i]?.map((value, at) => DECAY * value + (1 - DECAY) * (model[at] ?? 0)) ??
          averages[i] ??
          new Float64Array();
      }
    }
    for (const [i, name] of MODEL.entries()) {
      const found = await read(executable, `ema.${name}`);
      const expected = averages[i] ?? new Float64Array();
      expect(found).toHaveLength(expected.length);
      expect(found.every((value, at) => Math.abs(value - (expected[at] ?? Number.NaN)) < 1e-6)).toBe(true);
      expect(found).not.toEqual(await read(executable, name));
    }
    await executable.dispose();
  });

  it('of a model that stays the same is that model, to the bit', async () => {
    const made = bundleOf({ ema: { decay: 0.9999 } });
    const executable = await opened(made);
    const labels = Int32Array.of(0, 1, 2, 0);
    for (let step = 0; step < 5; step += 1) {
      await executable.run('trainStep@4', {
        images: images(4, step),
        labels,
        learningRate: Float32Array.of(0),
      });
    }
    expect(await read(executable, 'ema.weights')).toEqual(made.initial(1)['weights']);
    await executable.dispose();
  });

  it('begins with the initial model, and is not there where it is off', () => {
    const initial = bundleOf().initial(1);
    for (const name of MODEL) expect(initial[`ema.${name}`]).toEqual(initial[name]);
    const plain = bundleOf({ ema: null });
    expect(Object.keys(plain.bundle.variables).filter((name) => name.startsWith('ema.'))).toEqual([]);
  });

  it('is what is evaluated', async () => {
    const executable = await opened(bundleOf());
    await whole(executable, 0);
    const feeds = { images: images(3, 9) };
    const { logits } = await executable.run('evaluate@3', feeds);
    const plain = await opened(bundleOf({ ema: null }));
    for (const name of MODEL) await plain.write(name, await executable.read(`ema.${name}`));
    expect((await plain.run('evaluate@3', feeds))['logits']).toEqual(logits);
    for (const name of MODEL) await plain.write(name, await executable.read(name));
    expect((await plain.run('evaluate@3', feeds))['logits']).not.toEqual(logits);
    await Promise.all([executable.dispose(), plain.dispose()]);
  });

  it.each([
    ['a step', whole, {}],
    ['a step in passes', inParts, { accumulate: 2 }],
  ])('stays as it is when loss scaling skips %s', async (_, update, changed) => {
    const made = bundleOf({ ...changed, precision: 'float16' });
    const executable = await opened(made);
    await update(executable, 0);
    const before = await read(executable, 'ema.weights');
    expect(before).not.toEqual(made.initial(1)['weights']);
    await executable.write('lossScale', Float32Array.of(Number.POSITIVE_INFINITY));
    await update(executable, 1);
    expect(await read(executable, 'ema.weights')).toEqual(before);
    await executable.dispose();
  });
});
