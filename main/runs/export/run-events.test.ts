import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dartsRun } from '../../../test/support/darts-run.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { encodeLine } from '../event-line.ts';
import type { RunEvent } from '../events.ts';
import { readEvents } from '../supervise.ts';
import { takeEvents } from './run-events.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

describe('the events of a run that count', () => {
  it('are those that reading the whole log gives, with the latest step before each', async () => {
    const run = await dartsRun(home, { failsAfter: 7 });
    const { events } = await readEvents(run);
    const gpu = { index: 1, name: 'H', utilization: 0.5, memoryUsedBytes: 1e9, memoryTotalBytes: 2e9 };
    const load = { type: 'load', cpu: 0.1, machineCpu: 0.2, memoryBytes: 3e9, freeBytes: 4e9 } as const;
    // Loads between the steps, one without a GPU and one with two.
    const told = events.flatMap((event): RunEvent[] => {
      const [seq, at] = [4 * event.seq, event.at];
      const one: RunEvent = { seq: seq + 1, at, ...load, gpus: [] };
      const two: RunEvent = { seq: seq + 2, at, ...load, gpus: [gpu, { ...gpu, index: 2 }] };
      return [{ ...event, seq }, one, two];
    });
    await writeFile(run.paths.events, Buffer.concat(told.map(encodeLine)));
    const expected = (await readEvents(run)).events;
    const found: RunEvent[] = [];
    const steps: number[] = [];
    let flushes = 0;
    await takeEvents(run, {
      take: (event, step) => [found.push(event), steps.push(step)],
      flush: async () => {
        flushes++;
      },
      onNote: (note) => expect.unreachable(note),
    });
    expect(found).toEqual(expected);
    expect(flushes).toBeGreaterThan(0);
    let latest = 0;
    for (const [i, event] of expected.entries()) {
      expect(steps[i]).toBe(latest);
      if (event.type === 'step') latest = event.step;
      if (event.type === 'state') latest = event.resumedFrom ?? latest;
    }
  });
});
