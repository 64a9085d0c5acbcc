import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { createComparer, createExchange } from './comparison-service.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(async () => {
  home.store.catalog.close();
  await home.dispose();
});

const comparer = () =>
  createComparer(home.store, (problem) => {
    throw new Error(problem);
  });

describe('the comparer', () => {
  it('groups runs that differ in nothing but the seed, and knows of runs that came or went meanwhile', async () => {
    const compare = comparer();
    const one = await home.store.create({ ...arithmeticPlan(), seed: 0 });
    const two = await home.store.create({ ...arithmeticPlan(), seed: 1 });
    const first = await compare.groups(null, null);
    expect(first.groups.map(({ unfinished }) => unfinished)).toEqual([[one.id, two.id]]);
    const three = await home.store.create({ ...arithmeticPlan(), seed: 2 });
    await home.store.remove(one);
    const second = await compare.groups(null, null);
    expect(second.groups.map(({ unfinished }) => unfinished)).toEqual([[two.id, three.id]]);
    expect(await compare.groups([two.id], null)).toMatchObject({ groups: [], alone: 1 });
  });

  it('tells the settings in which runs differ, and no others', async () => {
    const plan = arithmeticPlan();
    const one = await home.store.create({ ...plan, config: { batch: 8, epochs: 2 } });
    const two = await home.store.create({ ...plan, config: { batch: 64, epochs: 2 } });
    expect(await comparer().settings([one.id, two.id])).toEqual({
      [one.id]: { batch: 8 },
      [two.id]: { batch: 64 },
    });
  });

  it('compares runs that have told nothing yet', async () => {
    const run = await home.store.create(arithmeticPlan());
    const { runs, again } = await comparer().compare([run.id]);
    expect(runs.map(({ state, testAccuracy }) => [state, testAccuracy])).toEqual([['queued', null]]);
    expect(again).toEqual([]);
  });
});

describe('the exchange', () => {
  const exchange = (onChange: () => void = () => undefined) =>
    createExchange({ store: home.store, home: home.paths, version: '0.1.0' }, onChange);
  const wanted = (run: string, to: string) =>
    ({ runs: [run], format: 'bundle', to, replace: false, checkpoints: 'all' }) as const;

  it('brings a run out and in again, and replaces nothing unless that is said', async () => {
    const run = await home.store.create(arithmeticPlan());
    const to = join(home.paths.home, 'out', 'one.dartboard');
    expect(await exchange().export(wanted(run.id, to))).toMatchObject({ path: to, runs: [run.id] });
    expect(existsSync(to)).toBe(true);
    await expect(exchange().export(wanted(run.id, to))).rejects.toMatchObject({ code: 'runs/target-exists' });
    await exchange().export({ ...wanted(run.id, to), replace: true });
    await home.store.remove(run);
    let changes = 0;
    const imported = await exchange(() => void (changes += 1)).import(to);
    expect(imported).toMatchObject([{ run: run.id, outcome: 'imported' }]);
    expect(changes).toBe(1);
    expect(await exchange().import(to)).toMatchObject([{ run: run.id, outcome: 'here' }]);
  });

  it('refuses a part of a path, and a place among the runs', async () => {
    const run = await home.store.create(arithmeticPlan());
    await expect(exchange().export(wanted(run.id, 'one.dartboard'))).rejects.toMatchObject({
      code: 'cli/wrong-use',
    });
    await expect(exchange().import('../one.dartboard')).rejects.toMatchObject({ code: 'cli/wrong-use' });
    await expect(
      exchange().export(wanted(run.id, join(home.paths.runs, 'x.dartboard'))),
    ).rejects.toMatchObject({
      code: 'runs/target-in-store',
    });
  });
});
