import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { setApart, testPartSchema } from './test-part.ts';

const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 2);

describe('setApart', () => {
  it('takes a share of each class, and another one for another seed', () => {
    const { train, test } = setApart(labels, { where: 'x', testPart: { share: 0.2, seed: 3 } });
    expect([...test].filter((index) => labels[index] === 0)).toHaveLength(2);
    expect([...test].filter((index) => labels[index] === 1)).toHaveLength(2);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from(labels, (_, i) => i));
    for (const part of [train, test]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
    expect(setApart(labels, { where: 'x', testPart: { share: 0.2, seed: 3 } }).test).toEqual(test);
    expect(setApart(labels, { where: 'x', testPart: { share: 0.2, seed: 4 } }).test).not.toEqual(test);
  });

  it('takes the images from a place on', () => {
    const { train, test } = setApart(labels, { where: 'x', testPart: { from: 18 } });
    expect([train.length, [...test]]).toEqual([18, [18, 19]]);
  });

  it('refuses to guess, and to leave a side empty', () => {
    expect(() => setApart(labels, { where: 'the folder', testPart: undefined })).toThrow(
      /the folder has 20 images, but none of them is set apart for testing\. .*--set 'testPart=\{"share":0\.2,"seed":0\}'/,
    );
    for (const testPart of [{ from: 20 }, { share: 0.01, seed: 0 }, { share: 0.99, seed: 0 }])
      expect(() => setApart(labels, { where: 'x', testPart })).toThrow(AppError);
  });

  it('has a schema that knows no other ways', () => {
    for (const wrong of [
      { share: 0, seed: 0 },
      { share: 1, seed: 0 },
      { share: 0.5 },
      { from: 0 },
      { from: 1, seed: 0 },
    ])
      expect(testPartSchema.safeParse(wrong).success).toBe(false);
  });
});
