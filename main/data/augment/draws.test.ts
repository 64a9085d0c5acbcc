import { describe, expect, it } from 'vitest';
import { below, between, drawsOf } from './draws.ts';

describe('drawsOf', () => {
  const draw = drawsOf({ seed: 5, epoch: 3 })(17);

  it('gives the same for the same seed, epoch, image, site and turn, and else something else', () => {
    expect(drawsOf({ seed: 5, epoch: 3 })(17)('crop')).toEqual(draw('crop'));
    const others = [
      drawsOf({ seed: 6, epoch: 3 })(17)('crop'),
      drawsOf({ seed: 5, epoch: 4 })(17)('crop'),
      drawsOf({ seed: 5, epoch: 3 })(18)('crop'),
      draw('flip'),
      draw('crop', 1),
      draw('flip', 1),
      draw('colorJitter', 2),
      draw('colorJitter', 3),
    ];
    const all = [draw('crop'), ...others].flat();
    expect(new Set(all).size).toBe(all.length);
  });

  it('gives fractions that are even', () => {
    const draws = Array.from({ length: 4000 }, (_, member) =>
      drawsOf({ seed: 1, epoch: 0 })(member)('subPolicy'),
    ).flat();
    expect(draws.every((part) => part >= 0 && part < 1)).toBe(true);
    const mean = draws.reduce((sum, part) => sum + part, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

it('turns fractions into whole numbers and into places of a range', () => {
  expect([0, 0.34, 0.999].map((part) => below(3, part))).toEqual([0, 1, 2]);
  expect([0, 0.5, 1].map((part) => between(2, 4, part))).toEqual([2, 3, 4]);
});
