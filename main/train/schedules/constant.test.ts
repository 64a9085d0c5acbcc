import { expect, it } from 'vitest';
import { constant } from './constant.ts';

it('is the same in every epoch', () => {
  expect(constant.values(3, constant.config.parse({ max: 0.2 }))).toEqual([0.2, 0.2, 0.2]);
});
