import { describe, expect, it } from 'vitest';
import { createLoadMeter, parseStat, thisMachine } from './load.ts';
import type { LoadSource } from './load.ts';

function source(change: Partial<LoadSource> = {}): LoadSource {
  return {
    cores: 4,
    seconds: () => 0,
    processSeconds: () => 0,
    machineTimes: async () => null,
    residentBytes: () => 100,
    availableBytes: async () => 1000,
    gpus: async () => [],
    ...change,
  };
}

describe('the load', () => {
  it('is what was used of all cores since the last look', async () => {
    let [now, used, busy, total] = [10, 5, 100, 1000];
    const meter = await createLoadMeter(
      source({
        seconds: () => now,
        processSeconds: () => used,
        machineTimes: async () => ({ busy, total }),
      }),
    );
    [now, used, busy, total] = [20, 25, 400, 1400];
    expect(await meter()).toEqual({ cpu: 0.5, machineCpu: 0.75, memoryBytes: 100, freeBytes: 900, gpus: [] });
    [now, used] = [21, 29.1];
    // Clocks of processors are coarse: no more than all, and no division by no time.
    expect(await meter()).toMatchObject({ cpu: 1, machineCpu: 0 });
    expect(await meter()).toMatchObject({ cpu: 0 });
  });

  it('is that of the process where the machine does not tell, and never less than nothing is free', async () => {
    let now = 0;
    const meter = await createLoadMeter(
      source({ seconds: () => now, processSeconds: () => now, availableBytes: async () => 50 }),
    );
    now = 2;
    expect(await meter()).toMatchObject({ cpu: 0.25, machineCpu: 0.25, freeBytes: 0 });
  });

  it('is measured once at a time', async () => {
    let answer = (): void => undefined;
    const meter = await createLoadMeter(
      source({ gpus: () => new Promise((resolve) => (answer = () => resolve([]))) }),
    );
    const first = meter();
    expect(await meter()).toBeNull();
    await new Promise(setImmediate);
    answer();
    expect(await first).not.toBeNull();
  });

  it('can be told of this machine', async () => {
    const meter = await createLoadMeter(thisMachine(AbortSignal.abort()));
    const load = await meter();
    expect(load?.memoryBytes).toBeGreaterThan(10e6);
    expect(load?.freeBytes).toBeGreaterThan(0);
    expect(load?.machineCpu).toBeLessThanOrEqual(1);
  });
});

describe('/proc/stat', () => {
  it('counts idle and waiting as not busy, and guests once', () => {
    expect(parseStat('cpu  10 1 5 70 14 2 3 4 99 99\ncpu0 1 2 3 4\n')).toEqual({ busy: 25, total: 109 });
    expect(parseStat('cpu  10 1 5 84\n')).toEqual({ busy: 16, total: 100 });
    expect(parseStat('intr 5')).toBeNull();
  });
});
