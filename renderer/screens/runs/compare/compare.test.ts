import { describe, expect, it } from 'vitest';
import type { ComparedRun, ComparisonWithAgain, SameComparison } from '../../../../main/api/contract.ts';
import { clockOf, epochKnots, timeKnots } from './clocks.ts';
import { valueAt, withDetail } from './curves.ts';
import { differenceRows } from './difference-rows.ts';
import { verdictOf } from './verdict.ts';

describe('clocks', () => {
  it('tell epochs by the steps that ended them, and go on at the last pace', () => {
    const { steps, values } = epochKnots([10, 20], [0, 1]);
    const clock = clockOf(steps, values);
    expect(clock?.at(5)).toBe(0.5);
    expect(clock?.at(20)).toBe(2);
    expect(clock?.at(30)).toBe(3);
    expect(clock?.stepAt(1.5)).toBe(15);
  });

  it('tell time in minutes, standing still where a clock was set back', () => {
    const { steps, values } = timeKnots([1, 2, 2, 3], [60_000, 120_000, 150_000, 90_000]);
    expect(steps).toEqual([1, 2, 3]);
    expect(values).toEqual([0, 1, 1]);
  });

  it('are none of a single knot', () => expect(clockOf([0], [0])).toBeNull());
});

describe('curves', () => {
  const whole = { x: [0, 10, 20, 30], y: [4, 3, Number.NaN, 1], isOfEpochs: false };

  it('take a part in more detail', () => {
    const detail = { x: [10, 12, 14], y: [3, 2.5, 2.6], isOfEpochs: false };
    expect(withDetail(whole, detail).x).toEqual([0, 10, 12, 14, 20, 30]);
    expect(withDetail(whole, null)).toBe(whole);
  });

  it('have the last known value at or before a place', () => {
    expect(valueAt(whole, 25)).toBe(3);
    expect(valueAt(whole, null)).toBe(1);
    expect(valueAt(whole, -1)).toBeNull();
  });
});

const row = (run: string, given: Partial<ComparedRun> = {}): ComparedRun => ({
  run,
  kind: 'train',
  state: 'finished',
  preset: 'final',
  seed: 0,
  data: 'digits',
  origin: null,
  genotype: null,
  testAccuracy: 0.9,
  testLoss: 0.3,
  bestAccuracy: 0.9,
  parameters: 1,
  latest: null,
  macs: 1,
  seconds: 1,
  settings: {},
  ...given,
});

describe('differences', () => {
  it('leave out what is alike, and give equal cells equal letters', () => {
    const comparison: ComparisonWithAgain = {
      runs: [
        row('a', { settings: { batch: 64 } }),
        row('b', { settings: { batch: 8 } }),
        row('c', { settings: { batch: 64 } }),
      ],
      groups: [],
      comparisons: [],
      differences: [
        { name: 'genotype', values: [{ x: 1 }, { x: 2 }, { x: 1 }] },
        { name: 'environment.device', values: ['cpu', 'gpu', 'cpu'] },
      ],
      again: [],
    };
    expect(differenceRows(comparison)).toEqual([
      { name: 'batch', values: [64, 8, 64], isAsFirst: [true, false, true] },
      { name: 'cell', values: ['A', 'B', 'A'], isAsFirst: [true, false, true] },
      { name: 'environment.device', values: ['cpu', 'gpu', 'cpu'], isAsFirst: [true, false, true] },
    ]);
  });
});

const same = (given: Partial<SameComparison> = {}): SameComparison => ({
  run: 'b',
  of: 'a',
  identical: false,
  states: { run: 'finished', of: 'finished' },
  isOnGpu: false,
  weights: { run: null, of: null, equal: null },
  stepsCompared: 100,
  firstDifferentStep: 7,
  largestLossDifference: null,
  resultDifference: 0.01,
  sameCell: null,
  environment: [],
  ...given,
});

describe('the verdict on a run that was made again', () => {
  const rows = [row('a'), row('b', { testAccuracy: 0.904 })];

  it('passes what is the same to the bit', () =>
    expect(verdictOf(same({ identical: true }), rows, 0)).toMatchObject({ outcome: 'pass' }));

  it('goes by the tolerance of the test accuracy', () => {
    expect(verdictOf(same(), rows, 0.005)).toMatchObject({
      outcome: 'pass',
      sentence: expect.stringContaining('0.40 points'),
    });
    expect(verdictOf(same(), rows, 0.003)).toMatchObject({
      outcome: 'fail',
      sentence: expect.stringContaining('from step 7'),
    });
  });

  it('goes by the cell of searches', () => {
    expect(verdictOf(same({ sameCell: true }), rows, 0)).toMatchObject({ outcome: 'pass' });
    expect(verdictOf(same({ sameCell: false }), rows, 1)).toMatchObject({ outcome: 'fail' });
  });

  it('waits for both to be finished', () =>
    expect(verdictOf(same({ states: { run: 'running', of: 'finished' } }), rows, 1)).toMatchObject({
      outcome: 'open',
    }));
});
