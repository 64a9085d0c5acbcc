/** A clock that a person sets back, and files whose times lie in the future. */
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, readEvents, summarize, SYSTEM_CLOCK } from '../../main/runs/index.ts';
import type { Clock, StoredRun } from '../../main/runs/index.ts';
import { call } from '../support/cli.ts';
import { arithmeticPlan, testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { compute, computeTo } from './arithmetic.ts';

const HOUR_MS = 3_600_000;

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const setBack = (ms: number): Clock => ({ ...SYSTEM_CLOCK, now: () => Date.now() - ms });
async function curveOf(run: StoredRun): Promise<readonly number[]> {
  const { events, problems } = await readEvents(run);
  expect(problems).toEqual([]);
  return events.flatMap((event) => (event.type === 'step' ? [event.train.loss] : []));
}

describe('a clock that is set back', () => {
  it('while a run computes and between its lives changes nothing but the times', async () => {
    const whole = await home.store.create(arithmeticPlan());
    await compute(whole);
    const run = await home.store.create(arithmeticPlan());
    let hours = 0;
    const backwards = { ...SYSTEM_CLOCK, now: () => Date.now() - HOUR_MS * ++hours };
    await computeTo(run, 6, backwards);
    expect(hours).toBeGreaterThan(6);
    expect(await compute(await home.store.find(run.id), setBack(10_000 * HOUR_MS))).toEqual({
      state: 'finished',
    });
    expect(await curveOf(run)).toEqual(await curveOf(whole));
    expect((await summarize(run)).state).toBe('finished');
  });

  it('does not make a new run older than those before it', async () => {
    const first = await home.store.create(arithmeticPlan());
    const earlier = openStore(home.paths, setBack(1000 * HOUR_MS));
    const second = await earlier.create(arithmeticPlan());
    const { lines } = await call(['runs', 'list', '--json'], home.folder);
    const { runs } = lines[0] as { readonly runs: readonly { readonly run: string }[] };
    expect(runs.map(({ run }) => run)).toEqual([second.id, first.id]);
    expect((await home.store.find('latest')).id).toBe(second.id);
  });

  it('decides of a trainer on another machine by the distance of the times, whichever is later', async () => {
    const run = await home.store.create(arithmeticPlan());
    const mark = { pid: 4242, host: 'elsewhere.invalid', born: null };
    const lock = join(run.paths.folder, 'lock.1');
    writeFileSync(lock, JSON.stringify(mark));
    // One that was taken just now would be waited for, whatever the signs of life say.
    const longAgo = new Date(Date.now() - HOUR_MS);
    utimesSync(lock, longAgo, longAgo);
    const beatAt = (at: number): void => writeFileSync(run.paths.heartbeat, JSON.stringify({ mark, at }));
    for (const distance of [-60_000, 60_000]) {
      beatAt(Date.now() + distance);
      await expect(compute(run)).rejects.toMatchObject({ code: 'runs/locked' });
    }
    beatAt(Date.now() + HOUR_MS);
    expect(await compute(run)).toEqual({ state: 'finished' });
  });
});

it('files from the future are read, and a run among them goes on', async () => {
  const run = await home.store.create(arithmeticPlan());
  await computeTo(run, 6);
  writeFileSync(join(run.paths.folder, 'lock.9'), 'half a mar');
  const future = new Date(2040, 1, 1);
  for (const name of readdirSync(home.folder, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(home.folder, name), future, future);
  }
  const listed = await call(['runs', 'list', '--json'], home.folder);
  expect([listed.code, listed.stderr]).toEqual([0, '']);
  expect(listed.lines[0]).toMatchObject({ runs: [{ run: run.id, state: 'interrupted', step: 6 }] });
  expect(await compute(run)).toEqual({ state: 'finished' });
  expect(await curveOf(run)).toHaveLength(12);
});
