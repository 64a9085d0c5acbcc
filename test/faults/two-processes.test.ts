/** Trainers that open one run at the same moment: exactly one computes it, and the others say who does. */
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAUNCHERS, readEvents } from '../../main/runs/index.ts';
import type { StoredRun } from '../../main/runs/index.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { planIn, smallSearch, TRAINER } from './small-runs.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

/** How each of several trainers ended that were started at once. */
async function atOnce(run: StoredRun, entry: string, count: number): Promise<readonly (number | null)[]> {
  const env = { ...process.env, DARTBOARD_HOME: home.folder };
  const launched = await Promise.all(
    Array.from({ length: count }, () => LAUNCHERS.local.launch({ run, entry, env })),
  );
  const ends = await Promise.all(launched.map(({ ended }) => ended));
  return ends.map(({ code }) => code).sort();
}

async function expectOneCurve(run: StoredRun, steps: number): Promise<void> {
  const { events, problems } = await readEvents(run);
  expect(problems).toEqual([]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
  const told = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
  expect(told).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
}

describe('several trainers of one run', () => {
  it('three at once, ten times', async () => {
    const entry = await bundleSupport('arithmetic-trainer.ts', home.folder);
    for (let round = 0; round < 10; round++) {
      // Long enough for the last of them to come while the first computes, also where the machine is busy.
      const run = await home.store.create(arithmeticPlan({ epochs: 2, pauseMs: 200 }));
      expect(await atOnce(run, entry, 3)).toEqual([0, 1, 1]);
      const said = await readFile(run.paths.log, 'utf8');
      expect(said.match(/is in use by process \d+ on /g) ?? []).toHaveLength(2);
      await expectOneCurve(run, 8);
    }
  });

  it('two of the real ones, also where a dead one has left its lock', async () => {
    const run = await home.store.create(await planIn(home.folder, smallSearch(40)));
    const dead = { pid: 2 ** 22 + 1, host: 'elsewhere.invalid', born: null };
    const lock = `${run.paths.folder}/lock.4`;
    await writeFile(lock, JSON.stringify(dead));
    await utimes(lock, new Date(2024, 1, 1), new Date(2024, 1, 1));
    expect(await atOnce(run, TRAINER, 2)).toEqual([0, 1]);
    const said = await readFile(run.paths.log, 'utf8');
    expect(said).toMatch(
      /The run \w+ is in use by process \d+ on \S+\. Stop it first, or wait until it ends\./,
    );
    await expectOneCurve(run, 160);
  });
});
