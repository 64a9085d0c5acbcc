import { describe, expect, it } from 'vitest';
import { accuracyAt, EMPTY_TALLY, meanOf, scoreOf, tally, tallySchema } from './metrics.ts';

const logits = (...rows: number[][]) => Float32Array.from(rows.flat());
const labels = (...values: number[]) => Int32Array.from(values);

describe('scoreOf', () => {
  it('gives mean loss and share of right answers', () => {
    const { loss, accuracy } = scoreOf(logits([0, Math.log(3)], [Math.log(3), 0]), labels(1, 1));
    expect(loss).toBeCloseTo(-(Math.log(3 / 4) + Math.log(1 / 4)) / 2, 7);
    expect(accuracy).toBe(0.5);
  });

  it('stands logits that would overflow', () => {
    const { loss } = scoreOf(logits([2000, -2000]), labels(1));
    expect(loss).toBe(4000);
  });

  it('counts the lower of equal classes', () => {
    expect(scoreOf(logits([1, 1]), labels(0)).accuracy).toBe(1);
    expect(scoreOf(logits([1, 1]), labels(1)).accuracy).toBe(0);
  });

  it('shows that a network has diverged', () => {
    const { loss, accuracy } = scoreOf(logits([Number.NaN, 0]), labels(0));
    expect(loss).toBeNaN();
    expect(accuracy).toBe(0);
  });
});

describe('accuracyAt', () => {
  const three = logits([3, 2, 1], [3, 2, 1], [3, 2, 1]);

  it('counts the classes among the k most probable', () => {
    expect([1, 2, 3].map((k) => accuracyAt(three, labels(0, 1, 2), k))).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('agrees with the score for k = 1, also where classes are equal', () => {
    const equal = logits([1, 1, 0], [1, 1, 0]);
    expect(accuracyAt(equal, labels(0, 1), 1)).toBe(scoreOf(equal, labels(0, 1)).accuracy);
  });

  it('never counts what is not a number', () => {
    expect(accuracyAt(logits([Number.NaN, 0, 0]), labels(0), 1)).toBe(0);
    expect(accuracyAt(logits([Number.NaN, 0, 0]), labels(1), 1)).toBe(0);
  });
});

describe('a tally', () => {
  it('weighs batches by their sizes', () => {
    const first = tally(EMPTY_TALLY, { loss: 1, accuracy: 1 }, 3);
    const both = tally(first, { loss: 5, accuracy: 0 }, 1);
    expect(meanOf(both)).toEqual({ loss: 2, accuracy: 0.75 });
    expect(EMPTY_TALLY.examples).toBe(0);
  });

  it('survives as JSON', () => {
    const soFar = tally(EMPTY_TALLY, { loss: 0.1, accuracy: 1 / 3 }, 3);
    expect(tallySchema.parse(JSON.parse(JSON.stringify(soFar)))).toEqual(soFar);
  });
});
