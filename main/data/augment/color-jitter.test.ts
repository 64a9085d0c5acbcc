import { describe, expect, it } from 'vitest';
import { applyColorChange, chosenColors, colorJitterSchema } from './color-jitter.ts';
import { drawsOf } from './draws.ts';

const drawsFor = drawsOf({ seed: 8, epoch: 0 });
const chosen = (jitter: object) =>
  Array.from({ length: 4800 }, (_, member) =>
    chosenColors(colorJitterSchema.parse(jitter), drawsFor(member)),
  );

describe('chosenColors', () => {
  it('makes all four changes, in every order alike often', () => {
    const orders = chosen({}).map((changes) => changes.map(({ what }) => what).join());
    const counts = new Map<string, number>();
    for (const order of orders) counts.set(order, (counts.get(order) ?? 0) + 1);
    expect(counts.size).toBe(24);
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(70);
  });

  it.each([
    ['brightness', 0.6, 1.4],
    ['contrast', 0.6, 1.4],
    ['saturation', 0.6, 1.4],
    ['hue', -0.2, 0.2],
  ] as const)('draws %s evenly between %d and %d', (what, least, greatest) => {
    const amounts = chosen({})
      .flat()
      .filter((change) => change.what === what)
      .map(({ amount }) => amount);
    expect(amounts.every((amount) => amount >= least && amount <= greatest)).toBe(true);
    const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    expect(Math.abs(mean - (least + greatest) / 2)).toBeLessThan((greatest - least) * 0.02);
    expect(Math.min(...amounts)).toBeLessThan(least + 0.02);
  });

  it('leaves out what has no strength, and has no factors below 0', () => {
    const changes = chosen({ brightness: 0, contrast: 3, saturation: 0, hue: 0 }).flat();
    expect(new Set(changes.map(({ what }) => what))).toEqual(new Set(['contrast']));
    expect(Math.min(...changes.map(({ amount }) => amount))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...changes.map(({ amount }) => amount))).toBeGreaterThan(3.9);
  });

  it('does to an image what its name says', () => {
    const apply = (what: 'brightness' | 'saturation' | 'hue', amount: number): number[] => {
      const to = new Uint8Array(3);
      const from = Uint8Array.of(200, 0, 0);
      applyColorChange({ what, amount }, { from, to, height: 1, width: 1, channels: 3 });
      return [...to];
    };
    expect(apply('brightness', 0.5)).toEqual([100, 0, 0]);
    expect(apply('saturation', 0)).toEqual([60, 60, 60]);
    // 85 of 255 levels: a third of the circle.
    expect(apply('hue', 1 / 3)).toEqual([0, 200, 0]);
  });
});

it('jitters have no strength that means nothing', () => {
  for (const bad of [{ hue: 0.6 }, { brightness: -1 }, { gamma: 1 }]) {
    expect(colorJitterSchema.safeParse(bad).success).toBe(false);
  }
});
