import { sizeOf } from '../engine/index.ts';
import type { EngineBuilder, Shape, Var } from '../engine/index.ts';

/** Something that has a place in a packed variable. */
export interface Slot {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * How many tensors lie in one flat variable, in order. All parameters of a network are one variable: its update is a handful of
 * equations whatever the network's size, a checkpoint is one array, and the norm of all gradients is one sum.
 */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly sizes: readonly number[];
  /** Elements in all. */
  readonly size: number;
}

/** The layout of slots, one after the other. */
export function layoutOf(slots: readonly Slot[]): Layout {
  const sizes = slots.map((slot) => sizeOf(slot.shape));
  return { slots, sizes, size: sizes.reduce((total, size) => total + size, 0) };
}

/** The tensors in a packed value `[size]`, by name. */
export function unpack(b: EngineBuilder, packed: Var, layout: Layout): Readonly<Record<string, Var>> {
  const parts = b.all('split', [packed], { axis: 0, sizes: layout.sizes });
  return Object.fromEntries(
    layout.slots.flatMap(({ name, shape }, i) => {
      const part = parts[i];
      return part === undefined
        ? []
        : [[name, shape.length === 1 ? part : b.one('reshape', [part], { shape })]];
    }),
  );
}

/** Tensors of rank one as a packed value `[size]`, in the order given. */
export function packVectors(b: EngineBuilder, vectors: readonly Var[]): Var {
  return b.one('concat', vectors, { axis: 0 });
}
