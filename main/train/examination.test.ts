import { describe, expect, it } from 'vitest';
import { createExamination } from './examination.ts';
import type { TestResult } from './examination.ts';
import { scoreOf } from './metrics.ts';

const logits = (...rows: number[][]) => Float32Array.from(rows.flat());

/** The result of batches, each given as its images' labels and logits. */
function examined(
  classes: readonly string[],
  ...batches: readonly (readonly (readonly [label: number, row: number[]])[])[]
): TestResult {
  const examination = createExamination(classes);
  for (const batch of batches) {
    const labels = Int32Array.from(batch, ([label]) => label);
    examination.add(logits(...batch.map(([, row]) => row)), labels);
  }
  return examination.result();
}

const CLASSES = ['cat', 'dog', 'cow'];
/** Logits whose most probable class is that one. */
const says = (predicted: number): number[] => [0, 1, 2].map((k) => (k === predicted ? 2 : 0));

describe('an examination', () => {
  it('counts by class, over batches of different sizes', () => {
    const { loss, ...counted } = examined(
      CLASSES,
      [
        [0, says(0)],
        [0, says(1)],
        [1, says(1)],
      ],
      [[0, says(2)]],
    );
    expect(counted).toEqual({
      images: 4,
      accuracy: 0.5,
      error: 0.5,
      top5: null,
      perClass: [
        { class: 'cat', images: 3, correct: 1, accuracy: 1 / 3 },
        { class: 'dog', images: 1, correct: 1, accuracy: 1 },
        { class: 'cow', images: 0, correct: 0, accuracy: null },
      ],
      confusion: [
        [1, 1, 1],
        [0, 1, 0],
        [0, 0, 0],
      ],
    });
    const others = Math.log(Math.exp(2) + 2);
    expect(loss).toBeCloseTo((2 * (others - 2) + 2 * others) / 4, 12);
  });

  it('agrees with the score of the same batch to the bit', () => {
    const rows = Array.from({ length: 7 }, (_, i) => [0, 1, 2].map((k) => Math.sin(i * 3 + k)));
    const { loss, accuracy } = examined(
      CLASSES,
      rows.map((row, i) => [i % 3, row]),
    );
    const labels = Int32Array.from({ length: 7 }, (_, i) => i % 3);
    expect({ loss, accuracy }).toEqual(scoreOf(logits(...rows), labels));
  });

  it('tells the five most probable from six classes on', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'];
    const falling = [6, 5, 4, 3, 2, 1];
    const { top5, accuracy } = examined(
      six,
      [0, 4, 5].map((label) => [label, falling]),
    );
    expect(top5).toBe(2 / 3);
    expect(accuracy).toBe(1 / 3);
    expect(examined(six.slice(1), [[4, falling.slice(1)]]).top5).toBeNull();
  });

  it('counts the lower of equal classes', () => {
    expect(examined(CLASSES, [[2, [1, 1, 1]]]).confusion[2]).toEqual([1, 0, 0]);
  });

  it('leaves out of the matrix what was predicted as nothing', () => {
    const found = examined(CLASSES, [
      [1, [0, Number.NaN, 0]],
      [1, says(1)],
    ]);
    expect(found.confusion).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(found).toMatchObject({ images: 2, error: 0.5 });
    expect(found.loss).toBeNaN();
  });

  it('refuses logits of other classes', () => {
    expect(() => createExamination(CLASSES).add(logits([1, 2]), Int32Array.of(0))).toThrow(/each class/);
  });
});
