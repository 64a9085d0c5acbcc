/** What the operations of a hypercuboid cost. */
import { z } from 'zod';
import { spaceReferenceSchema } from '../../spaces/index.ts';
import type { PathCosts, SpaceReference } from '../../spaces/index.ts';
import type { HandlersOf } from './call.ts';

/** What paths cost, for one image as counted everywhere else. */
export interface HyperCuboidCosts {
  readonly params: PathCosts;
  /** Multiply-accumulates of convolutions and linear layers. */
  readonly macs: PathCosts;
  /** The images and classes that they are counted for: `32x32x3 in 10 classes`. */
  readonly images: string;
}

/** The requests. */
export const HYPERCUBOID_CALLS = {
  'hypercuboid.costs': z.strictObject({ space: spaceReferenceSchema }),
} as const;

/** The answers. */
export interface HyperCuboidAnswers {
  readonly 'hypercuboid.costs': HyperCuboidCosts;
}

/** Counts what paths cost. */
export interface PathCounter {
  /** @throws AppError `spaces/...`, `nn/...`; `cli/wrong-use` for a space of cells */
  costs(space: SpaceReference): HyperCuboidCosts;
}

interface Services {
  readonly paths: PathCounter;
}

/** What each call does. */
export const HYPERCUBOID_HANDLERS: HandlersOf<typeof HYPERCUBOID_CALLS, HyperCuboidAnswers, Services> = {
  'hypercuboid.costs': async ({ space }, { paths }) => paths.costs(space),
};
