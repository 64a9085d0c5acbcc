import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { normalizationTable, normalizeInto } from './normalize.ts';

describe('normalization', () => {
  const cifar10 = {
    mean: [0.49139968, 0.48215827, 0.44653124],
    deviation: [0.24703233, 0.24348505, 0.26158768],
  };

  it('gives each channel its own mean and deviation', () => {
    const target = new Float32Array(6);
    normalizeInto(Uint8Array.of(0, 128, 255, 255, 0, 7), normalizationTable(cifar10, 3), target);
    const expected = [0, 128, 255, 255, 0, 7].map(
      (pixel, i) => (pixel / 255 - (cifar10.mean[i % 3] ?? 0)) / (cifar10.deviation[i % 3] ?? 1),
    );
    target.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 6);
    });
  });

  it('scales to [0, 1] without statistics', () => {
    const target = new Float32Array(2);
    normalizeInto(Uint8Array.of(255, 51), normalizationTable(null, 1), target);
    expect([...target]).toEqual([1, Math.fround(0.2)]);
  });

  it('has the bits of PyTorch', () => {
    // Recorded with PyTorch 2.13.0: torch.arange(256).to(float32).div(255).sub_(mean).div_(deviation), SHA-256 of its bytes.
    const table = normalizationTable({ mean: [0.44653124], deviation: [0.26158768] }, 1);
    const sha256 = '22cc936f2185444173abd229033c80cbe8384b9602139506d899842945c74968';
    expect(createHash('sha256').update(table).digest('hex')).toBe(sha256);
  });

  it('refuses statistics of other channels and deviations of zero', () => {
    expect(() => normalizationTable(cifar10, 1)).toThrow(
      expect.objectContaining({ code: 'data/channels-mismatch' }),
    );
    expect(() => normalizationTable({ mean: [0], deviation: [0] }, 1)).toThrow(
      expect.objectContaining({ code: 'data/bad-augmentation' }),
    );
  });
});
