import { verifyProgram } from '../program/index.ts';
import type { OpTable, Program } from '../program/index.ts';
import { commonSubexpressions } from './common-subexpressions.ts';
import { deadCode } from './dead-code.ts';
import { flatKernels } from './flat-kernels.ts';
import { foldFlow } from './fold-flow.ts';
import { foldScale } from './fold-scale.ts';
import { factorOut } from './factor-out.ts';
import { fuse } from './fuse.ts';
import { inPanels } from './in-panels.ts';
import { keepFloat32 } from './keep-float32.ts';
import { mixedPrecision } from './mixed-precision.ts';
import { turnOnce } from './turn-once.ts';
import { sumsOfProducts } from './sums-of-products.ts';
import type { ReducedType } from './mixed-precision.ts';

/** A rewrite: the same results from a better program. */
export type Pass = (program: Program) => Program;

/** Every pass, by name. */
export const PASSES = {
  commonSubexpressions,
  foldScale,
  bfloat16: (program) => mixedPrecision(program, 'bfloat16'),
  float16: (program) => mixedPrecision(program, 'float16'),
  keepFloat32,
  fuse,
  foldFlow,
  flatKernels,
  factorOut,
  sumsOfProducts,
  inPanels,
  turnOnce,
  deadCode,
} as const satisfies Record<string, Pass>;

/** The names of the passes. */
export type PassName = keyof typeof PASSES;

/**
 * Before differentiation. Sharing comes first: what the edges of a state have in common is then one value with several uses, which
 * `foldScale` leaves alone, since a shared pool with its normalization is cheaper than one scaled copy an edge.
 */
export const FORWARD: readonly PassName[] = ['commonSubexpressions', 'foldScale', 'deadCode'];

/** The type that a network's images are computed in. */
export type Precision = 'float32' | ReducedType;

/**
 * `FORWARD` for a network in that precision. Its casts come after all that looks for a normalization beside its factor, and before
 * `fuse`, whose ops work in either type.
 *
 * @param fused - whether the executor has the engine's own kernels (`Executor.fuses`)
 */
export function forwardPasses(precision: Precision, fused = false): readonly PassName[] {
  const passes = FORWARD.flatMap((name) =>
    name === 'foldScale' && precision !== 'float32' ? [name, precision] : [name],
  );
  return fused ? [...passes, 'fuse'] : passes;
}

/** After differentiation: gradient rules write constants and shared factors again and again, casts too. */
const STEP: readonly PassName[] = [
  'keepFloat32',
  'commonSubexpressions',
  'foldFlow',
  'flatKernels',
  'factorOut',
  'sumsOfProducts',
  'turnOnce',
  'deadCode',
];

/**
 * The passes after differentiation.
 *
 * @param fused - whether the executor has the engine's own kernels (`Executor.fuses`)
 */
export const stepPasses = (fused = false): readonly PassName[] =>
  fused ? STEP.flatMap((name) => (name === 'turnOnce' ? ['inPanels', name] : [name])) : STEP;

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
