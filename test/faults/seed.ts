import { createRng } from '../../main/base/rng.ts';
import type { Rng } from '../../main/base/rng.ts';

/** Every run of these tests tries other moments and other damage; DARTBOARD_FAULT_SEED=n tries those of an earlier run again. */
const SEED = Number(process.env['DARTBOARD_FAULT_SEED'] ?? Date.now() % 1_000_000);

/**
 * Random choices of a test, whose seed is printed so that what failed can be tried again.
 *
 * @param what - the test
 */
export function faultRng(what: string): Rng {
  process.stdout.write(`${what}: DARTBOARD_FAULT_SEED=${String(SEED)}\n`);
  return createRng(SEED, 'faults', what);
}
