import { describe, expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { OP_TABLES } from '../../spaces/index.ts';
import type { Place } from '../primitive.ts';
import { Tracer } from '../tracer.ts';
import { separable } from './separable.ts';

const SHARP = OP_TABLES.sharp.primitives;
type Name = 'sep_conv_3x3' | 'dil_conv_5x5' | 'flood_conv_3x3' | 'choke_conv_3x3' | 'dil_flood_conv_5x5';

const trace = (name: Name, place: Place) => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(2, 8, 8, 4));
  const y = separable.trace(t.at('p'), x, { definition: SHARP[name], ...place });
  return { shape: y?.type.shape, ...t.finish('p', {}) };
};

/** Mid channels, read from the first 1x1 convolution. */
const midOf = (name: Name, place: Partial<Place> = {}) =>
  trace(name, { stride: 1, affine: false, ...place }).parameters.find((p) => p.name === 'p.op.2.weight')
    ?.shape[3];

describe('separable', () => {
  it('is two stages, each ReLU, depthwise, 1x1, BN', () => {
    const { program, parameters, statistics, shape } = trace('sep_conv_3x3', { stride: 2, affine: true });
    const stage = ['relu', 'depthwiseConv2d', 'conv2d', 'batchNorm'];
    expect(program.equations.map(({ op }) => op)).toEqual([...stage, ...stage]);
    expect(parameters.map(({ name }) => name.replace('p.op.', ''))).toEqual([
      ...['1.weight', '2.weight', '3.weight', '3.bias'],
      ...['5.weight', '6.weight', '7.weight', '7.bias'],
    ]);
    expect(statistics.map(({ name }) => name)).toEqual(['p.op.3', 'p.op.7']);
    expect(shape).toEqual([2, 4, 4, 4]);
  });

  it('strides and dilates the first stage only', () => {
    const { program } = trace('dil_conv_5x5', { stride: 1, affine: false });
    const depthwise = program.equations.filter(({ op }) => op === 'depthwiseConv2d');
    expect(depthwise.map(({ attrs }) => [attrs['dilations'], attrs['padding']])).toEqual([
      [
        [2, 2],
        [4, 4, 4, 4],
      ],
      [
        [1, 1],
        [2, 2, 2, 2],
      ],
    ]);
  });

  it('has the mid channels of its definition', () => {
    expect(midOf('sep_conv_3x3')).toBe(4);
    expect(midOf('flood_conv_3x3')).toBe(16);
    expect(midOf('choke_conv_3x3')).toBe(32);
  });

  it('lets a network replace fixed mid channels only', () => {
    expect(midOf('choke_conv_3x3', { midChannels: 6 })).toBe(6);
    expect(midOf('choke_conv_3x3', { midChannels: null })).toBe(4);
    expect(midOf('flood_conv_3x3', { midChannels: 6 })).toBe(16);
  });

  it('shrinks its image where the published padding is too small', () => {
    expect(trace('dil_flood_conv_5x5', { stride: 1, affine: false }).shape).toEqual([2, 4, 4, 4]);
    expect(trace('dil_flood_conv_5x5', { stride: 2, affine: false }).shape).toEqual([2, 2, 2, 4]);
  });
});
