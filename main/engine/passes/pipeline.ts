import { verifyProgram } from '../program/index.ts';
import type { OpTable, Program } from '../program/index.ts';
import { commonSubexpressions } from './common-subexpressions.ts';
import { deadCode } from './dead-code.ts';
import { foldScale } from './fold-scale.ts';

/** A rewrite: the same results from a better program. */
export type Pass = (program: Program) => Program;

/** Every pass, by name. */
export const PASSES = { commonSubexpressions, foldScale, deadCode } as const satisfies Record<string, Pass>;

/** The names of the passes. */
export type PassName = keyof typeof PASSES;

/**
 * Before differentiation. Sharing comes first: what the edges of a state have in common is then one value with several uses, which
 * `foldScale` leaves alone, since a shared pool with its normalization is cheaper than one scaled copy an edge.
 */
export const FORWARD: readonly PassName[] = ['commonSubexpressions', 'foldScale', 'deadCode'];

/** After differentiation: gradient rules write constants and shared factors again and again. */
export const STEP: readonly PassName[] = ['commonSubexpressions', 'deadCode'];

/**
 * Runs passes in order and verifies the program after each.
 * @throws engine/invalid-program when a pass breaks it: a bug of the pass
 */
export function runPasses(program: Program, ops: OpTable, names: readonly PassName[]): Program {
  return names.reduce((current, name) => {
    const next = PASSES[name](current);
    verifyProgram(next, ops);
    return next;
  }, program);
}
