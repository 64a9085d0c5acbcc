/** Every search method, by name. A new one is one file of strategies/, one line here, and a test beside it. */
import { darts } from './strategies/darts.ts';
import { importance } from './strategies/importance.ts';
import { random } from './strategies/random.ts';
import { randomSharing } from './strategies/random-sharing.ts';
import { singleLevel } from './strategies/single-level.ts';

/** The search methods. */
export const STRATEGIES = { darts, singleLevel, importance, random, randomSharing } as const;

/** The names of the search methods. */
export type StrategyName = keyof typeof STRATEGIES;
