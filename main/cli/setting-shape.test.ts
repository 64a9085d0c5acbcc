import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pathsOf, shapeAt, shapeOf, switchesOf, wordsOf } from './setting-shape.ts';

const words = (schema: z.ZodType): string => wordsOf(shapeOf(schema));

describe('what a setting may be, in words', () => {
  it.each([
    [z.number(), 'a number'],
    [z.number().min(0), 'a number from 0'],
    [z.number().positive(), 'a number above 0'],
    [z.number().min(0).lt(1), 'a number from 0 and below 1'],
    [z.number().gt(0).lt(1), 'a number above 0 and below 1'],
    [z.number().gt(0).max(1), 'a number above 0 and up to 1'],
    [z.number().max(3), 'a number up to 3'],
    [z.number().min(1).max(3), 'a number from 1 to 3'],
    [z.int(), 'a whole number'],
    [z.int().positive(), 'a whole number from 1'],
    [z.int().min(2).max(9), 'a whole number from 2 to 9'],
    [z.int().positive().multipleOf(2), 'an even number from 2'],
    [z.int().multipleOf(5), 'a whole number that is a multiple of 5'],
    [z.boolean(), 'true or false'],
    [z.string(), 'a text'],
    [z.enum(['keep', 'drop']), '"keep" or "drop"'],
    [z.literal('x'), '"x"'],
    [z.enum(['a', 'b']).nullable(), '"a", "b" or null'],
    [z.number().positive().nullable(), 'a number above 0 or null'],
    [z.array(z.int()), 'a list, each a whole number'],
    [z.tuple([z.number().min(0), z.number()]), 'a list of 2: a number from 0 and a number'],
    [z.strictObject({ a: z.int(), b: z.int() }).nullable(), 'an object with a and b or null'],
    [
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('a'), x: z.int() }),
        z.strictObject({ kind: z.literal('b') }),
      ]),
      'an object whose kind is "a" or "b"',
    ],
    [z.int().default(3).describe('x'), 'a whole number'],
    [z.preprocess((value) => value, z.boolean()), 'true or false'],
    [z.custom<number>(), ''],
  ])('%#: %s', (schema, wanted) => {
    expect(words(schema)).toBe(wanted);
  });
});

describe('the shape of a configuration', () => {
  const shape = shapeOf(
    z.strictObject({
      method: z.discriminatedUnion('name', [
        z.strictObject({ name: z.literal('a'), rate: z.number() }),
        z.strictObject({ name: z.literal('b'), many: z.array(z.int()).nullable() }),
      ]),
      crop: z.strictObject({ padding: z.int() }).nullable(),
    }),
  );

  it('is walked with the value, which says which form is meant', () => {
    const at = (path: (string | number)[], value: unknown): string =>
      wordsOf(shapeAt(shape, path, value) ?? {});
    expect(at(['method', 'rate'], { method: { name: 'a' } })).toBe('a number');
    expect(at(['method', 'rate'], { method: { name: 'b' } })).toBe('');
    expect(at(['method', 'many', 1], { method: { name: 'b', many: [1, 'x'] } })).toBe('a whole number');
    expect(at(['method', 'name'], { method: { name: 'c' } })).toBe('"a" or "b"');
    expect(at(['crop', 'padding'], { crop: null })).toBe('a whole number');
    expect(shapeAt(shape, ['toString'], {})).toBeUndefined();
  });

  it('tells which settings there are, and which turn others', () => {
    expect(pathsOf(shape, { method: { name: 'b' } })).toEqual(['method.name', 'method.many', 'crop.padding']);
    expect(switchesOf(shapeAt(shape, ['method'], {}) ?? {})).toEqual(['name']);
    expect(switchesOf(shape)).toEqual([]);
  });
});
