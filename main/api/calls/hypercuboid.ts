/** What the operations of a hypercuboid cost. */
import type { PathCosts } from '../../spaces/index.ts';
import type { HandlersOf } from './call.ts';
import { oneRun } from './parts.ts';

/** What paths cost, for one image as counted everywhere else. */
export interface HyperCuboidCosts {
  readonly params: PathCosts;
  /** Multiply-accumulates of convolutions and linear layers. */
  readonly macs: PathCosts;
  /** The images and classes that they are counted for, those of the search where they are at hand: `28x28x1 in 10 classes`. */
  readonly images: string;
}

/** The requests. */
export const HYPERCUBOID_CALLS = {
  'hypercuboid.costs': oneRun,
} as const;

/** The answers. */
export interface HyperCuboidAnswers {
  readonly 'hypercuboid.costs': HyperCuboidCosts;
}

/** Counts what paths cost. */
export interface PathCounter {
  /** @throws AppError `runs/not-found`, `spaces/...`, `nn/...`; `cli/wrong-use` for a run that is no search of a hypercuboid */
  costs(run: string): Promise<HyperCuboidCosts>;
}

interface Services {
  readonly paths: PathCounter;
}

/** What each call does. */
export const HYPERCUBOID_HANDLERS: HandlersOf<typeof HYPERCUBOID_CALLS, HyperCuboidAnswers, Services> = {
  'hypercuboid.costs': ({ run }, { paths }) => paths.costs(run),
};
