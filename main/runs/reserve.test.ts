import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '../../test/faults/small-disk.ts';
import { isStep, prepareArithmetic, watched } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan } from '../../test/support/runs.ts';
import { checkpointSteps } from './checkpoints.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { homePaths } from './paths.ts';
import { openStore } from './store.ts';
import { summarize } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';

const disk = await mountSmallDisk(4 << 20);

describe.runIf(disk !== null)('a trainer whose disk becomes full', () => {
  afterAll(() => disk?.remove());

  it('still says so in the log, and gives back the space that it held for that', async () => {
    const env = { DARTBOARD_HOME: join(disk?.path ?? '', 'home') };
    const store = openStore(homePaths({ env, platform: process.platform }));
    // Each step's line is larger than what is left of the log's last block.
    const run = await store.create(arithmeticPlan({ epochs: 3, stepsPerEpoch: 100 }));
    const prepare = watched((event) => (isStep(event, 150) ? disk?.fill() : undefined));
    const options = { run, stop: new AbortController().signal, clock: SYSTEM_CLOCK };
    const end = await runToEnd({ ...options, prepare });
    expect(end).toMatchObject({ state: 'failed', error: { code: 'runs/unwritable' } });
    const { state, problem } = await summarize(run);
    expect({ state, problem }).toEqual({
      state: 'failed',
      problem: expect.stringMatching(/cannot be written: the disk is full\. Free some space/),
    });
    expect(await checkpointSteps(run.paths.checkpoints)).toEqual([100]);
    expect(await readdir(run.paths.folder)).not.toContain('reserve');

    await disk?.empty();
    expect(await runToEnd({ ...options, prepare: prepareArithmetic })).toEqual({ state: 'finished' });
    const steps = (await readEvents(run)).events.flatMap((event) =>
      event.type === 'step' ? [event.step] : [],
    );
    expect(steps).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });
});
