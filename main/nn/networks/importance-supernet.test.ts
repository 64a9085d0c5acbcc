/** The supernets of IS-DARTS: candidates that are left out, equal shares, batch statistics in evaluation, candidates' outputs. */
import { describe, expect, it } from 'vitest';
import fixtures from '../../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { OPS, verifyProgram } from '../../engine/index.ts';
import { SPACES } from '../../spaces/index.ts';
import { countNetwork } from '../counts.ts';
import { traceCandidates, traceSupernet } from './supernet.ts';
import type { SupernetOptions } from './supernet.ts';

const options: SupernetOptions = {
  ...{ batch: 2, height: 8, width: 8, inputChannels: 3, classes: 10, initChannels: 4, cells: 3 },
  ...{ mode: 'train', weighting: 'equal' },
};
const only = (edges: number, primitive: number, of: number) =>
  Array.from({ length: edges }, () => Array.from({ length: of }, (_, p) => p === primitive));

describe('the supernet of NAS-Bench-201', () => {
  it.each(fixtures.supernet_param_counts.nb201)('has the published number of parameters: %o', (one) => {
    const network = traceSupernet(SPACES.nasbench201, {
      ...{ ...options, batch: 1, initChannels: one.C, cells: 3 * one.N, classes: one.num_classes },
    });
    expect(countNetwork(network).params).toBe(one.supernet_params);
  });

  it('names its parameters as the reference does, in its order', () => {
    const { parameters } = traceSupernet(SPACES.nasbench201, options);
    const expected = fixtures.nb201_supernet[0]?.params_in_order;
    expect(parameters.map(({ name }) => name)).toEqual(expected?.map(([name]) => name));
  });

  it('keeps running statistics outside of its cells only, and normalizes those by the batch in evaluation', () => {
    const { program, statistics } = traceSupernet(SPACES.nasbench201, { ...options, mode: 'eval' });
    verifyProgram(program, OPS);
    expect(statistics.map(({ name }) => name)).toEqual([
      'stem.1',
      ...['cells.1.conv_a.op.2', 'cells.1.conv_b.op.2', 'cells.3.conv_a.op.2', 'cells.3.conv_b.op.2'],
      'lastact.0',
    ]);
    const count = (op: string) => program.equations.filter((equation) => equation.op === op).length;
    expect([count('batchNormInference'), count('batchNorm')]).toEqual([6, 3 * 6 * 2]);
    expect(Object.keys(program.reads).filter((name) => name.startsWith('alphas'))).toEqual([]);
  });

  it('reads the alphas of its one kind of cell where they weigh', () => {
    const { program } = traceSupernet(SPACES.nasbench201, { ...options, weighting: 'scalar' });
    const alphas = Object.entries(program.reads).filter(([name]) => name.startsWith('alphas'));
    expect(alphas.map(([name, { type }]) => [name, type.shape])).toEqual([['alphas.normal', [6, 5]]]);
  });

  it('has nothing left of a candidate that is removed', () => {
    const whole = traceSupernet(SPACES.nasbench201, options);
    const candidates = { normal: only(6, 3, 5) };
    const { program, parameters } = traceSupernet(SPACES.nasbench201, { ...options, candidates });
    verifyProgram(program, OPS);
    const left = whole.parameters.filter(({ name }) => !/edges\.\d<-\d\.[0124]\./.test(name));
    expect(parameters).toEqual(left);
  });
});

describe('the supernet of the IS-DARTS space', () => {
  it.each(fixtures.supernet_param_counts.darts_space)('has the published number of parameters: %o', (one) => {
    const network = traceSupernet(SPACES.isdarts, {
      ...{ ...options, batch: 1, initChannels: one.C, cells: 3 * one.N + 2, classes: one.num_classes },
    });
    expect(countNetwork(network).params).toBe(one.supernet_params);
  });

  it('has no normalization behind pools, and one before the classifier', () => {
    const { statistics, program } = traceSupernet(SPACES.isdarts, options);
    verifyProgram(program, OPS);
    expect(statistics.map(({ name }) => name)).toEqual(['stem.1', 'lastact.0']);
  });

  it('takes large images by the stem of ImageNet', () => {
    const large = { ...options, height: 64, width: 64, initChannels: 16, stem: 'imagenet' as const };
    const { program, parameters } = traceSupernet(SPACES.isdarts, large);
    verifyProgram(program, OPS);
    const shapes = parameters.slice(0, 10).filter(({ layout }) => layout === 'convolution');
    expect(shapes.slice(0, 3).map(({ shape }) => shape)).toEqual([
      [3, 3, 3, 24],
      [3, 3, 24, 48],
      [3, 3, 48, 48],
    ]);
  });
});

describe('traceCandidates', () => {
  it('gives what every candidate computes, and says which compute nothing', () => {
    const { network, candidates } = traceCandidates(SPACES.nasbench201, { ...options, mode: 'eval' });
    expect(candidates).toHaveLength(3 * 6 * 5);
    expect(candidates.filter(({ fetch }) => fetch === null).every(({ primitive }) => primitive === 0)).toBe(
      true,
    );
    const shapeOf = (cell: number, primitive: number) => {
      const one = candidates.find((it) => it.cell === cell && it.edge === 0 && it.primitive === primitive);
      return network.program.fetches[one?.fetch ?? '']?.type.shape;
    };
    expect([shapeOf(0, 1), shapeOf(1, 3), shapeOf(2, 4)]).toEqual([
      [2, 8, 8, 4],
      [2, 4, 4, 8],
      [2, 2, 2, 16],
    ]);
    expect(Object.keys(network.program.fetches)).toHaveLength(1 + 3 * 6 * 4);
  });

  it('knows the kind of each cell', () => {
    const { candidates } = traceCandidates(SPACES.isdarts, options);
    const kinds = new Set(candidates.map(({ cell, kind }) => `${cell} ${kind}`));
    expect([...kinds]).toEqual(['0 normal', '1 reduction', '2 reduction']);
  });
});
