import { describe, expect, it } from 'vitest';
import { fieldName, listed, spacesError } from './errors.ts';

describe('errors', () => {
  it('name fields as the files spell them', () => {
    expect(fieldName(['restrictions', 0, 'primitives', 2])).toBe('restrictions[0].primitives[2]');
    expect(fieldName([])).toBe('');
  });

  it('list what is allowed', () => {
    expect([listed([]), listed([2]), listed([2, 3]), listed(['a', 'b', 'c'], 'or')]).toEqual([
      '',
      '2',
      '2 and 3',
      'a, b or c',
    ]);
  });

  it('carry their data for programs and a sentence for people', () => {
    const cause = new Error('before');
    const error = spacesError('spaces/genotype-input', { path: ['reduce', 3], input: 7, node: 1 }, cause);
    expect(error).toMatchObject({
      code: 'spaces/genotype-input',
      message: 'reduce[3]: input 7 does not exist for node 1; allowed are the states 0 to 2.',
      data: { path: ['reduce', 3], input: 7, node: 1 },
      cause,
    });
  });
});
