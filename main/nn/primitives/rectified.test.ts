import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { rectified } from './rectified.ts';

it('is ReLU, convolution, BN', () => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const definition = { block: 'rectified', kernel: 3 } as const;
  const y = rectified.trace(t.at('p'), x, { definition, stride: 1, affine: true });
  const { program, parameters } = t.finish('p', {});
  expect(program.equations.map(({ op }) => op)).toEqual(['relu', 'conv2d', 'batchNorm']);
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['p.op.1.weight', [3, 3, 4, 4]],
    ['p.op.2.weight', [4]],
    ['p.op.2.bias', [4]],
  ]);
  expect(y?.type.shape).toEqual([2, 8, 8, 4]);
});
