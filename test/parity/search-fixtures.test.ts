/** Whole search steps, optimizers, losses and derivations against what the reference programs computed (PyTorch 2.13, float64). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTensorflowExecutor, createTfjsExecutor } from '../../main/engine/index.ts';
import type { Executor } from '../../main/engine/index.ts';
import { openFixtures, runFixtures } from '../../main/search/index.ts';
import type { FixtureFile, FixtureOutcome } from '../../main/search/index.ts';

const read = (file: string): FixtureFile => {
  const path = new URL(`../fixtures/parity/${file}.json`, import.meta.url);
  const found = openFixtures(`${file}.json`, JSON.parse(readFileSync(path, 'utf8')));
  if (found === null) throw new Error(`${file} holds no fixtures`);
  return found;
};

const SUPERNETS = ['supernet_darts', 'supernet_sharp'].map((file) => ({ file, ...read(file) }));
const supernetCases = SUPERNETS.flatMap(({ file, cases }) => cases.map(({ id }) => ({ file, id })));
/** Four passes a step of the larger supernets, operation by operation, would take longer than all other cases together. */
const TOO_SLOW_FOR_TFJS = ['sharp_supernet_0_second', 'sharp_supernet_1_second'];

const EXECUTORS = [
  { title: 'TensorFlow', executor: createTensorflowExecutor(), cases: supernetCases },
  {
    title: 'tfjs',
    executor: await createTfjsExecutor(),
    cases: supernetCases.filter(({ id }) => !TOO_SLOW_FOR_TFJS.includes(id)),
  },
];

/** The outcomes of a file, or of one case of it. */
async function outcomesOf(file: string, executor: Executor, only?: string): Promise<FixtureOutcome[]> {
  const outcomes: FixtureOutcome[] = [];
  for await (const outcome of runFixtures(read(file), executor, (id) => only === undefined || id === only)) {
    outcomes.push(outcome);
  }
  return outcomes;
}

const checksOf = (one: FixtureOutcome) => (one.outcome === 'compared' ? one.checks : []);
const failures = (outcomes: readonly FixtureOutcome[]) => [
  ...outcomes.filter(({ outcome }) => outcome === 'broken'),
  ...outcomes.flatMap(checksOf).filter(({ passed }) => !passed),
];

describe.each(EXECUTORS)('$title', ({ executor, cases }) => {
  it.each(cases)('two search steps of $id', async ({ file, id }) => {
    const outcomes = await outcomesOf(file, executor, id);
    expect(failures(outcomes)).toEqual([]);
    const quantities = outcomes.flatMap(checksOf).map(({ quantity }) => quantity);
    expect(quantities).toEqual(expect.arrayContaining(quantitiesOf(file, id)));
  });

  it('scores, shrinks and networks of IS-DARTS', async () => {
    const outcomes = await outcomesOf('fixtures_isdarts', executor);
    expect(failures(outcomes)).toEqual([]);
    expect(outcomes.filter(({ outcome }) => outcome === 'compared')).toHaveLength(49);
    expect(outcomes).toHaveLength(49);
  });

  it('recurrent cells: updates of the alphas, derivations', async () => {
    const updates = await outcomesOf('rnn_architect', executor);
    const derivations = await outcomesOf('genotype_rnn', executor);
    expect(failures([...updates, ...derivations])).toEqual([]);
    expect(updates.map(({ outcome }) => outcome)).toEqual(['compared', 'compared', 'compared']);
    expect(derivations.flatMap(checksOf)).toHaveLength(20);
    const quantities = updates.flatMap(checksOf).map(({ quantity }) => quantity);
    for (const name of ['arch_grad', 'alphas_after', 'implicit', 'epsilon', 'clip_coef', 'genotype_after'])
      expect(quantities).toContain(name);
  });

  it('optimizers, losses, layers and data', async () => {
    const outcomes = await outcomesOf('misc', executor);
    expect(failures(outcomes)).toEqual([]);
    expect(outcomes.filter(({ outcome }) => outcome === 'compared')).toHaveLength(17);
    expect(outcomes).toHaveLength(17);
  });
});

/** What a case expects, by the names of its checks: tensors in full and sums are checked parameter by parameter. */
function quantitiesOf(file: string, id: string): string[] {
  const expected = read(file).cases.find((one) => one.id === id)?.['expect'];
  if (typeof expected !== 'object' || expected === null) throw new Error(`${id} expects nothing`);
  return Object.entries(expected).flatMap(([quantity, value]: [string, object]) => {
    if (quantity === 'genotype_after_step2') return ['genotype normal', 'genotype reduction'];
    if (quantity.endsWith('_summary')) return Object.keys(value).map((name) => `${quantity} ${name} l2`);
    return quantity.endsWith('_params')
      ? Object.keys(value).map((name) => `${quantity} ${name}`)
      : [quantity];
  });
}

it('image operations, to the grey level', async () => {
  const outcomes = await outcomesOf('augment', await createTfjsExecutor());
  expect(failures(outcomes)).toEqual([]);
  expect(outcomes).toHaveLength(46);
  expect(outcomes.flatMap(checksOf).map(({ quantity, error }) => ({ quantity, error }))).toEqual(
    outcomes.flatMap(() => [
      { quantity: 'magnitude', error: 0 },
      { quantity: 'out', error: 0 },
    ]),
  );
});

it('a supernet whose results differ a little fails, quantity by quantity', async () => {
  const { cases, ...file } = read('supernet_darts');
  const [one] = cases;
  const expected = z.looseObject({ step2_weight_loss: z.number(), step1_grad_norm: z.number() });
  const { step2_weight_loss: loss, step1_grad_norm: norm, ...rest } = expected.parse(one?.['expect']);
  const changed = { ...rest, step2_weight_loss: loss + 1e-4, step1_grad_norm: norm - 1e-3 };
  const fixtures = { ...file, cases: [{ id: 'changed', ...one, expect: changed }] };
  const outcomes: FixtureOutcome[] = [];
  for await (const outcome of runFixtures(fixtures, createTensorflowExecutor())) outcomes.push(outcome);
  expect(outcomes.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  expect(failures(outcomes)).toMatchObject([
    { quantity: 'step1_grad_norm' },
    { quantity: 'step2_weight_loss' },
  ]);
});

it.each([
  ['genotype_darts', 14],
  ['genotype_sharp', 16],
])('derivations of %s', async (file, count) => {
  const outcomes = await outcomesOf(file, await createTfjsExecutor());
  expect(outcomes).toHaveLength(count);
  expect(failures(outcomes)).toEqual([]);
});
