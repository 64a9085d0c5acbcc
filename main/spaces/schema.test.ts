import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { exactly, expected, oneOf, parsed, shortText, wholeNumber } from './schema.ts';

const schema = exactly({
  count: wholeNumber(1, 9, 'odd'),
  kind: oneOf(['a', 'b']),
  title: shortText('a title', 5),
});
const complaint = (value: unknown): string => {
  try {
    parsed(schema, value, (path, problem) => new AppError('test/x', `${path.join('.')}: ${problem}`));
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'accepted';
};

describe('schemas', () => {
  it('say what they expect and what they got', () => {
    expect(complaint({ count: 3, kind: 'a', title: 'x' })).toBe('accepted');
    expect(complaint({ count: 4, kind: 'a', title: 'x' })).toBe(
      'count: expected an odd number from 1 to 9, got 4',
    );
    expect(complaint({ count: 3, kind: 'c', title: 'x' })).toBe('kind: expected "a" or "b", got "c"');
    expect(complaint({ count: 3, kind: 'a' })).toBe(
      'title: is missing; expected a title of 1 to 5 characters',
    );
    expect(complaint(7)).toBe(': expected an object with count, kind and title, got 7');
  });

  it('name an unknown field first, for it may be the reason why another is missing', () => {
    expect(complaint({ count: 3, kind: 'a', titel: 'x' })).toBe(
      ': unknown field "titel" (did you mean title?); allowed are count, kind and title',
    );
  });

  it('show what they got', () => {
    expect(expected('a thing').error({ input: true })).toBe('expected a thing, got true');
  });
});
