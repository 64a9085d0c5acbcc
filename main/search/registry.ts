/** Every search method, by name. A new one is one file of strategies/, one line here, and a test beside it. */
import { darts } from './strategies/darts.ts';

/** The search methods. */
export const STRATEGIES = { darts } as const;

/** The names of the search methods. */
export type StrategyName = keyof typeof STRATEGIES;
