import { describe, expect, it } from 'vitest';
import { float32 } from '../engine/index.ts';
import { findPublished } from '../spaces/index.ts';
import { separableConv } from './blocks/separable.ts';
import { countNetwork } from './counts.ts';
import { maxPool } from './layers/pooling.ts';
import { traceDerivedNetwork } from './networks/derived.ts';
import { Tracer } from './tracer.ts';

/** A pool and a separable block on 8x8x4, counted by hand. */
function block(affine: boolean) {
  const t = Tracer.begin('eval');
  const part = t.at('part');
  const x = t.b.feed('x', float32(1, 8, 8, 4));
  const out = part.section(() =>
    separableConv(part, maxPool(t, x, { kernel: 3, stride: 2 }), {
      ...{ channels: 6, midChannels: 2, affine, kernel: 3, stride: 1, padding: 1, dilation: 1 },
    }),
  );
  return countNetwork(t.finish('part', { out }));
}

describe('countNetwork', () => {
  const macs = 16 * (9 * 4 + 4 * 2 + 9 * 2 + 2 * 6);
  const extra = 8 * 8 * 4 + 16 * (4 + 2) + 16 * (2 + 6);

  it('counts convolutions, then ReLU outputs, pool and normalization inputs', () => {
    const params = 9 * 4 + 4 * 2 + 9 * 2 + 2 * 6;
    expect(block(false)).toMatchObject({ params, macs, multiplyAdds: macs + extra });
  });

  it('counts normalizations with parameters twice', () => {
    const params = 9 * 4 + 4 * 2 + 9 * 2 + 2 * 6 + 2 * (2 + 6);
    expect(block(true)).toMatchObject({ params, macs, multiplyAdds: macs + extra + 16 * (2 + 6) });
  });

  it('sums its layers, and keeps the auxiliary head apart', () => {
    const network = traceDerivedNetwork(findPublished('DARTS_V2').genotype, {
      ...{ batch: 1, height: 32, width: 32, inputChannels: 3, classes: 10, initChannels: 36, cells: 20 },
      ...{ mode: 'train', network: 'cifar', opTable: 'darts', auxiliary: true, dropPath: true },
    });
    const counts = countNetwork(network);
    expect(counts.layers.map(({ name }) => name)).toEqual([
      'stem',
      ...Array.from({ length: 20 }, (_, i) => `cells.${i}`),
      'classifier',
    ]);
    for (const field of ['params', 'macs', 'multiplyAdds'] as const) {
      expect(counts.layers.reduce((sum, layer) => sum + layer[field], 0)).toBe(counts[field]);
    }
    expect(counts).toMatchObject({
      ...{ params: 3349342, macs: 528359040, multiplyAdds: 547473024 },
      ...{ auxiliaryParams: 3825768 - 3349342, auxiliaryMacs: 529054848 - 528359040 },
    });
  });
});
