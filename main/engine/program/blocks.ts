/** The geometry of cutting an image into interleaved phases, and back. */
import { shapeError } from './errors.ts';
import { rank4 } from './operands.ts';
import type { Attrs } from './program.ts';
import type { TensorType } from './types.ts';
import { pairOf, sidesOf } from './windows.ts';

/** Attributes of `spaceToBatch` and `batchToSpace`. */
export type BlockAttrs = Readonly<{
  /** Rows and columns between the pixels of one phase. */
  block: readonly number[];
  /** Zeros around the image, `[top, bottom, left, right]`: added before it is cut, taken away after it is put together. */
  padding: readonly number[];
}>;

/** The phases of an image [N,H,W,C]: [bh bw N, H'/bh, W'/bw, C]. @throws engine/shape-mismatch */
export function phasesOf(op: string, image: TensorType, attrs: Attrs): TensorType {
  const [n, h, w, c] = rank4(op, 'x', image);
  const [bh, bw] = pairOf(op, attrs, 'block');
  const [top, bottom, left, right] = sidesOf(op, attrs);
  const [rows, columns] = [h + top + bottom, w + left + right];
  if (rows % bh !== 0 || columns % bw !== 0) {
    throw shapeError(op, `an image whose padded size ${rows}x${columns} is a multiple of ${bh}x${bw}`, [
      image,
    ]);
  }
  return { dtype: image.dtype, shape: [n * bh * bw, rows / bh, columns / bw, c] };
}

/** The image that phases are of. @throws engine/shape-mismatch */
export function imageOfPhases(op: string, phases: TensorType, attrs: Attrs): TensorType {
  const [n, h, w, c] = rank4(op, 'x', phases);
  const [bh, bw] = pairOf(op, attrs, 'block');
  const [top, bottom, left, right] = sidesOf(op, attrs);
  const shape = [n / (bh * bw), h * bh - top - bottom, w * bw - left - right, c];
  if (shape.some((extent) => !Number.isInteger(extent) || extent < 1)) {
    throw shapeError(op, `a multiple of ${bh * bw} images, larger than the padding`, [phases]);
  }
  return { dtype: phases.dtype, shape };
}

/** The padding in pairs, as TensorFlow and tfjs take it. */
export function paddingPairs(attrs: BlockAttrs): [[number, number], [number, number]] {
  const [top = 0, bottom = 0, left = 0, right = 0] = attrs.padding;
  return [
    [top, bottom],
    [left, right],
  ];
}
