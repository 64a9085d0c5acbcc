/** Rewrites of programs. */
export { FORWARD, PASSES, STEP, runPasses } from './pipeline.ts';
export type { Pass, PassName } from './pipeline.ts';
