import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { plain } from './plain.ts';

it('is convolution, BN, ReLU', () => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const y = plain.trace(t.at('p'), x, { definition: { block: 'plain', kernel: 5 }, stride: 2, affine: true });
  const { program, parameters } = t.finish('p', {});
  expect(program.equations.map(({ op }) => op)).toEqual(['conv2d', 'batchNorm', 'relu']);
  expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
    ['p.op.0.weight', [5, 5, 4, 4]],
    ['p.op.1.weight', [4]],
    ['p.op.1.bias', [4]],
  ]);
  expect(y?.type.shape).toEqual([2, 4, 4, 4]);
});
