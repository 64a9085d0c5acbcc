import { expect, it } from 'vitest';
import { parseAlphas } from './alphas-file.ts';

it('a file of alphas holds the rows of both cells', () => {
  expect(parseAlphas('{"alphas_reduce": [[2]], "alphas_normal": [[0.5, -1], [1e-3, 0]]}')).toEqual({
    normal: [
      [0.5, -1],
      [0.001, 0],
    ],
    reduction: [[2]],
  });
});
