import { expect, it } from 'vitest';
import { createRestarts } from './restarts.ts';

it('starts again at once, then later, then no more, until a minute has passed', () => {
  let nowMs = 0;
  const restarts = createRestarts(() => nowMs);
  const pauses = [0, 10, 20, 30].map((at) => {
    nowMs = at * 1000;
    return restarts.next();
  });
  expect(pauses).toEqual([0, 500, 2000, null]);
  nowMs = 61_000;
  expect(restarts.next()).toBe(2000);
  nowMs = 200_000;
  expect(restarts.next()).toBe(0);
});
