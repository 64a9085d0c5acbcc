import { expect, it } from 'vitest';
import { sizeOfSpace } from '../size.ts';
import { checkSpace, edgesIn, kindsOf } from '../space.ts';
import { nasbench201 } from './nasbench201.ts';

it('has five operations on each of six edges of its one kind of cell', () => {
  checkSpace(nasbench201);
  expect(kindsOf(nasbench201)).toEqual(['normal']);
  expect(edgesIn(nasbench201)).toHaveLength(6);
  expect(nasbench201.primitives.map(({ name }) => name)).toEqual([
    'none',
    'skip_connect',
    'nor_conv_1x1',
    'nor_conv_3x3',
    'avg_pool_3x3',
  ]);
  expect(sizeOfSpace(nasbench201).genotypes).toBe(15_625n);
});
