import { describe, expect, it } from 'vitest';
import { confusedPairs, imagesIn, walked } from './matrix.ts';

const MATRIX = [
  [5, 3, 0],
  [1, 8, 1],
  [0, 3, 0],
];
const PER_CLASS = [{ images: 10 }, { images: 10 }, { images: 3 }];

describe('a confusion matrix', () => {
  it('counts a field, a row, a column and all', () => {
    expect(imagesIn(MATRIX, { actual: 0, predicted: 1 })).toBe(3);
    expect(imagesIn(MATRIX, { actual: 1, predicted: null })).toBe(10);
    expect(imagesIn(MATRIX, { actual: null, predicted: 1 })).toBe(14);
    expect(imagesIn(MATRIX, { actual: null, predicted: null })).toBe(21);
    expect(imagesIn(MATRIX, { actual: 7, predicted: 0 })).toBe(0);
  });

  it('names the most confused pairs, with their share of all images of the class', () => {
    expect(confusedPairs(MATRIX, PER_CLASS)).toEqual([
      // Two images of class 0 were predicted as nothing.
      { actual: 0, predicted: 1, images: 3, share: 0.3 },
      { actual: 2, predicted: 1, images: 3, share: 1 },
      { actual: 1, predicted: 0, images: 1, share: 0.1 },
      { actual: 1, predicted: 2, images: 1, share: 0.1 },
    ]);
  });

  it('is walked by the arrows and ends at its edges', () => {
    expect(walked(null, 'ArrowRight', 3)).toEqual({ actual: 0, predicted: 1 });
    expect(walked({ actual: 2, predicted: 2 }, 'ArrowDown', 3)).toEqual({ actual: 2, predicted: 2 });
    expect(walked({ actual: 2, predicted: 2 }, 'ArrowUp', 3)).toEqual({ actual: 1, predicted: 2 });
    expect(walked({ actual: null, predicted: 2 }, 'ArrowLeft', 3)).toEqual({ actual: 0, predicted: 1 });
    expect(walked({ actual: 1, predicted: 1 }, 'Home', 3)).toEqual({ actual: 0, predicted: 0 });
    expect(walked({ actual: 1, predicted: 1 }, 'End', 3)).toEqual({ actual: 2, predicted: 2 });
    expect(walked(null, 'a', 3)).toBeNull();
  });
});
