import { describe, expect, it } from 'vitest';
import fixtures from '../../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { evaluate } from '../../../test/support/evaluate.ts';
import { float32 } from '../../engine/index.ts';
import { BATCH_KINDS, imagesOf, ruledTensor } from '../parity/isdarts/rules.ts';
import { emptyTally, meanOverCells, scoresOf, scoreSum, tallied } from './score.ts';

type Shape = readonly [number, number, number, number];

/** `scoreSum` of an image [N,H,W,C] as tfjs computes it. */
async function sumOf([n, h, w, c]: Shape, values: Float32Array): Promise<number> {
  const found = await evaluate((b) => ({ sum: scoreSum(b, b.feed('x', float32(n, h, w, c))) }), {
    x: values,
  });
  return found['sum']?.[0] ?? NaN;
}

/** The published form, in float64: the mean of 3 (o-m)^2 / s^6, no number being infinite, summed over the samples. */
function published([n, h, w, c]: Shape, values: Float32Array): number {
  let total = 0;
  for (let position = 0; position < n * h * w; position++) {
    const channels = Array.from(values.subarray(position * c, (position + 1) * c));
    const mean = channels.reduce((sum, value) => sum + value, 0) / c;
    const variance = channels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (c - 1);
    for (const value of channels) {
      const f = (3 * (value - mean) ** 2) / variance ** 3;
      total += (Number.isNaN(f) ? Infinity : f) / (c * h * w);
    }
  }
  return total;
}

describe('scoreSum', () => {
  it.each(fixtures.metric_kernel)('is what the published code computes: $name', async (one) => {
    let tally = emptyTally(1);
    const { kind } = one;
    const made = Object.entries(BATCH_KINDS).find(([name]) => name === kind)?.[1];
    if (made === undefined) throw new Error(`unknown kind ${kind}`);
    for (const [i, shape] of one.batches.entries()) {
      const [n = 0, c = 0, h = 0, w = 0] = shape;
      const batch = made(ruledTensor(shape, { seed: one.seed_of_first_batch + i }), i);
      tally = tallied(tally, [await sumOf([n, h, w, c], imagesOf(batch))], n);
      const { running_after_batch_f64: expected, samples } = one.expected[i] ?? {};
      const [found = NaN] = scoresOf(tally);
      expect(tally.samples).toBe(samples);
      if (expected === 'inf') expect(found).toBe(Infinity);
      else expect(Math.abs(found / Number(expected) - 1)).toBeLessThan(2e-5);
    }
  });

  it('is the closed form of the published one', async () => {
    const shape = [2, 3, 2, 5] as const;
    const values = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) + 0.3);
    const [found, wanted] = [await sumOf(shape, values), published(shape, values)];
    expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-5);
  });

  it('keeps the digits of a small spread beside a large mean', async () => {
    const shape = [1, 1, 1, 4] as const;
    const values = Float32Array.of(1000, 1000.25, 1000.5, 1000.75);
    expect(Math.abs((await sumOf(shape, values)) / published(shape, values) - 1)).toBeLessThan(1e-5);
  });

  it.each([0, 0.1, 1 / 3, 12345.678])(
    'is infinite where all channels are %d, however their mean is rounded',
    async (value) => {
      const values = Float32Array.from({ length: 14 }, (_, i) => (i < 7 ? i : value));
      expect(await sumOf([1, 2, 1, 7], values)).toBe(Infinity);
    },
  );
});

describe('a tally', () => {
  it('weighs batches by their samples', () => {
    const first = tallied(emptyTally(2), [6, 2], 2);
    expect(scoresOf(tallied(first, [3, 1], 1))).toEqual([3, 1]);
  });

  it('takes no number as infinite', () => {
    expect(scoresOf(tallied(emptyTally(2), [NaN, 1], 1))).toEqual([Infinity, 1]);
  });

  it('adds in float64', () => {
    const large = tallied(emptyTally(1), [3e38], 1);
    expect(scoresOf(tallied(large, [3e38], 1))).toEqual([3e38]);
  });
});

it('meanOverCells is infinite where one cell is', () => {
  expect(meanOverCells([[[1, 2]], [[3, Infinity]]])).toEqual([[2, Infinity]]);
});
