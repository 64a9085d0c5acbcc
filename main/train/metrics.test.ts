import { describe, expect, it } from 'vitest';
import {
  EMPTY_TALLY,
  joined,
  meanOf,
  placeOf,
  predictionOf,
  scoreOf,
  tally,
  tallyOf,
  tallySchema,
} from './metrics.ts';

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

describe('placeOf', () => {
  it('counts the classes that come before', () => {
    expect([0, 1, 2].map((label) => placeOf(logits([2, 3, 1]), label))).toEqual([1, 0, 2]);
  });

  it('puts one class at each place, also where classes are equal, and the prediction first', () => {
    const row = logits([1, 4, 4, 1]);
    expect([0, 1, 2, 3].map((label) => placeOf(row, label))).toEqual([2, 0, 1, 3]);
    expect(predictionOf(row)).toBe(1);
  });

  it('never makes an answer right that is not a number', () => {
    expect([0, 1, 2].map((label) => placeOf(logits([Number.NaN, 0, 0]), label))).toEqual([3, 1, 2]);
    expect(predictionOf(logits([Number.NaN, 0, 0]))).toBe(-1);
  });
});

describe('a tally', () => {
  it('weighs batches by their sizes', () => {
    const first = tally(EMPTY_TALLY, { loss: 1, accuracy: 1 }, 3);
    const both = tally(first, { loss: 5, accuracy: 0 }, 1);
    expect(meanOf(both)).toEqual({ loss: 2, accuracy: 0.75 });
    expect(EMPTY_TALLY.examples).toBe(0);
  });

  it('counts right answers as whole numbers', () => {
    const one = tallyOf(logits([1, 0], [1, 0], [1, 0]), labels(0, 1, 1));
    expect([one.correct, one.examples]).toEqual([1, 3]);
    const many = Array.from({ length: 100 }).reduce((soFar: typeof one) => joined(soFar, one), EMPTY_TALLY);
    expect(meanOf(many).accuracy).toBe(100 / 300);
  });

  it('survives as JSON', () => {
    const soFar = tally(EMPTY_TALLY, { loss: 0.1, accuracy: 1 / 3 }, 3);
    expect(tallySchema.parse(JSON.parse(JSON.stringify(soFar)))).toEqual(soFar);
  });
});
