/** The smallest real runs: a search, and a training with drop path, on the embedded images. */
import { createHash } from 'node:crypto';
import { openDataset } from '../../main/data/index.ts';
import type { Executor, Precision } from '../../main/engine/index.ts';
import { createSearchLoop, searchConfigSchema, SEARCH_PRESETS } from '../../main/search/index.ts';
import type { SearchEvent, SearchResult } from '../../main/search/index.ts';
import { findPublished, SPACES } from '../../main/spaces/index.ts';
import { createTrainLoop, TRAIN_PRESETS, trainConfigSchema } from '../../main/train/index.ts';
import type { Loop, Snapshot, TrainEvent, TrainResult } from '../../main/train/index.ts';

/** What a tiny run needs. */
export interface TinyOptions {
  readonly executor: Executor;
  /** The folder of the embedded data sets. */
  readonly resources: string;
  readonly seed: number;
  readonly restore: Snapshot | null;
  /** Default: float32. */
  readonly precision?: Precision;
}

type TinyLoop = Loop<SearchEvent | TrainEvent, SearchResult | TrainResult>;

const openData = async (resources: string) => ({
  dataset: await openDataset('fashion-mnist-small', { resourcesDir: resources, dataDir: null }),
  workers: 0,
  workerPath: null,
});

/** The preset `tiny`: 8 steps. */
const search =
  (division: object) =>
  async ({ resources, precision, ...rest }: TinyOptions): Promise<TinyLoop> => {
    const config = searchConfigSchema.parse({ ...SEARCH_PRESETS.tiny.config, ...division, precision });
    return createSearchLoop({ ...rest, config, space: SPACES.darts, data: await openData(resources) });
  };

/** The preset `tiny` with fewer images, everything random, and two epochs, since none is dropped in the first: 8 steps. */
const train =
  (division: object) =>
  async ({ resources, precision, ...rest }: TinyOptions): Promise<TinyLoop> => {
    const { config } = TRAIN_PRESETS.tiny;
    return createTrainLoop({
      ...rest,
      config: trainConfigSchema.parse({
        ...config,
        network: { ...config.network, auxiliary: true, dropPath: 0.4 },
        augment: { crop: { padding: 2 }, flip: true, cutout: { length: 8 } },
        images: 128,
        epochs: 2,
        evaluateEvery: 2,
        ...division,
        precision,
      }),
      cell: { genotype: findPublished('DARTS_V2').genotype, primitives: null },
      data: await openData(resources),
    });
  };

/** The tiny runs by name. */
export const TINY_RUNS = {
  search: search({}),
  train: train({}),
  /** The same steps, each batch in two passes. */
  'accumulated search': search({ accumulate: 2 }),
  'accumulated training': train({ accumulate: 2 }),
} as const;

/** The name of a tiny run. */
export type TinyName = keyof typeof TINY_RUNS;

/** What a run told and what it ended with: equal for equal runs, to the bit. */
export interface Trail {
  /** Each event as text, and the result. */
  readonly told: readonly string[];
  /** SHA-256 of each variable's bytes. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs a loop to its end, with a snapshot after step `at`, if there is one. */
export async function runToTrail(
  loop: TinyLoop,
  at: number | null,
): Promise<{ readonly trail: Trail; readonly snapshot: Snapshot | null }> {
  const told: string[] = [];
  let snapshot: Snapshot | null = null;
  const events = loop.events();
  let next = await events.next();
  for (; next.done !== true; next = await events.next()) {
    told.push(JSON.stringify(next.value));
    if (next.value.type === 'step' && next.value.step === at) snapshot = await loop.snapshot();
  }
  told.push(JSON.stringify(next.value));
  const { variables } = await loop.snapshot();
  const sums = Object.entries(variables).map(([name, { buffer, byteOffset, byteLength }]) => {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  await loop.dispose();
  return { trail: { told, variables: Object.fromEntries(sums) }, snapshot };
}
