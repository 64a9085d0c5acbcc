import { expect, it } from 'vitest';
import { didYouMean, fieldName, listed, shown } from './wording.ts';

it('names fields as the files spell them', () => {
  expect(fieldName(['restrictions', 0, 'primitives', 2])).toBe('restrictions[0].primitives[2]');
  expect(fieldName([])).toBe('');
});

it('lists', () => {
  expect([listed([]), listed([2]), listed([2, 3]), listed(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    '2',
    '2 and 3',
    'a, b or c',
  ]);
});

it('shows values in little room', () => {
  expect([shown([1, 2]), shown({}), shown(null), shown(7), shown('x'.repeat(99)).length]).toEqual([
    'a list of 2',
    'an object',
    'null',
    '7',
    60,
  ]);
});

it('asks only where something comes near', () => {
  expect([didYouMean([]), didYouMean(['a', 'b'])]).toEqual(['', ' (did you mean a or b?)']);
});
