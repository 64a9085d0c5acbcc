import { z } from 'zod';
import {
  createSearchLoop,
  halvesOf,
  searchConfigSchema,
  SEARCH_PRESETS,
  STRATEGIES,
  strategyOf,
} from '../search/index.ts';
import {
  checkFeeding,
  createTrainLoop,
  firstImages,
  stepsPerEpoch,
  trainConfigSchema,
  TRAIN_PRESETS,
} from '../train/index.ts';
import type { DerivedCellSpec, Loop, TrainConfig } from '../train/index.ts';
import type { LoopEvent, RunRecord, RunResult } from '../runs/index.ts';
import {
  checkOwnId,
  isHyperCuboid,
  reductionCells,
  resolveSpace,
  spaceReferenceSchema,
  stagesOf,
  supernetProblem,
} from '../spaces/index.ts';
import type { HyperCuboid, NetworkDefaults, SearchSpace } from '../spaces/index.ts';
import { listed } from '../base/wording.ts';
import { cliError } from './errors.ts';
import { isLanguage } from './language/is-language.ts';
import { LANGUAGE_KINDS } from './language/kinds.ts';
import { requireImages, USUAL_IMAGES } from './run-data.ts';
import type { KindDef, LoopMaterials, NetworkCompletion, PresetDef } from './kind.ts';
import { isTree } from './setting-shape.ts';
import { checked } from './settings.ts';

export type { AnyData, KindDef, LoopMaterials, NetworkCompletion, PresetDef } from './kind.ts';

const search: KindDef = {
  title: 'search',
  parallelism: 'side-by-side',
  usualData: USUAL_IMAGES,
  learns: 'images',
  presets: SEARCH_PRESETS,
  schema: () => wantedSearch,
  checkData(config, data) {
    const settings = searchConfigSchema.parse(config);
    const images = requireImages(data);
    checkFeeding(images, settings, halvesOf(images, settings).weights.indices.length);
  },
  stepsPerEpoch(config, data) {
    const settings = searchConfigSchema.parse(config);
    return stepsPerEpoch(halvesOf(requireImages(data), settings).weights.indices.length, settings);
  },
  alphaSpace(config) {
    const { space, method } = searchConfigSchema.parse(config);
    return strategyOf(method.name).learnsAlphas ? resolveSpace(space) : null;
  },
  async createLoop({ record, data, ...materials }) {
    const config = searchConfigSchema.parse(record.config);
    const space = resolveSpace(config.space);
    const loop = await createSearchLoop({
      ...materials,
      data: requireImages(data),
      config,
      space,
      seed: record.seed,
    });
    return ending(loop, ({ genotype, alphas }) => ({ kind: 'search', genotype, alphas }));
  },
};

const withSpace = z.object({ space: spaceReferenceSchema });

/** The supernet of a space where nothing else is said. That of a hypercuboid is what the space is: its stages, its fewest channels. */
export function supernetDefaults(space: SearchSpace): Pick<NetworkDefaults, 'cells' | 'initChannels'> {
  if (!isHyperCuboid(space)) return space.network;
  return { cells: stagesOf(space).length, initChannels: space.channels[0] ?? 0 };
}

/** The size of the supernet, where a configuration leaves it to its space. */
function withNetworkOfSpace(config: unknown): unknown {
  if (!isTree(config)) return config;
  const space = resolveSpace(checked(withSpace, config).space);
  checkOwnId(space, ['space']);
  const { cells, initChannels } = supernetDefaults(space);
  const { network = {} } = config;
  return isTree(network) ? { ...config, network: { initChannels, cells, ...network } } : config;
}

type SupernetSettings = Pick<NetworkDefaults, 'cells' | 'initChannels'> & { readonly kind: string };

/** What of a supernet's size does not fit its space: too large, or without a reduction cell that the space lists by number. */
function supernetMisfit(
  space: SearchSpace,
  network: SupernetSettings,
): { readonly field: string; readonly problem: string } | null {
  if (isHyperCuboid(space)) return cuboidMisfit(space, network);
  const tooLarge = supernetProblem(space, network);
  if (tooLarge !== null) return tooLarge;
  if (space.wiring === 'complete' && network.kind !== 'cifar') {
    const problem = `the supernet of the space ${space.id} has the stem of small images alone, so give "cifar"`;
    return { field: 'kind', problem };
  }
  const { reductions } = space.network;
  const { cells } = network;
  const last = Array.isArray(reductions) ? (reductionCells(reductions, cells).at(-1) ?? 0) : 0;
  if (last < cells) return null;
  const problem = `expected a whole number from ${last + 1}, for the space lists cell ${last} as a reduction cell, got ${cells}`;
  return { field: 'cells', problem };
}

/** What of a supernet's settings is not what the hypercuboid is. */
function cuboidMisfit(
  space: HyperCuboid,
  network: SupernetSettings,
): { readonly field: string; readonly problem: string } | null {
  const wanted: SupernetSettings = { kind: 'cifar', ...supernetDefaults(space) };
  const field = (['kind', 'cells', 'initChannels'] as const).find((key) => network[key] !== wanted[key]);
  if (field === undefined) return null;
  const problem = `the hypercuboid ${space.id} says what its supernet is, so leave it out or give ${JSON.stringify(wanted[field])}; a space of your own may be another`;
  return { field, problem };
}

/** A setting of some methods, which only hypercuboids take. */
const withCost = z.object({ cost: z.unknown().optional() });

/** A search as somebody asks for it. */
const wantedSearch = z.preprocess(
  withNetworkOfSpace,
  searchConfigSchema.superRefine(({ space, network, method }, context) => {
    const searched = resolveSpace(space);
    if (searched.wiring === 'recurrent') {
      const message = `recurrent cells learn words, and these are settings for images: begin from ${listed(Object.keys(LANGUAGE_KINDS.search.presets), 'or')}`;
      context.addIssue({ code: 'custom', path: ['space'], message });
      return;
    }
    const { title, needsCells } = strategyOf(method.name);
    if (needsCells && isHyperCuboid(searched)) {
      const can = Object.entries(STRATEGIES).flatMap(([name, one]) => (one.needsCells ? [] : [name]));
      const message = `${title} searches cells alone, and ${searched.id} is a hypercuboid: choose ${listed(can, 'or')}, or a space of cells`;
      context.addIssue({ code: 'custom', path: ['method', 'name'], message });
    }
    const { cost = null } = withCost.parse(method.options);
    if (cost !== null && !isHyperCuboid(searched)) {
      const message = `is of the operations of a hypercuboid, and ${searched.id} is a space of cells: give null`;
      context.addIssue({ code: 'custom', path: ['method', 'options', 'cost'], message });
    }
    const misfit = supernetMisfit(searched, network);
    if (misfit === null) return;
    context.addIssue({ code: 'custom', path: ['network', misfit.field], message: misfit.problem });
  }),
);

/**
 * A preset of a training without what it leaves to the cell. Its configuration is complete, but a default that it shows would
 * be taken for its own word as soon as it is a file.
 */
function leavingToCell({ title, source, config, decidesOps, wiring }: TrainPreset): PresetDef {
  if (config.network.kind === 'path') {
    const { lastOperation: _, ...network } = config.network;
    return { title, source, wiring, config: { ...config, network } };
  }
  const { opTable, reductions, ...network } = config.network;
  const ops = decidesOps ? { opTable } : {};
  const rule = reductions === 'thirds' ? {} : { reductions };
  return { title, source, wiring, config: { ...config, network: { ...ops, ...network, ...rule } } };
}

type TrainPreset = (typeof TRAIN_PRESETS)[keyof typeof TRAIN_PRESETS];

/** A training as somebody asks for it. */
const wantedTraining = (byCell: NetworkCompletion) =>
  z.preprocess((config) => {
    if (!isTree(config)) return config;
    const { network } = config;
    return isTree(network) ? { ...config, network: byCell(network) } : config;
  }, trainConfigSchema);

const train: KindDef = {
  title: 'training',
  parallelism: 'together',
  usualData: USUAL_IMAGES,
  learns: 'images',
  presets: Object.fromEntries(
    Object.entries(TRAIN_PRESETS).map(([name, preset]) => [name, leavingToCell(preset)]),
  ),
  schema: (byCell = (network) => network) => wantedTraining(byCell),
  checkData(config, data) {
    const settings = trainConfigSchema.parse(config);
    const images = requireImages(data);
    checkFeeding(images, settings, firstImages(images.dataset.train, settings.images).length);
  },
  stepsPerEpoch(config, data) {
    const settings = trainConfigSchema.parse(config);
    return stepsPerEpoch(firstImages(requireImages(data).dataset.train, settings.images).length, settings);
  },
  alphaSpace: () => null,
  async createLoop({ record, data, ...materials }) {
    const loop = await createTrainLoop({
      ...materials,
      data: requireImages(data),
      ...trainingOf(record),
      seed: record.seed,
    });
    return ending(loop, (result) => ({ kind: 'train', ...result }));
  },
};

/**
 * The settings of a training and the cell that it trains.
 *
 * @throws AppError `cli/no-genotype`, `spaces/...`
 */
export function trainingOf({ id, config, genotype, space }: LoopMaterials['record']): {
  readonly config: TrainConfig;
  readonly cell: DerivedCellSpec;
} {
  if (genotype === null) throw cliError('cli/no-genotype', { run: id, problem: 'its record has none' });
  return {
    config: trainConfigSchema.parse(config),
    cell: { genotype, primitives: space === null ? null : resolveSpace(space).primitives },
  };
}

/** The kinds of runs on images. */
export const KINDS = { search, train } as const satisfies Record<RunRecord['kind'], KindDef>;

/** The kind of a run with these settings: on images, or on words. */
export const kindFor = (kind: RunRecord['kind'], config: unknown): KindDef =>
  isLanguage(config) ? LANGUAGE_KINDS[kind] : KINDS[kind];

/** All presets of a kind of run, whatever it learns from; no two have one name. */
export const presetsOf = (kind: RunRecord['kind']): Readonly<Record<string, PresetDef>> => ({
  ...KINDS[kind].presets,
  ...LANGUAGE_KINDS[kind].presets,
});

function ending<E extends LoopEvent, R>(
  loop: Loop<E, R>,
  resultOf: (result: R) => RunResult,
): Loop<LoopEvent, RunResult> {
  return {
    parameters: loop.parameters,
    async *events() {
      return resultOf(yield* loop.events());
    },
    snapshot: () => loop.snapshot(),
    dispose: () => loop.dispose(),
  };
}

/**
 * The preset of that name.
 *
 * @throws AppError `cli/unknown-preset`
 */
export function presetOf(kind: RunRecord['kind'], preset: string): PresetDef {
  const presets = presetsOf(kind);
  const { title } = KINDS[kind];
  const found = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (found !== undefined) return found;
  throw cliError('cli/unknown-preset', { preset, kind: title, known: Object.keys(presets) });
}
