/** The kinds of runs where words are learnt from. */
import { z } from 'zod';
import { LANGUAGE_SEARCH_PRESETS, createLanguageSearch, languageSearchSchema } from '../../search/index.ts';
import { RECURRENT_SPACES, isHyperCuboid, isRecurrent, resolveSpace } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import {
  LANGUAGE_TRAIN_PRESETS,
  createLanguageLoop,
  languageTrainingSchema,
  scheduleOf,
  trainingText,
} from '../../train/index.ts';
import { cliError } from '../errors.ts';
import type { AnyData, KindDef, LoopMaterials } from '../kind.ts';
import { requireText } from '../run-data.ts';

/** The corpus that runs on words learn from where none is named. */
export const USUAL_CORPUS = 'moby-dick';

/** How many updates the epochs of a run make: lengths are drawn, so the mean of all is told, rounded. */
function meanSteps(
  data: AnyData,
  settings: {
    readonly batch: number;
    readonly epochs: number;
    readonly length: number;
    readonly words: number | null;
  },
  spread: boolean,
): number {
  const { length } = trainingText(requireText(data), settings);
  const { stepsPerEpoch } = scheduleOf(length, settings, { seed: 0, spread });
  const all = stepsPerEpoch.reduce((sum, steps) => sum + steps, 0);
  return Math.max(1, Math.round(all / stepsPerEpoch.length));
}

/** The space of recurrent cells that a search names. */
function recurrentSpace(space: Parameters<typeof resolveSpace>[0]): CellSpace | null {
  const found = resolveSpace(space);
  return isHyperCuboid(found) || found.wiring !== 'recurrent' ? null : found;
}

/** A search on words as somebody asks for it. */
const wantedSearch = languageSearchSchema.superRefine(({ space }, context) => {
  if (recurrentSpace(space) !== null) return;
  const message = `words are learnt by recurrent cells, and ${resolveSpace(space).id} is no space of those: give ${Object.keys(RECURRENT_SPACES).join(', ')}, or begin from a preset for images`;
  context.addIssue({ code: 'custom', path: ['space'], message });
});

const search: KindDef = {
  title: 'search',
  parallelism: 'together',
  usualData: USUAL_CORPUS,
  learns: 'words',
  presets: Object.fromEntries(
    Object.entries(LANGUAGE_SEARCH_PRESETS).map(([name, preset]) => [
      name,
      { ...preset, wiring: 'recurrent' },
    ]),
  ),
  schema: () => wantedSearch,
  checkData(config, data) {
    trainingText(requireText(data), languageSearchSchema.parse(config));
  },
  stepsPerEpoch: (config, data) => meanSteps(data, languageSearchSchema.parse(config), false),
  alphaSpace: (config) => recurrentSpace(languageSearchSchema.parse(config).space),
  async createLoop({ record, data, ...materials }) {
    const config = languageSearchSchema.parse(record.config);
    const space = recurrentSpace(config.space);
    if (space === null) throw new Error('internal: the space of a search on words was checked');
    const text = requireText(data);
    const loop = await createLanguageSearch({ ...materials, data: text, config, space, seed: record.seed });
    return {
      ...loop,
      async *events() {
        const { genotype, alphas } = yield* loop.events();
        return { kind: 'search', genotype, alphas };
      },
    };
  },
};

const train: KindDef = {
  title: 'training',
  parallelism: 'together',
  usualData: USUAL_CORPUS,
  learns: 'words',
  presets: LANGUAGE_TRAIN_PRESETS,
  schema: (byCell = (network) => network) =>
    z.preprocess((config) => {
      if (typeof config !== 'object' || config === null || !('network' in config)) return config;
      const { network } = config;
      const isTree = typeof network === 'object' && network !== null && !Array.isArray(network);
      return isTree ? { ...config, network: byCell({ ...network }) } : config;
    }, languageTrainingSchema),
  checkData(config, data) {
    trainingText(requireText(data), languageTrainingSchema.parse(config));
  },
  stepsPerEpoch: (config, data) => meanSteps(data, languageTrainingSchema.parse(config), true),
  alphaSpace: () => null,
  async createLoop({ record, data, ...materials }) {
    const config = languageTrainingSchema.parse(record.config);
    const loop = await createLanguageLoop({
      ...materials,
      ...{ config, data: requireText(data), cell: recurrentCellOf(record), seed: record.seed },
    });
    return {
      ...loop,
      async *events() {
        return { kind: 'train', ...(yield* loop.events()) };
      },
    };
  },
};

/** The cell of a training's record, and what its activations' names stand for. */
export function recurrentCellOf({ id, genotype, space }: LoopMaterials['record']) {
  if (genotype === null) throw cliError('cli/no-genotype', { run: id, problem: 'its record has none' });
  if (!isRecurrent(genotype)) {
    throw cliError('cli/no-genotype', { run: id, problem: 'its cell is not a recurrent one' });
  }
  const { primitives } = space === null ? RECURRENT_SPACES['darts-rnn'] : resolveSpace(space);
  return { kind: 'derived', genotype, primitives } as const;
}

/** The kinds of runs on words. */
export const LANGUAGE_KINDS = { search, train } as const;
