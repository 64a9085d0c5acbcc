import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { asymmetric } from './asymmetric.ts';

it('is ReLU, 1x7, 7x1, BN with the epsilon of its definition', () => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const definition = { block: 'asymmetric', kernel: 7, epsilon: 1e-3 } as const;
  const y = asymmetric.trace(t.at('p'), x, { definition, stride: 2, affine: true });
  const { program, parameters } = t.finish('p', {});
  expect(program.equations.map(({ op, attrs }) => [op, attrs['strides'] ?? attrs['epsilon']])).toEqual([
    ['relu', undefined],
    ['conv2d', [1, 2]],
    ['conv2d', [2, 1]],
    ['batchNorm', 1e-3],
  ]);
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['p.1.weight', [1, 7, 4, 4]],
    ['p.2.weight', [7, 1, 4, 4]],
    ['p.3.weight', [4]],
    ['p.3.bias', [4]],
  ]);
  expect(y?.type.shape).toEqual([2, 4, 4, 4]);
});
