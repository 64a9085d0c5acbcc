import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';

function paceOf(seconds: readonly number[]) {
  const pace = createPace();
  for (const value of seconds) pace.add(value);
  return pace;
}

describe('pace', () => {
  it('says nothing before the second step, for the first one builds the graph', () => {
    expect(createPace().read(10)).toBeNull();
    expect(paceOf([40]).read(10)).toBeNull();
    expect(paceOf([40, 0.5]).read(10)).toEqual({ secondsPerStep: 0.5, secondsLeft: 5 });
  });

  it('is not moved by a rare pause', () => {
    const steps = Array.from({ length: 40 }, (_, i) => (i === 20 ? 30 : 0.2));
    expect(paceOf([9, ...steps]).read(100)?.secondsLeft).toBeCloseTo(20, 6);
  });

  it('follows a lasting change within its window', () => {
    const steps = [...Array.from({ length: 200 }, () => 0.2), ...Array.from({ length: 50 }, () => 0.4)];
    expect(paceOf(steps).read(0)).toEqual({ secondsPerStep: expect.closeTo(0.4, 6), secondsLeft: 0 });
  });
});
