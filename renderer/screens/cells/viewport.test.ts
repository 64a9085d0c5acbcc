import { describe, expect, it } from 'vitest';
import { bounded, revealed, WHOLE, zoomed } from './viewport.ts';

const size = { width: 400, height: 300 };

describe('the view of a cell', () => {
  it('keeps what is under the pointer where it is', () => {
    const at = { x: 300, y: 60 };
    const near = zoomed(WHOLE, { by: 2, at, size });
    expect(near.scale).toBe(2);
    expect((at.x - near.x) / near.scale).toBeCloseTo(300);
    expect((at.y - near.y) / near.scale).toBeCloseTo(60);
    const nearer = zoomed(near, { by: 1.5, at: { x: 10, y: 290 }, size });
    expect((10 - nearer.x) / 3).toBeCloseTo((10 - near.x) / 2);
  });

  it('never loses the drawing', () => {
    expect(bounded({ scale: 2, x: 500, y: -5000 }, size)).toEqual({ scale: 2, x: 0, y: -300 });
    expect(bounded({ scale: 0.1, x: 10, y: 10 }, size)).toMatchObject({ scale: 1, x: 0, y: 0 });
    expect(zoomed(WHOLE, { by: 1e9, at: { x: 0, y: 0 }, size }).scale).toBe(5);
    const back = zoomed(zoomed(WHOLE, { by: 3, at: { x: 400, y: 300 }, size }), {
      by: 1 / 3,
      at: { x: 0, y: 0 },
      size,
    });
    expect(back).toMatchObject({ scale: 1, x: 0, y: 0 });
  });

  it('moves no farther than it takes to see a part', () => {
    const near = zoomed(WHOLE, { by: 2, at: { x: 0, y: 0 }, size });
    const seen = revealed(near, { part: { x: 300, y: 100 }, margin: 40, size });
    expect(seen).toEqual({ scale: 2, x: 400 - 40 - 600, y: 0 });
    expect(revealed(seen, { part: { x: 290, y: 100 }, margin: 40, size })).toEqual(seen);
  });
});
