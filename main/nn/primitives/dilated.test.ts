import { expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { dilated } from './dilated.ts';

const trace = (stride: 1 | 2) => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const definition = { block: 'dilated', kernel: 5, dilation: 2 } as const;
  const y = dilated.trace(t.at('p'), x, { definition, stride, affine: false });
  return { shape: y?.type.shape, ...t.finish('p', {}) };
};

it('is one stage: ReLU, dilated depthwise, 1x1, BN', () => {
  const { program, parameters, shape } = trace(1);
  expect(program.equations.map(({ op }) => op).filter((op) => op !== 'fill')).toEqual([
    ...['relu', 'depthwiseConv2d', 'conv2d', 'batchNorm'],
  ]);
  expect(parameters.map(({ name, shape: extents }) => [name, extents])).toEqual([
    ['p.op.1.weight', [5, 5, 4, 1]],
    ['p.op.2.weight', [1, 1, 4, 4]],
  ]);
  expect(shape).toEqual([2, 8, 8, 4]);
});

it('halves the size at stride 2 with a convolution that is not dilated', () => {
  const { program, shape } = trace(2);
  const depthwise = program.equations.find(({ op }) => op === 'depthwiseConv2d');
  expect(depthwise?.attrs).toEqual({ strides: [1, 1], padding: [2, 2, 2, 2], dilations: [1, 1] });
  expect(shape).toEqual([2, 4, 4, 4]);
});
