import { describe, expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import { skip } from './skip.ts';

const trace = (size: number, stride: 1 | 2, oddSizes: 'refuse' | 'pad') => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, size, size, 4));
  const y = skip.trace(t.at('skip'), x, { definition: { block: 'skip', oddSizes }, stride, affine: true });
  return { x, y, network: t.finish('skip', {}) };
};

describe('skip', () => {
  it('is the identity at stride 1', () => {
    const { x, y } = trace(8, 1, 'refuse');
    expect(y).toBe(x);
  });

  it('is a factorized reduction at stride 2', () => {
    const { y, network } = trace(8, 2, 'refuse');
    expect(y?.type.shape).toEqual([2, 4, 4, 4]);
    expect(network.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ['skip.conv_1.weight', [1, 1, 4, 2]],
      ['skip.conv_2.weight', [1, 1, 4, 2]],
      ['skip.bn.weight', [4]],
      ['skip.bn.bias', [4]],
    ]);
  });

  it('pads odd sizes in sharpDARTS', () => {
    expect(trace(7, 2, 'pad').y?.type.shape).toEqual([2, 4, 4, 4]);
  });

  it('refuses odd sizes in DARTS, naming the layer and the size', () => {
    expect(() => trace(7, 2, 'refuse')).toThrow(/^skip: .* input is 7x7/);
  });
});
