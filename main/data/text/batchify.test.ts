import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchify, textBatch } from './batchify.ts';

const counted = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

describe('batchify', () => {
  it('reads parts of the text side by side, and leaves the rest out', () => {
    const columns = batchify(counted(11), 3);
    expect(columns).toMatchObject({ length: 3, batchSize: 3 });
    expect([...columns.tokens]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
  });

  it('leaves the text as it is in one column', () => {
    expect([...batchify(counted(5), 1).tokens]).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([
    [0, 1],
    [1, 1],
    [3, 4],
    [7, 4],
  ])('refuses %d tokens in %d columns, which leave nothing to predict', (count, batchSize) => {
    expect(() => batchify(counted(count), batchSize)).toThrow(
      expect.objectContaining({ code: 'data/too-few-tokens', data: { count, batchSize } }),
    );
  });

  it('takes two tokens a column', () => {
    expect([...batchify(counted(8), 4).tokens]).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
  });
});

describe('textBatch', () => {
  const columns = batchify(counted(10), 2);

  it('predicts the row after each', () => {
    const { data, targets, length } = textBatch(columns, 1, 2);
    expect(length).toBe(2);
    expect([...data]).toEqual([1, 6, 2, 7]);
    expect([...targets]).toEqual([2, 7, 3, 8]);
  });

  it('is shorter at the end of the text', () => {
    const { data, targets, length } = textBatch(columns, 3, 35);
    expect(length).toBe(1);
    expect([...data]).toEqual([3, 8]);
    expect([...targets]).toEqual([4, 9]);
  });

  it('is a copy: changing it leaves the text as it is', () => {
    textBatch(columns, 0, 2).data.fill(-1);
    expect([...textBatch(columns, 0, 1).data]).toEqual([0, 5]);
  });

  it('predicts every token of a column but its first once, from the one before it', () => {
    const sizes = fc.record({
      batchSize: fc.integer({ min: 1, max: 5 }),
      bptt: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 10, max: 60 }), ({ batchSize, bptt }, count) => {
        const text = batchify(counted(count), batchSize);
        const predicted: number[] = [];
        for (let row = 0; row < text.length - 1; row += bptt) {
          const { data, targets } = textBatch(text, row, bptt);
          expect([...targets]).toEqual([...data].map((token) => token + 1));
          predicted.push(...targets);
        }
        const expected = [...counted(text.length * batchSize)].filter((token) => token % text.length !== 0);
        expect(predicted.sort((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [-1, 2],
    [4, 2],
    [0.5, 2],
    [0, 0],
  ])('has no batch at row %d of length %d', (row, length) => {
    expect(() => textBatch(columns, row, length)).toThrow('internal: ');
  });
});
