import { describe, expect, it } from 'vitest';
import { edgesOf, SPACES, spaceToFile } from '../../spaces/index.ts';
import { alphaNaming } from './alpha-names.ts';

const alphas = (edges: number, primitives: number) => {
  const rows = Array.from({ length: edges }, (_, e) =>
    Array.from({ length: primitives }, (__, p) => e + p / 10),
  );
  return { normal: rows, reduction: rows };
};

describe('the names of alphas', () => {
  it('are those of the space that the run searched, also of one of its own', () => {
    for (const space of ['darts', spaceToFile(SPACES.darts)]) {
      const named = alphaNaming({ config: { space } })(alphas(14, 8));
      expect(named).toHaveLength(2 * 14 * 8);
      expect(named[0]).toMatchObject({
        cell: 'normal',
        edge: 0,
        ends: { node: 0, input: 0 },
        primitive: 'none',
      });
      const last = edgesOf(4).at(-1);
      expect(named.at(-1)).toMatchObject({
        cell: 'reduction',
        edge: 13,
        ends: last,
        primitive: 'dil_conv_5x5',
        alpha: 13.7,
      });
      expect(named.slice(0, 8).reduce((sum, { mixture }) => sum + mixture, 0)).toBeCloseTo(1, 6);
    }
  });

  it('number the nodes of complete cells as their architecture strings do, and there is no reduction cell', () => {
    const { normal } = alphas(6, 5);
    const named = alphaNaming({ config: { space: 'nasbench201' } })({ normal, reduction: [] });
    expect(named).toHaveLength(6 * 5);
    const edges = named.filter((_, i) => i % 5 === 0);
    expect(edges.map(({ cell, edge, ends }) => `${cell} ${edge}: ${ends?.node}<-${ends?.input}`)).toEqual([
      'normal 0: 1<-0',
      'normal 1: 2<-0',
      'normal 2: 2<-1',
      'normal 3: 3<-0',
      'normal 4: 3<-1',
      'normal 5: 3<-2',
    ]);
    expect(named.slice(0, 5).map(({ primitive }) => primitive)).toEqual(
      SPACES.nasbench201.primitives.map(({ name }) => name),
    );
  });

  it('are none where the space is not known, or the alphas are not of its shape', () => {
    for (const space of ['of-another-version', 'darts', undefined]) {
      const [first] = alphaNaming({ config: { space } })(alphas(1, 2));
      expect(first).toMatchObject({ cell: 'normal', edge: 0, ends: null, primitive: '0', alpha: 0 });
    }
  });

  it('give a primitive that an edge may not have no share', () => {
    const restrictions = [
      { cell: 'normal', node: 0, input: 0, primitives: ['skip_connect', 'sep_conv_3x3'] },
    ] as const;
    const space = spaceToFile({ ...SPACES.darts, id: 'own', restrictions });
    const named = alphaNaming({ config: { space } })(alphas(14, 8)).slice(0, 8);
    expect(named.flatMap(({ primitive, mixture }) => (mixture > 0 ? [primitive] : []))).toEqual([
      'skip_connect',
      'sep_conv_3x3',
    ]);
  });
});
