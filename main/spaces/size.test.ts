import { describe, expect, it } from 'vitest';
import { SPACES } from './registry.ts';
import { sizeOfSpace } from './size.ts';
import type { CellSpace } from './space.ts';

describe('the size of a space', () => {
  it('of DARTS is that of the paper: product of k(k+1)/2 * 7^2 over its nodes, about 10^9 a cell', () => {
    const { edges, candidates, genotypes } = sizeOfSpace(SPACES.darts);
    const cell = BigInt(1 * 3 * 6 * 10) * 7n ** 8n;
    expect(genotypes).toBe(cell * cell);
    expect(Number(cell)).toBeCloseTo(1.04e9, -7);
    expect(edges).toBe(14);
    expect(candidates).toEqual({ normal: Array(14).fill(8), reduction: Array(14).fill(8) });
  });

  it('of NAS-Bench-201 is its 15,625 cells', () => {
    const { edges, candidates, genotypes } = sizeOfSpace(SPACES.nasbench201);
    expect(genotypes).toBe(15_625n);
    expect(edges).toBe(6);
    expect(candidates).toEqual({ normal: Array(6).fill(5) });
  });

  it('counts what restrictions leave, in each cell by itself', () => {
    const space: CellSpace = {
      ...SPACES.darts,
      intermediateNodes: 2,
      concatNodes: 2,
      restrictions: [
        { cell: 'normal', node: 1, input: 0, primitives: ['none'] },
        { cell: 'normal', node: 1, input: 2, primitives: ['none', 'skip_connect', 'sep_conv_3x3'] },
      ],
    };
    const { candidates, genotypes } = sizeOfSpace(space);
    expect(candidates.normal).toEqual([8, 8, 1, 8, 3]);
    // Node 0: 7 * 7. Node 1, normal: of 0, 7 and 2 choices only 7 * 2; reduction: three pairs of 7 * 7.
    expect(genotypes).toBe(49n * 14n * (49n * 147n));
  });

  it('leaves out the zero operation by what it computes, not by its name', () => {
    const zero = { name: 'zero', table: null, definition: { block: 'zero' } } as const;
    const none = { name: 'none', table: null, definition: { block: 'plain', kernel: 3 } } as const;
    const one = { ...SPACES.darts, intermediateNodes: 1, concatNodes: 1 };
    expect(sizeOfSpace({ ...one, primitives: [zero, none] }).genotypes).toBe(1n);
  });
});
