/** The layouts of PyTorch, in which the references keep weights, and of the engine. */
import { assert } from '../base/assert.ts';
import { sameShape, sizeOf } from '../engine/index.ts';
import type { Shape } from '../engine/index.ts';
import { nnError } from './errors.ts';
import type { ParameterLayout, ParameterSpec } from './parameters.ts';

/** A dense tensor, the last axis running fastest. */
export interface Dense {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
}

/** Where each axis of the engine's layout stands in PyTorch's. */
const AXES: Readonly<Record<ParameterLayout, readonly number[]>> = {
  /** `[out,in,kh,kw]` to `[kh,kw,in,out]`. */
  convolution: [2, 3, 1, 0],
  /** `[C,1,kh,kw]` to `[kh,kw,C,1]`. */
  depthwise: [2, 3, 0, 1],
  /** `[out,in]` to `[in,out]`. */
  linear: [1, 0],
  matrix: [0, 1],
  vector: [0],
};

/**
 * A parameter's values in the engine's layout, from PyTorch's.
 * @throws nn/parameter-shape
 */
export function parameterFromTorch(spec: ParameterSpec, torch: Dense): Float32Array {
  const axes = AXES[spec.layout];
  const shape = axes.map((axis) => torch.shape[axis] ?? 0);
  if (torch.shape.length !== axes.length || !sameShape(shape, spec.shape)) {
    const [found, needed] = [torch.shape, torchShape(spec)].map((extents) => `[${extents.join(',')}]`);
    throw nnError('nn/parameter-shape', { parameter: spec.name, found: found ?? '', needed: needed ?? '' });
  }
  return permuted(torch, axes).data;
}

/** A parameter's values in PyTorch's layout, from the engine's. */
export function parameterToTorch(
  spec: ParameterSpec,
  data: ArrayLike<number>,
): { readonly shape: Shape; readonly data: Float32Array } {
  const axes = AXES[spec.layout];
  return permuted(
    { shape: spec.shape, data },
    axes.map((_, i) => axes.indexOf(i)),
  );
}

/** The shape of a parameter in PyTorch. */
export function torchShape(spec: ParameterSpec): Shape {
  const axes = AXES[spec.layout];
  return axes.map((_, i) => spec.shape[axes.indexOf(i)] ?? 0);
}

/** Images [N,H,W,C] from PyTorch's [N,C,H,W]. */
export function imagesFromTorch(torch: Dense): { readonly shape: Shape; readonly data: Float32Array } {
  return permuted(torch, [0, 2, 3, 1]);
}

/** The tensor whose axis i is axis `axes[i]` of x. */
function permuted({ shape, data }: Dense, axes: readonly number[]): { shape: Shape; data: Float32Array } {
  assert(
    shape.length === axes.length && data.length === sizeOf(shape),
    `[${shape.join(',')}] has ${data.length} elements`,
  );
  const stepOf = (axis: number): number => sizeOf(shape.slice(axis + 1));
  const steps = axes.map(stepOf);
  const extents = axes.map((axis) => shape[axis] ?? 0);
  const result = new Float32Array(data.length);
  const position = extents.map(() => 0);
  let from = 0;
  for (let at = 0; at < result.length; at++) {
    result[at] = data[from] ?? 0;
    // Counts up like an odometer: the last axis turns first.
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      const digit = (position[axis] ?? 0) + 1;
      const step = steps[axis] ?? 0;
      if (digit < (extents[axis] ?? 0)) {
        position[axis] = digit;
        from += step;
        break;
      }
      position[axis] = 0;
      from -= step * (digit - 1);
    }
  }
  return { shape: extents, data: result };
}
