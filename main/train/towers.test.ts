import { describe, expect, it } from 'vitest';
import {
  createBuilder,
  createTfjsExecutor,
  float32,
  gradients,
  int32,
  verifyProgram,
  OPS,
} from '../engine/index.ts';
import type { Program } from '../engine/index.ts';
import { crossEntropy } from './losses.ts';
import { towerSeed, writeTowers } from './towers.ts';

const [BATCH, FEATURES, CLASSES] = [8, 3, 4];
const WEIGHTS = float32(FEATURES, CLASSES);

/** A linear classifier of normalized or plain features [size,1,1,F], its loss and its gradient. */
function pass(size: number, isNormalized: boolean): Program {
  const b = createBuilder();
  const x = b.feed('images', float32(size, 1, 1, FEATURES));
  const labels = b.feed('labels', int32(size));
  const weights = b.feed('weights', WEIGHTS);
  const affine = [b.fill(1, float32(FEATURES)), b.fill(0, float32(FEATURES))];
  const [y = x, mean = x] = isNormalized
    ? b.all('batchNorm', [x, ...affine], { epsilon: 1e-5 })
    : [x, affine[0] ?? x];
  const flat = b.one('reshape', [y], { shape: [size, FEATURES] });
  const logits = b.one('matmul', [flat, weights], { transposeA: false, transposeB: false });
  const loss = crossEntropy(b, logits, { labels, smoothing: 0 });
  const [gradient = loss] = gradients(b, loss, [weights]);
  return b.build('pass', { fetches: { loss, logits, gradient, mean } });
}

function program(devices: number, isNormalized: boolean, batch = BATCH): Program {
  const b = createBuilder();
  const sliced = {
    images: b.feed('images', float32(batch, 1, 1, FEATURES)),
    labels: b.feed('labels', int32(batch)),
  };
  const weights = b.read('weights', WEIGHTS);
  const fetches = writeTowers(b, pass(batch / devices, isNormalized), {
    devices,
    sliced,
    given: () => ({ weights }),
    averaged: ['loss', 'gradient'],
    joined: ['logits'],
  });
  return b.build('step', { fetches });
}

const executor = await createTfjsExecutor();
const IMAGES = Float32Array.from({ length: BATCH * FEATURES }, (_, i) => Math.sin(i * i) + 0.1 * i);
const LABELS = Int32Array.from({ length: BATCH }, (_, i) => i % CLASSES);

/** What a step gives for the images from `begin` up to `end`. */
async function run(step: Program, [begin, end]: readonly [number, number] = [0, BATCH]) {
  verifyProgram(step, OPS);
  const executable = await executor.load({ variables: { weights: WEIGHTS }, programs: { step } });
  await executable.write(
    'weights',
    Float32Array.from({ length: FEATURES * CLASSES }, (_, i) => Math.cos(i)),
  );
  const images = IMAGES.slice(begin * FEATURES, end * FEATURES);
  const found = await executable.run('step', { images, labels: LABELS.slice(begin, end) });
  await executable.dispose();
  return (name: string): readonly number[] => Array.from(found[name] ?? []);
}

const near = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));
};

describe.each([2, 4])('%i towers', (devices) => {
  it('give the loss, the logits and the gradient of the whole batch, without batch normalization', async () => {
    const [whole, divided] = [await run(program(1, false)), await run(program(devices, false))];
    for (const name of ['loss', 'logits', 'gradient']) near(divided(name), whole(name));
    expect(whole('gradient').some((value) => Math.abs(value) > 0.01)).toBe(true);
  });

  it('give the mean of what each slice gives by itself, with it, and the statistics of the first', async () => {
    const divided = await run(program(devices, true));
    const size = BATCH / devices;
    const alone = [];
    for (let i = 0; i < devices; i += 1) {
      alone.push(await run(program(1, true, size), [i * size, (i + 1) * size]));
    }
    for (const name of ['loss', 'gradient']) {
      const sums = alone
        .map((found) => found(name))
        .reduce((sum, values) => sum.map((v, i) => v + (values[i] ?? 0)));
      near(
        divided(name),
        sums.map((sum) => sum / devices),
      );
    }
    near(
      divided('logits'),
      alone.flatMap((found) => found('logits')),
    );
    near(divided('mean'), alone[0]?.('mean') ?? []);
    const whole = await run(program(1, true));
    expect(divided('gradient')).not.toEqual(whole('gradient'));
  });

  it('stand on a device each; batches are cut and joined on the host', () => {
    const { equations } = program(devices, true);
    const opsOn = (place: number | 'host' | undefined) =>
      equations.filter(({ device }) => device === place).map(({ op }) => op);
    expect(opsOn('host')).toEqual(['split', 'split', 'concat']);
    const first = opsOn(0);
    expect(first.filter((op) => op === 'matmul')).toHaveLength(2);
    for (let tower = 1; tower < devices; tower += 1) expect(opsOn(tower)).toEqual(first);
    expect(opsOn(devices)).toEqual([]);
    expect(new Set(opsOn(undefined))).toEqual(new Set(['addN', 'fill', 'mul']));
  });
});

it('one tower is the pass itself, placed nowhere', () => {
  const { equations } = program(1, true);
  expect(equations.map(({ op }) => op)).toEqual(pass(BATCH, true).equations.map(({ op }) => op));
  expect(equations.every(({ device }) => device === undefined)).toBe(true);
});

it('towers draw by seeds of their own, the first by that of the step', async () => {
  const b = createBuilder();
  const seed = b.feed('seed', int32(2));
  const seeds = [0, 1, 2].map((tower) => [`tower${tower}`, towerSeed(b, seed, tower)] as const);
  expect(seeds[0]?.[1]).toBe(seed);
  const step = b.build('step', { fetches: Object.fromEntries(seeds) });
  const executable = await executor.load({ variables: {}, programs: { step } });
  const found = await executable.run('step', { seed: Int32Array.of(5, 9) });
  await executable.dispose();
  expect(Object.values(found).map((values) => Array.from(values))).toEqual([
    [5, 9],
    [6, 9],
    [7, 9],
  ]);
});
