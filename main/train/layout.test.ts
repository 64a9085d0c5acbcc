import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/evaluate.ts';
import { float32 } from '../engine/index.ts';
import { layoutOf, packVectors, unpack } from './layout.ts';

const SLOTS = [
  { name: 'kernel', shape: [1, 2, 1, 2] },
  { name: 'bias', shape: [2] },
  { name: 'scale', shape: [1] },
];

describe('layoutOf', () => {
  it('puts slots one after the other', () => {
    expect(layoutOf(SLOTS)).toEqual({ slots: SLOTS, sizes: [4, 2, 1], size: 7 });
  });

  it('is empty for none', () => {
    expect(layoutOf([]).size).toBe(0);
  });
});

describe('a packed value', () => {
  const packed = Float32Array.of(1, 2, 3, 4, 5, 6, 7);

  it('is cut into its tensors, each of its shape', async () => {
    const layout = layoutOf(SLOTS);
    const shapes: Record<string, readonly number[]> = {};
    const found = await evaluate(
      (b) => {
        const parts = unpack(b, b.feed('packed', float32(layout.size)), layout);
        for (const [name, { type }] of Object.entries(parts)) shapes[name] = type.shape;
        return parts;
      },
      { packed },
    );
    expect(shapes).toEqual({ kernel: [1, 2, 1, 2], bias: [2], scale: [1] });
    expect(found).toEqual({ kernel: [1, 2, 3, 4], bias: [5, 6], scale: [7] });
  });

  it('comes back from its vectors', async () => {
    const layout = layoutOf([
      { name: 'a', shape: [4] },
      { name: 'b', shape: [3] },
    ]);
    const { again } = await evaluate(
      (b) => ({
        again: packVectors(b, Object.values(unpack(b, b.feed('packed', float32(layout.size)), layout))),
      }),
      { packed },
    );
    expect(again).toEqual([...packed]);
  });
});
