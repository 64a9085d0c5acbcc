import { describe, expect, it } from 'vitest';
import { createTfjsExecutor, float32 } from '../../engine/index.ts';
import { createRng } from '../../base/rng.ts';
import { Tracer } from '../tracer.ts';
import { convolution, depthwise } from './convolution.ts';

describe('depthwise', () => {
  // With stride and dilation in one op, which tfjs computes and TensorFlow does not.
  it.each([
    { kernel: 3, padding: 2, dilation: 2, size: 8 },
    { kernel: 5, padding: 4, dilation: 2, size: 9 },
    { kernel: 5, padding: 2, dilation: 2, size: 8 },
    { kernel: 3, padding: 4, dilation: 4, size: 8 },
    { kernel: 3, padding: 3, dilation: 3, size: 8 },
  ])('strided and dilated, is the same sums: %o', async ({ size, ...geometry }) => {
    const t = Tracer.begin('eval');
    const x = t.b.feed('x', float32(2, size, size, 3));
    const ours = depthwise(t.at('conv'), x, { ...geometry, stride: 2 });
    const { kernel, padding, dilation } = geometry;
    const weight = t.b.read('conv.weight', float32(kernel, kernel, 3, 1));
    const whole = t.b.one('depthwiseConv2d', [x, weight], {
      strides: [2, 2],
      padding: [padding, padding, padding, padding],
      dilations: [dilation, dilation],
    });
    const { program } = t.finish('both', { ours, whole });
    const executor = await createTfjsExecutor();
    const executable = await executor.load({
      variables: { 'conv.weight': weight.type },
      programs: { program },
    });
    const rng = createRng(1);
    const random = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
    await executable.write('conv.weight', random(kernel * kernel * 3));
    const found = await executable.run('program', { x: random(2 * size * size * 3) });
    await executable.dispose();
    const expected = Array.from(found['whole'] ?? []);
    expect(expected.length).toBeGreaterThan(0);
    const differences = expected.map((value, i) => Math.abs(value - (found['ours']?.[i] ?? NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it('starts uniform within 1/sqrt of the taps', () => {
    const t = Tracer.begin('train');
    depthwise(t, t.b.feed('x', float32(1, 8, 8, 4)), { kernel: 5, stride: 1, padding: 2, dilation: 1 });
    expect(t.finish('p', {}).parameters).toEqual([
      { name: 'weight', shape: [5, 5, 4, 1], layout: 'depthwise', init: { kind: 'uniform', bound: 0.2 } },
    ]);
  });
});

it('a convolution starts uniform within 1/sqrt of the taps times channels', () => {
  const t = Tracer.begin('train');
  const x = t.b.feed('x', float32(1, 8, 8, 16));
  convolution(t.at('c'), x, { channels: 3, kernel: [1, 4] });
  expect(t.finish('p', {}).parameters).toEqual([
    {
      name: 'c.weight',
      shape: [1, 4, 16, 3],
      layout: 'convolution',
      init: { kind: 'uniform', bound: 0.125 },
    },
  ]);
});
