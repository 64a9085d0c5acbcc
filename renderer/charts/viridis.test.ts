import { describe, expect, it } from 'vitest';
import { viridis } from './viridis.ts';

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(
    (part) => (Number(part) / 255) ** 2.2,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('viridis', () => {
  it('has the published ends', () => {
    expect([viridis(0), viridis(1)]).toEqual(['rgb(68 1 84)', 'rgb(253 231 37)']);
  });

  it('only ever becomes lighter', () => {
    const all = Array.from({ length: 201 }, (_, i) => luminance(viridis(i / 200)));
    expect(all.every((value, i) => i === 0 || value > (all[i - 1] ?? 0) - 1e-3)).toBe(true);
  });

  it('holds its ends for what lies outside, and for no number', () => {
    expect([viridis(-3), viridis(7), viridis(Number.NaN)]).toEqual([viridis(0), viridis(1), viridis(0)]);
  });
});
