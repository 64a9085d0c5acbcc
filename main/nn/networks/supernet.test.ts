import { describe, expect, it } from 'vitest';
import { OPS, verifyProgram } from '../../engine/index.ts';
import { SPACES } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import { traceSupernet } from './supernet.ts';
import type { SupernetOptions } from './supernet.ts';

const SMALL: CellSpace = { ...SPACES.darts, intermediateNodes: 2, concatNodes: 2 };
const options: SupernetOptions = {
  batch: 2,
  height: 8,
  width: 8,
  inputChannels: 3,
  classes: 5,
  initChannels: 4,
  cells: 3,
  mode: 'train',
  weighting: 'scalar',
};

describe('traceSupernet', () => {
  it('reads each parameter and both alphas by name, and fetches the batch statistics', () => {
    const { program, parameters, statistics } = traceSupernet(SMALL, options);
    verifyProgram(program, OPS);
    expect(Object.keys(program.feeds)).toEqual(['images']);
    expect(new Set(Object.keys(program.reads))).toEqual(
      new Set(['alphas.normal', 'alphas.reduction', ...parameters.map(({ name }) => name)]),
    );
    expect(Object.keys(program.fetches)).toEqual([
      'logits',
      ...statistics.flatMap(({ name }) => [`${name}.batch_mean`, `${name}.batch_var`]),
    ]);
    expect(program.fetches['logits']?.type.shape).toEqual([2, 5]);
  });

  it('reads the running statistics in evaluation, and the same parameters', () => {
    const train = traceSupernet(SMALL, options);
    const { program, parameters, statistics } = traceSupernet(SMALL, { ...options, mode: 'eval' });
    verifyProgram(program, OPS);
    expect(parameters).toEqual(train.parameters);
    expect(statistics).toEqual(train.statistics);
    expect(Object.keys(program.fetches)).toEqual(['logits']);
    for (const { name, channels } of statistics) {
      expect(program.reads[`${name}.running_mean`]?.type.shape).toEqual([channels]);
      expect(program.reads[`${name}.running_var`]?.type.shape).toEqual([channels]);
    }
  });

  it('takes grey images of 28x28', () => {
    const grey = { ...options, height: 28, width: 28, inputChannels: 1, cells: 8 };
    const { program, parameters } = traceSupernet(SPACES.darts, grey);
    expect(parameters[0]).toMatchObject({ name: 'stem.0.weight', shape: [3, 3, 1, 12] });
    expect(program.fetches['logits']?.type.shape).toEqual([2, 5]);
  });

  it('says which layer cannot halve an odd size', () => {
    const odd = { ...options, height: 14, width: 14 };
    expect(() => traceSupernet(SMALL, odd)).toThrow(/^cells\.2\._ops\.0\._ops\.3: .* 7x7/);
  });

  it('pads odd sizes where the primitives do', () => {
    const padded = { ...SPACES.sharpdarts, intermediateNodes: 2, concatNodes: 2 };
    const { program } = traceSupernet(padded, { ...options, height: 7, width: 7 });
    verifyProgram(program, OPS);
  });

  it('puts the reductions where the space says', () => {
    const space = { ...SMALL, network: { ...SMALL.network, reductions: [1] } };
    const { parameters } = traceSupernet(space, { ...options, cells: 2 });
    const channelsOf = (cell: number) =>
      parameters.find(({ name }) => name === `cells.${cell}.preprocess1.op.1.weight`)?.shape[3];
    expect([channelsOf(0), channelsOf(1)]).toEqual([4, 8]);
  });
});
