import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANG_MINUTES, hangWatch, patienceOf } from './hang-watch.ts';
import type { Signs } from './signs.ts';
import { readSigns, signGiver, signMemory } from './signs.ts';

const signs = (progress: number, rest: Partial<Signs> = {}): Signs => ({
  progress,
  alive: 0,
  isComputing: true,
  step: 0,
  ...rest,
});

describe('a watch over signs', () => {
  it('waits for the least time, in looks', () => {
    const watch = hangWatch({ leastMs: 100, factor: 50, tickMs: 10 });
    expect(watch(signs(0))).toBeNull();
    for (let look = 1; look < 10; look++) expect(watch(signs(0))).toBeNull();
    expect(watch(signs(0))).toBe(100);
  });

  it('waits so many times the longest silence before', () => {
    const watch = hangWatch({ leastMs: 30, factor: 4, tickMs: 10 });
    for (const progress of [0, 0, 0, 1]) expect(watch(signs(progress))).toBeNull();
    for (let look = 1; look < 8; look++) expect(watch(signs(1))).toBeNull();
    expect(watch(signs(1))).toBe(80);
  });

  it('takes a turning event loop for progress, but not while a step is computed', () => {
    const idle = hangWatch({ leastMs: 20, factor: 1, tickMs: 10 });
    for (let alive = 0; alive < 50; alive++) expect(idle(signs(0, { alive, isComputing: false }))).toBeNull();
    const busy = hangWatch({ leastMs: 20, factor: 1, tickMs: 10 });
    expect([0, 1, 2].map((alive) => busy(signs(0, { alive })))).toEqual([null, null, 20]);
  });

  it('never ends what gives a sign within the least time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 50 }), (silences) => {
        const watch = hangWatch({ leastMs: 100, factor: 1, tickMs: 10 });
        const found = silences.flatMap((length, progress) =>
          Array.from({ length }, () => watch(signs(progress))),
        );
        return found.every((one) => one === null);
      }),
    );
  });

  it('looks often enough, and not too often', () => {
    expect(patienceOf(HANG_MINUTES)).toEqual({ leastMs: 900_000, factor: 50, tickMs: 10_000 });
    expect(patienceOf(0.5).tickMs).toBe(500);
  });
});

describe('signs', () => {
  it('are seen through the memory, also after 2^31 of them', async () => {
    const memory = signMemory();
    const giver = signGiver(memory);
    new Int32Array(memory)[0] = 2 ** 31 - 1;
    const before = readSigns(memory).progress;
    giver.progress();
    giver.alive();
    giver.reached(7);
    expect(readSigns(memory)).toMatchObject({ alive: 1, step: 7, isComputing: false });
    expect(readSigns(memory).progress).not.toBe(before);
    await giver.computing(async () => expect(readSigns(memory).isComputing).toBe(true));
    await expect(giver.computing(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(readSigns(memory).isComputing).toBe(false);
  });
});
