import { expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { compared } from '../../nn/index.ts';
import type { Comparison } from '../../nn/index.ts';
import { runAccuracy, runSmoothing } from './losses.ts';

const passed = (comparisons: readonly Comparison[]) =>
  comparisons.map((comparison) => compared({ fixture: 'misc', case: 'one' }, comparison).passed);
const half = Math.log(2);

it('runSmoothing compares loss and gradient', async () => {
  const executor = await createTfjsExecutor();
  const fixture = {
    id: 'one',
    logits: { shape: [1, 2], data: [0, 0] },
    labels: [0],
    epsilon: 0.2,
    loss: half,
    grad_logits: { shape: [1, 2], data: [0.5 - 0.9, 0.5 - 0.1] },
  };
  expect(passed(await runSmoothing(fixture, executor))).toEqual([true, true]);
  expect(passed(await runSmoothing({ ...fixture, epsilon: 0.1 }, executor))).toEqual([true, false]);
  expect(passed(await runSmoothing({ ...fixture, loss: 2 * half }, executor))).toEqual([false, true]);
});

it('runAccuracy compares percents', async () => {
  const row = (best: number) => Array.from({ length: 7 }, (_, i) => (i === best ? 9 : -i));
  const fixture = {
    id: 'one',
    logits: { shape: [2, 7], data: [...row(3), ...row(3)] },
    labels: [3, 6],
    top1: 50,
    top5: 50,
  };
  expect(passed(await runAccuracy(fixture))).toEqual([true, true]);
  expect(passed(await runAccuracy({ ...fixture, labels: [3, 2] }))).toEqual([true, false]);
});
