import { createSearchLoop, searchConfigSchema, SEARCH_PRESETS } from '../search/index.ts';
import { createTrainLoop, trainConfigSchema, TRAIN_PRESETS } from '../train/index.ts';
import type { Loop, RunData, Snapshot } from '../train/index.ts';
import type { Executor, Parallelism } from '../engine/index.ts';
import type { LoopEvent, RunPlan, RunRecord, RunResult } from '../runs/index.ts';
import { findSpace } from '../spaces/index.ts';
import { cliError } from './errors.ts';
import { configure } from './settings.ts';

/** What a loop is made with, besides what its record says. */
export interface LoopMaterials {
  readonly record: RunPlan & Pick<RunRecord, 'id'>;
  readonly data: RunData;
  readonly executor: Executor;
  readonly restore: Snapshot | null;
}

/** One kind of run. */
export interface KindDef {
  /** `search`, as in "a search preset". */
  readonly title: string;
  /** How its steps use the processor's cores. */
  readonly parallelism: Parallelism;
  readonly presets: Readonly<Record<string, { readonly title: string; readonly config: unknown }>>;
  /** Completes and checks a configuration. @throws AppError `cli/...` */
  configure(base: unknown, assignments: readonly string[]): Readonly<Record<string, unknown>>;
  /** @throws AppError of the rooms whose parts do not fit together */
  createLoop(materials: LoopMaterials): Promise<Loop<LoopEvent, RunResult>>;
}

const search: KindDef = {
  title: 'search',
  parallelism: 'side-by-side',
  presets: SEARCH_PRESETS,
  configure(base, assignments) {
    const config = configure(searchConfigSchema, base, assignments);
    findSpace(config.space);
    return config;
  },
  async createLoop({ record, ...materials }) {
    const config = searchConfigSchema.parse(record.config);
    const space = findSpace(config.space);
    const loop = await createSearchLoop({ ...materials, config, space, seed: record.seed });
    return ending(loop, (result) => ({ kind: 'search', ...result }));
  },
};

const train: KindDef = {
  title: 'training',
  parallelism: 'together',
  presets: TRAIN_PRESETS,
  configure: (base, assignments) => configure(trainConfigSchema, base, assignments),
  async createLoop({ record, ...materials }) {
    const { genotype, space, seed } = record;
    if (genotype === null)
      throw cliError('cli/no-genotype', { run: record.id, problem: 'its record has none' });
    const config = trainConfigSchema.parse(record.config);
    const cell = { genotype, primitives: space === null ? null : findSpace(space).primitives };
    const loop = await createTrainLoop({ ...materials, config, cell, seed });
    return ending(loop, (result) => ({ kind: 'train', ...result }));
  },
};

/** The kinds of runs. */
export const KINDS = { search, train } as const satisfies Record<RunRecord['kind'], KindDef>;

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
 * The configuration of a preset.
 *
 * @throws AppError `cli/unknown-preset`
 */
export function presetOf(kind: RunRecord['kind'], preset: string): unknown {
  const { presets, title }: KindDef = KINDS[kind];
  const found = Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (found !== undefined) return found.config;
  throw cliError('cli/unknown-preset', { preset, kind: title, known: Object.keys(presets) });
}
