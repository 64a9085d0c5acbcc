import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../base/errors.ts';
import { findPublished } from '../library.ts';
import { json } from './json.ts';

describe('JSON', () => {
  it('prints one field a line, always the same bytes', () => {
    const genotype = { ...findPublished('SHARP_DARTS').genotype, layout: 'cell' } as const;
    expect(json.print(genotype)).toBe(`{
  "normal": [["choke_conv_3x3", 0], ["choke_conv_3x3", 1], ["skip_connect", 0], ["choke_conv_3x3", 1], ["skip_connect", 0], ["skip_connect", 1], ["skip_connect", 0], ["skip_connect", 1]],
  "normal_concat": [2, 3, 4, 5],
  "reduce": [["max_pool_3x3", 0], ["skip_connect", 1], ["max_pool_3x3", 0], ["skip_connect", 2], ["max_pool_3x3", 0], ["skip_connect", 2], ["skip_connect", 2], ["flood_conv_3x3", 0]],
  "reduce_concat": [2, 3, 4, 5],
  "layout": "cell"
}`);
  });

  it('answers any text with a genotype or an error of its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => json.parse(text)).toThrow(AppError);
      }),
    );
  });

  it('is detected by its bracket', () => {
    expect(json.detect(' \n{')).toBe(true);
    expect(json.detect('[1]')).toBe(false);
  });
});
