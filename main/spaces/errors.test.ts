import { describe, expect, it } from 'vitest';
import { spacesError } from './errors.ts';

describe('errors', () => {
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
