/** What goes on from a supernet to a smaller one. */
import { defined } from '../../base/assert.ts';
import type { Executable } from '../../engine/index.ts';
import type { ModelLayout } from '../../train/index.ts';
import type { SupernetModel } from '../supernet-model.ts';
import { supernetVariables } from '../supernet-model.ts';

type Layout = ModelLayout['weights'];

/** The values of a packed variable in another layout, by the names of its tensors: bit for bit. */
export function repacked(values: Float32Array, from: Layout, to: Layout): Float32Array {
  const offsets = new Map<string, number>();
  let offset = 0;
  from.slots.forEach(({ name }, i) => {
    offsets.set(name, offset);
    offset += from.sizes[i] ?? 0;
  });
  const next = new Float32Array(to.size);
  let at = 0;
  to.slots.forEach(({ name }, i) => {
    const size = to.sizes[i] ?? 0;
    const begin = defined(offsets.get(name), `the larger supernet has ${name}`);
    next.set(values.subarray(begin, begin + size), at);
    at += size;
  });
  return next;
}

/** Which layout a supernet's variables are packed in. Those that are none of these are of one size in every supernet. */
const PACKED: Readonly<Record<string, keyof ModelLayout>> = {
  weights: 'weights',
  'optimizer.velocity': 'weights',
  'statistics.mean': 'statistics',
  'statistics.variance': 'statistics',
};

/** Weights, momentum, running statistics and the scale of the loss as the smaller supernet begins with them: nothing is scaled or drawn anew. */
export async function carriedOver(
  executable: Executable,
  from: SupernetModel,
  to: SupernetModel,
): Promise<Readonly<Record<string, Float32Array>>> {
  const values: Record<string, Float32Array> = {};
  for (const name of Object.keys(supernetVariables(to))) {
    const value = await executable.read(name);
    if (!(value instanceof Float32Array)) throw new Error(`internal: ${name} is no float32 variable`);
    const layout = PACKED[name];
    values[name] = layout === undefined ? value : repacked(value, from.layout[layout], to.layout[layout]);
  }
  return values;
}
