import { describe, expect, it } from 'vitest';
import fixtures from '../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { parseCell } from './cell.ts';
import { CIFAR10_NETWORK, countCell } from './counts.ts';

describe('countCell', () => {
  it.each(fixtures.params_flops)('gives what the reference counts: $arch, C $C, N $N, $input_hw', (one) => {
    const { C: channels, N: cellsPerStage, input_hw: side, classes } = one;
    const size = { channels, cellsPerStage, height: side, width: side, inputChannels: 3, classes };
    const { params, multiplyAdds, macs } = countCell(parseCell(one.arch), size);
    expect({ params, flops: multiplyAdds }).toEqual({ params: one.params, flops: one.flops });
    expect(macs).toBe(one.flops - classes);
  });

  const cell = parseCell('|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|');

  it('adds its layers up', () => {
    const { layers, ...sums } = countCell(cell, { ...CIFAR10_NETWORK, cellsPerStage: 2 });
    expect(layers.map(({ name }) => name)).toEqual([
      'stem',
      'cell 1',
      'cell 2',
      'residual block 1',
      'cell 3',
      'cell 4',
      'residual block 2',
      'cell 5',
      'cell 6',
      'head',
    ]);
    for (const key of ['params', 'macs', 'multiplyAdds'] as const)
      expect(layers.reduce((sum, layer) => sum + layer[key], 0)).toBe(sums[key]);
  });

  it('counts other images and classes', () => {
    const base = countCell(cell);
    const more = countCell(cell, { ...CIFAR10_NETWORK, classes: 100 });
    expect([more.params - base.params, more.multiplyAdds - base.multiplyAdds]).toEqual([5_850, 5_850]);
    const wide = countCell(cell, { ...CIFAR10_NETWORK, width: 64 });
    expect(wide.macs - 640).toBe(2 * (base.macs - 640));
    const grey = countCell(cell, { ...CIFAR10_NETWORK, inputChannels: 1 });
    expect(base.params - grey.params).toBe(9 * 2 * 16);
  });

  it('refuses images that cannot be halved twice', () => {
    expect(() => countCell(cell, { ...CIFAR10_NETWORK, height: 30 })).toThrow(
      /^Images of 30x32 do not fit: .* multiples of 4\.$/,
    );
  });
});
