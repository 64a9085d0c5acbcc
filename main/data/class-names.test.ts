import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { checkedLabels, fileSum, knownSet, labelsSum, numberedClasses } from './class-names.ts';
import { memoryFile } from './data-file.ts';

describe('knownSet', () => {
  it('knows a set where both its parts have the published labels', () => {
    const train = 'a25bea736e30d166cdddb491f175f624';
    const test = '27ae3e4e09519cfbb04c329615203637';
    expect(knownSet(['?', train], [test])?.name).toBe('mnist');
    expect(
      knownSet(['e144d726b3acfaa3e44228e80efcd344'], ['7320c461ea6c1c855c0b718fb2a4b134'])?.classes[9],
    ).toBe('wo');
    expect(knownSet([train], ['15d484375f8d13e6eb1aabb0c3f46965'])).toBeNull();
    expect(knownSet([test], [train])).toBeNull();
    expect(knownSet([], [])).toBeNull();
  });

  it('goes by the IDX file that labels would be', async () => {
    const idx = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9);
    const sum = createHash('md5').update(idx).digest('hex');
    expect(labelsSum(Uint8Array.of(7, 0, 9))).toBe(sum);
    expect(await fileSum(memoryFile('a', idx))).toBe(sum);
  });
});

describe('labels', () => {
  it('are of 8 bits where these suffice, in shared memory', () => {
    const small = checkedLabels([0, 255], { file: 'a', classCount: null });
    expect(small).toEqual(Uint8Array.of(0, 255));
    expect(small.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(checkedLabels(Float64Array.of(256, 65_535), { file: 'a', classCount: null })).toEqual(
      Uint16Array.of(256, 65_535),
    );
  });

  it.each([[-1], [65_536], [0.5], [Number.NaN]])('are not %d', (label) => {
    expect(() => checkedLabels([0, label], { file: 'a', classCount: null })).toThrow(AppError);
  });

  it('are below the number of classes', () => {
    expect(() => checkedLabels([0, 3], { file: 'the file', classCount: 3 })).toThrow(
      /the file is damaged: label 3 at position 1, but there are 3 classes/,
    );
  });

  it('have numbers for names', () => {
    expect(numberedClasses(Uint8Array.of(0, 2), Uint16Array.of(3))).toEqual(['0', '1', '2', '3']);
  });
});
