/** Real runs that take no longer than they must: a cell of one node, three primitives and two channels. */
import { join } from 'node:path';
import { createHost } from '../../main/cli/index.ts';
import type { RunRequest } from '../../main/cli/index.ts';
import type { NewRun } from '../../main/runs/index.ts';
import { spaceToFile } from '../../main/spaces/index.ts';
import { ROOT } from '../support/e2e-runtimes.ts';
import { TINY_SPACE } from '../support/tiny-data.ts';

/** The bundled trainer. */
export const TRAINER = join(ROOT, 'dist', 'main', 'trainer.js');

const SHARED = {
  batch: 16,
  weights: { learningRate: { max: 0.05 }, weightDecay: 3e-4 },
  augment: { crop: { padding: 2 }, flip: true },
  partialBatch: 'drop',
  evaluationBatch: 64,
} as const;

const SPACE = spaceToFile({ ...TINY_SPACE, network: { cells: 2, initChannels: 2, reductions: [1] } });

/** A search of four steps an epoch. */
export const smallSearch = (epochs: number): RunRequest => ({
  ...wanted({ ...SHARED, space: SPACE, method: { name: 'darts' }, images: 128, epochs }),
  kind: 'search',
});

/**
 * A training of four steps an epoch, with paths that are dropped at random.
 *
 * @param search - whose cell it trains
 */
export const smallTraining = (epochs: number, search: string): RunRequest => ({
  ...wanted({
    ...SHARED,
    network: { cells: 2, initChannels: 2, auxiliary: false, dropPath: 0.2 },
    images: 64,
    evaluateEvery: 5,
    epochs,
  }),
  kind: 'train',
  cell: { from: search },
});

const wanted = (config: unknown) => ({ config, preset: null, set: [], data: null, seed: 3 });

/** The settings of such a search as a file. */
export const smallSearchFile = (epochs: number): string => JSON.stringify(smallSearch(epochs).config);

/** The plan of such a run, made as the program makes it. */
export function planIn(home: string, request: RunRequest): Promise<NewRun> {
  return createHost({ ...process.env, DARTBOARD_HOME: home }).plan(request);
}
