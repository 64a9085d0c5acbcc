import { describe, expect, it } from 'vitest';
import { createTfjsExecutor, float32 } from '../../engine/index.ts';
import { createRng } from '../../base/rng.ts';
import { Tracer } from '../tracer.ts';
import { convolution, depthwise } from './convolution.ts';

/** A kernel [k,k,C,1] with zeros between its taps. */
function spreadTaps(
  taps: Float32Array,
  { kernel, dilation, channels }: { kernel: number; dilation: number; channels: number },
): Float32Array {
  const reach = dilation * (kernel - 1) + 1;
  const spread = new Float32Array(reach * reach * channels);
  for (let i = 0; i < kernel * kernel; i += 1) {
    const [row, column] = [Math.floor(i / kernel) * dilation, (i % kernel) * dilation];
    spread.set(taps.subarray(i * channels, (i + 1) * channels), (row * reach + column) * channels);
  }
  return spread;
}

describe('depthwise', () => {
  // Beside the undilated, strided convolution with a kernel that has zeros between its taps.
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
    const reach = dilation * (kernel - 1) + 1;
    const spread = t.b.read('spread', float32(reach, reach, 3, 1));
    const whole = t.b.one('depthwiseConv2d', [x, spread], {
      strides: [2, 2],
      padding: [padding, padding, padding, padding],
      dilations: [1, 1],
    });
    const { program } = t.finish('both', { ours, whole });
    const executor = await createTfjsExecutor();
    const executable = await executor.load({
      variables: { 'conv.weight': weight.type, spread: spread.type },
      programs: { program },
    });
    const rng = createRng(1);
    const random = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
    const taps = random(kernel * kernel * 3);
    await executable.write('conv.weight', taps);
    await executable.write('spread', spreadTaps(taps, { kernel, dilation, channels: 3 }));
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
