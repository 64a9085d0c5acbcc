/**
 * Trainers killed at random moments: whatever they were at, the store stays sound, no more is computed again than the steps since the
 * newest checkpoint, and the run ends with the bits of one that nobody killed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../main/cli/index.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { killOften, liveToEnd } from './kills.ts';
import type { Killed, Victim } from './kills.ts';
import { faultRng } from './seed.ts';
import { planIn, smallSearch, smallTraining, TRAINER } from './small-runs.ts';

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

const tell = (what: string, { kills, torn }: Killed): void =>
  void process.stdout.write(
    `${what}: ${String(kills)} kills, ${String(torn)} of them while a checkpoint was written\n`,
  );

describe('the trainer, on TensorFlow, killed 50 times', () => {
  /** Enough for a dozen lives on a fast machine; a run that is over sooner is followed by another. */
  const EPOCHS = 40;

  async function victimOf(request: RunRequest): Promise<Victim> {
    const run = await home.store.create(await planIn(home.folder, request));
    return { home, run, entry: TRAINER, startMs: 1200, stepsBetween: 4, asked: 1 };
  }
  let request: RunRequest = smallSearch(EPOCHS);

  it.each(['search', 'training'])('a %s', async (what) => {
    if (what === 'training') {
      const search = await victimOf(smallSearch(1));
      await liveToEnd(search);
      request = smallTraining(EPOCHS, search.run.id);
    }
    const rng = faultRng(`kills of a ${what}`);
    const killed = await killOften(() => victimOf(request), { kills: 25, rng });
    tell(what, killed);
    expect(killed.torn).toBeGreaterThan(0);
  });
});

describe('everything around the mathematics, killed 100 times', () => {
  it('a run of arithmetic', async () => {
    const entry = await bundleSupport('arithmetic-trainer.ts', home.folder);
    const plan = arithmeticPlan({ epochs: 400, stepsPerEpoch: 3, size: 20_000, pauseMs: 1 });
    const make = async (): Promise<Victim> => ({
      ...{ home, entry, startMs: 200, stepsBetween: 3, asked: 0.1 },
      run: await home.store.create(plan),
    });
    const killed = await killOften(make, { kills: 100, rng: faultRng('kills of arithmetic') });
    tell('arithmetic', killed);
    expect(killed.torn).toBeGreaterThan(0);
  });
});
