import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../../engine/index.ts';
import { compared } from '../../nn/index.ts';
import type { Comparison } from '../../nn/index.ts';
import { runAdam, runAsgd, runClipping, runMomentum } from './optimizers.ts';

const executor = await createTfjsExecutor();
const vector = (...data: number[]) => ({ shape: [data.length], data });
const passed = (comparisons: readonly Comparison[]) =>
  comparisons.map((comparison) => compared({ fixture: 'misc', case: 'one' }, comparison).passed);

describe('runMomentum', () => {
  const fixture = {
    id: 'one',
    hyper: { lr: 0.1, momentum: 0.5, weight_decay: 0 },
    p0: vector(1, 2),
    grads: [vector(1, 0), vector(1, 2)],
    params_after: vector(0.9, 2, 0.75, 1.8),
    f32_dev: { p: 0 },
  };

  it('compares the values after every update', async () => {
    const [comparison] = await runMomentum(fixture, executor);
    expect(comparison?.found).toHaveLength(4);
    expect(passed(comparison === undefined ? [] : [comparison])).toEqual([true]);
  });

  it('takes a rate for each update', async () => {
    const hyper = { momentum: 0.5, weight_decay: 0 };
    const halved = {
      ...fixture,
      hyper,
      lr_per_step: [0.1, 0.05],
      params_after: vector(0.9, 2, 0.825, 1.9),
    };
    expect(passed(await runMomentum(halved, executor))).toEqual([true]);
  });

  it('notices another result', async () => {
    const wrong = { ...fixture, params_after: vector(0.9, 2, 0.75, 1.801) };
    expect(passed(await runMomentum(wrong, executor))).toEqual([false]);
  });

  it.each([
    ['hyper.lr: a learning rate', { hyper: { momentum: 0.9, weight_decay: 0 } }],
    ['hyper.lr: a learning rate', { hyper: { momentum: 0.9, weight_decay: 0 }, lr_per_step: [0.1] }],
    ['hyper.dampening', { hyper: { ...fixture.hyper, dampening: 0.1 } }],
    ['grads', { grads: [] }],
  ])('refuses what it cannot run: %s', async (problem, wrong) => {
    await expect(runMomentum({ ...fixture, ...wrong }, executor)).rejects.toThrow(`fixture one: ${problem}`);
  });
});

it('runAdam takes its rate as the first step, and notices another result', async () => {
  const fixture = {
    id: 'one',
    hyper: { lr: 0.1, betas: [0.5, 0.999], eps: 1e-8, weight_decay: 0 },
    p0: vector(1, 2),
    grads: [vector(3, -0.5)],
    params_after: vector(0.9, 2.1),
    f32_dev: { p: 1e-7 },
  };
  expect(passed(await runAdam(fixture, executor))).toEqual([true]);
  expect(passed(await runAdam({ ...fixture, params_after: vector(0.9, 2.09) }, executor))).toEqual([false]);
});

describe('runAsgd', () => {
  const fixture = {
    id: 'one',
    hyper: { lr: 0.5, lambd: 0, alpha: 0.75, t0: 0, weight_decay: 0 },
    p0: vector(0, 4),
    grads: [vector(1, 0), vector(-3, 0), vector(2, 0)],
    params_after: vector(-0.5, 4, 1, 4, 0, 4),
    averaged_after: vector(-0.5, 4, 1, 4, 0.5, 4),
    f32_dev: { p: 0, ax: 0 },
  };

  it('compares values and averages after every update', async () => {
    expect(passed(await runAsgd(fixture, executor))).toEqual([true, true]);
  });

  it('notices another result', async () => {
    const values = { ...fixture, params_after: vector(-0.5, 4, 1, 4, 0.001, 4) };
    expect(passed(await runAsgd(values, executor))).toEqual([false, true]);
    const averages = { ...fixture, averaged_after: vector(-0.5, 4, 1, 4, 0.501, 4) };
    expect(passed(await runAsgd(averages, executor))).toEqual([true, false]);
  });

  it.each([
    ['hyper.lambd', { lambd: 1e-4 }],
    ['hyper.t0', { t0: 1000 }],
  ])('refuses what the product does not compute: %s', async (problem, changed) => {
    const other = { ...fixture, hyper: { ...fixture.hyper, ...changed } };
    await expect(runAsgd(other, executor)).rejects.toThrow(`fixture one: ${problem}`);
  });
});

it('runClipping takes all tensors together, and notices another result', async () => {
  const fixture = {
    id: 'one',
    max_norm: 1,
    grads: [vector(3), vector(0, -4)],
    total_norm: 5,
    clipped: [vector(0.6), vector(0, -0.8)],
  };
  expect(passed(await runClipping(fixture, executor))).toEqual([true, true]);
  expect(passed(await runClipping({ ...fixture, total_norm: 4 }, executor))).toEqual([false, true]);
  expect(passed(await runClipping({ ...fixture, clipped: [vector(0.6, 0)] }, executor))).toEqual([
    true,
    false,
  ]);
});
