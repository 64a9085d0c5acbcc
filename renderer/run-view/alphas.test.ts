import { describe, expect, it } from 'vitest';
import { deriveGenotype, edgesOf, SPACES } from '../../main/spaces/index.ts';
import type { CellSpace } from '../../main/spaces/index.ts';
import type { AlphaFrame } from '../stores/run-log.ts';
import { alphaDomain, alphaTable, edgeColumns, entropy } from './alphas.ts';

const space = SPACES.darts;

function frameOf(fill: (edge: number, primitive: number) => number, within: CellSpace = space): AlphaFrame {
  const rows = edgesOf(4).map((_, e) => within.primitives.map((__, p) => fill(e, p)));
  const alphas = { normal: rows, reduction: rows };
  return { epoch: 0, step: 0, changed: false, alphas, genotype: deriveGenotype(within, alphas) };
}

describe('alphas for the eye', () => {
  it('mixes each edge to one', () => {
    const table = alphaTable(
      space,
      frameOf((e, p) => e * 0.1 - p * 0.2),
      { cell: 'normal', mode: 'softmax' },
    );
    for (const row of table)
      expect(row.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBeCloseTo(1, 5);
    expect(
      alphaTable(
        space,
        frameOf((e, p) => e + p),
        { cell: 'normal', mode: 'raw' },
      )[3]?.[2],
    ).toBe(5);
  });

  it('leaves out what the space does not allow, before it mixes', () => {
    const restricted: CellSpace = {
      ...space,
      restrictions: [{ cell: 'normal', node: 0, input: 0, primitives: ['skip_connect', 'sep_conv_3x3'] }],
    };
    const frame = frameOf(() => 0, restricted);
    expect(
      alphaTable(restricted, frame, { cell: 'normal', mode: 'softmax' })[0]?.filter(
        (value) => value !== null,
      ),
    ).toEqual([0.5, 0.5]);
    expect(alphaTable(restricted, frame, { cell: 'reduction', mode: 'softmax' })[0]).not.toContain(null);
  });

  it('gives one scale to the whole history', () => {
    const frames = [frameOf(() => 0), frameOf((_, p) => (p === 3 ? 2 : 0))];
    const [low, high] = alphaDomain(space, frames, 'softmax');
    expect([low, high]).toEqual([0.06, 0.52]);
    expect(alphaDomain(space, frames, 'raw')).toEqual([0, 2]);
    expect(alphaDomain(space, frames.slice(0, 1), 'raw')).toEqual([0, 1e-3]);
    expect(alphaDomain(space, [], 'softmax')).toEqual([0, 1]);
  });

  it('names the columns and measures how decided an edge is', () => {
    expect(edgeColumns(space).slice(0, 3)).toEqual([
      { name: 'k-2 → 0', source: 'k-2', target: '→ 0' },
      { name: 'k-1 → 0', source: 'k-1', target: '→ 0' },
      { name: 'k-2 → 1', source: 'k-2', target: '→ 1' },
    ]);
    expect([entropy([0.5, null, 0.5]), entropy([1, 0])]).toEqual([expect.closeTo(Math.LN2, 9), -0]);
  });
});
