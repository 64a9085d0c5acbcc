import { expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { dropPathMasks } from './drop-path.ts';

async function masks(keep: number, seed: readonly [number, number]): Promise<readonly number[]> {
  const t = Tracer.begin('train');
  const [first, second] = dropPathMasks(t, 2, 500);
  if (first === undefined || second === undefined) throw new Error('two sites');
  const { program } = t.finish('masks', { first, second });
  const executable = await (await createTfjsExecutor()).load({ variables: {}, programs: { program } });
  const found = await executable.run('program', {
    dropPathKeep: Float32Array.of(keep),
    seed: Int32Array.from(seed),
  });
  await executable.dispose();
  return [...(found['first'] ?? []), ...(found['second'] ?? [])];
}

it('keeps the expectation: 1/keep with probability keep, else 0', async () => {
  const drawn = await masks(0.8, [1, 2]);
  expect(drawn).toHaveLength(1000);
  expect(new Set(drawn)).toEqual(new Set([0, 1.25]));
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  expect(Math.abs(mean - 1)).toBeLessThan(0.06); // four standard deviations
});

it('is a function of the seed, and differs from site to site', async () => {
  const [one, again, other] = await Promise.all([masks(0.5, [7, 1]), masks(0.5, [7, 1]), masks(0.5, [7, 2])]);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  expect(one.slice(0, 500)).not.toEqual(one.slice(500));
});

it('drops nothing where everything is kept', async () => {
  expect(new Set(await masks(1, [3, 4]))).toEqual(new Set([1]));
});
