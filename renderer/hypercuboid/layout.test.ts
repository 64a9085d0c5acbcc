import { describe, expect, it } from 'vitest';
import {
  cuboidWeights,
  EXTRACTIONS,
  findPublishedPath,
  HYPERCUBOIDS,
  leastScore,
} from '../../main/spaces/index.ts';
import { cuboidDrawing } from './layout.ts';

const space = HYPERCUBOIDS.multichannelnet;
const size = { width: 900, height: 300 };
const alphas = Array.from({ length: 8 }, (_, stage) =>
  Array.from({ length: 32 }, (__, at) => Math.sin(7 * stage + at)),
);
const weights = cuboidWeights(space, alphas);
const { path } = EXTRACTIONS.longest.find({ space, weights, least: leastScore(space) });

describe('the drawing of a hypercuboid', () => {
  const drawing = cuboidDrawing({ space, weights, path, size });

  it('has a column of features behind the stem and each stage, and all operations', () => {
    expect(drawing.features).toHaveLength(9 * 4);
    expect(drawing.operations).toHaveLength(8 * 32);
    expect(drawing.stages.map(({ layer, stride }) => [layer, stride]).slice(0, 3)).toEqual([
      [0, 1],
      [0, 2],
      [1, 1],
    ]);
  });

  it('lies within its size, features apart from each other', () => {
    for (const { x, y } of drawing.features) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(size.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(size.height);
    }
    expect(new Set(drawing.features.map(({ x, y }) => `${x} ${y}`)).size).toBe(36);
  });

  it('is as wide as an operation weighs, the path on top of all', () => {
    const others = drawing.operations.filter(({ isOnPath }) => !isOnPath);
    for (const [i, { width, share }] of others.entries()) {
      const before = others[i - 1];
      if (before === undefined) continue;
      expect(share ?? 0).toBeGreaterThanOrEqual(before.share ?? 0);
      expect(width).toBeGreaterThanOrEqual(before.width);
    }
    expect(drawing.operations.slice(-8).every(({ isOnPath }) => isOnPath)).toBe(true);
    expect(drawing.features.filter(({ isOnPath }) => isOnPath)).toHaveLength(9);
  });

  it('shows a published path without weights', () => {
    const handmade = findPublishedPath('MULTI_CHANNEL_HANDMADE_PATH')?.path ?? null;
    const shown = cuboidDrawing({ space, weights: null, path: handmade, size });
    const used = shown.operations.filter(({ isOnPath }) => isOnPath);
    expect(used.map(({ stage }) => stage).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(shown.operations.every(({ share }) => share === null)).toBe(true);
  });
});
