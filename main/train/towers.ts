/**
 * Data parallelism: the same pass on every device, each on its slice of the batch.
 *
 * As with PyTorch's DataParallel, each tower normalizes with the statistics of its own slice, and the running statistics take those of
 * tower 0. So with batch normalization several devices are not one device with the whole batch, but exactly the mean of what each gives.
 */
import { defined } from '../base/assert.ts';
import { float32, int32 } from '../engine/index.ts';
import type { EngineBuilder, Program, Var } from '../engine/index.ts';

/** A pass on several devices. */
export interface TowerPlan {
  readonly devices: number;
  /** Arguments that each tower takes its slice of, along their first axis. */
  readonly sliced: Readonly<Record<string, Var>>;
  /** The other arguments of a tower. */
  given(tower: number): Readonly<Record<string, Var>>;
  /** Results whose means are taken: losses and gradients. */
  readonly averaged: readonly string[];
  /** Results that are joined along their first axis, in the order of the batch. */
  readonly joined: readonly string[];
}

/**
 * Writes a pass once for each device. With one device it is the pass itself, placed nowhere.
 *
 * @param pass - written for one slice; its arguments are those of the plan
 * @returns its fetches: averaged, joined, or else those of tower 0
 */
export function writeTowers(b: EngineBuilder, pass: Program, plan: TowerPlan): Readonly<Record<string, Var>> {
  const { devices, sliced, averaged, joined } = plan;
  if (devices === 1) return b.inline(pass, { ...sliced, ...plan.given(0) }).fetches;
  const slices = b.on('host', () =>
    Object.entries(sliced).map(([name, whole]) => ({ name, parts: slicesOf(b, whole, devices) })),
  );
  const towers = Array.from({ length: devices }, (_, tower) => {
    const own = slices.map(({ name, parts }) => [name, defined(parts[tower], 'a slice a tower')] as const);
    const bindings = { ...Object.fromEntries(own), ...plan.given(tower) };
    return b.on(tower, () => b.inline(pass, bindings)).fetches;
  });
  const every = (name: string): readonly Var[] =>
    towers.map((fetches) => defined(fetches[name], `a pass gives ${name}`));
  const means = averaged.map((name) => [name, meanOf(b, every(name))] as const);
  const whole = joined.map(
    (name) => [name, b.on('host', () => b.one('concat', every(name), { axis: 0 }))] as const,
  );
  return { ...towers[0], ...Object.fromEntries([...means, ...whole]) };
}

function slicesOf(b: EngineBuilder, whole: Var, devices: number): readonly Var[] {
  const size = defined(whole.type.shape[0], 'a batch has images') / devices;
  return b.all('split', [whole], { axis: 0, sizes: Array.from({ length: devices }, () => size) });
}

/** The mean of values of one type. */
function meanOf(b: EngineBuilder, values: readonly Var[]): Var {
  return b.one('mul', [b.one('addN', values), b.fill(1 / values.length, float32())]);
}

/** A step's seed [2] as a tower's own: towers draw different numbers, tower 0 those of a single device. */
export function towerSeed(b: EngineBuilder, seed: Var, tower: number): Var {
  if (tower === 0) return seed;
  const offset = { values: [tower, 0], shape: [2], dtype: int32(2).dtype };
  return b.on('host', () => b.one('add', [seed, b.one('constant', [], offset)]));
}
