/**
 * The mixing behind Pillow's enhancements: `base + factor * (value - base)`, where a factor of 0 gives the base, 1 the
 * value, and more goes beyond it. Pillow computes in float32 and cuts off what is behind the point; so does this, to
 * give the same grey levels.
 *
 * @see Pillow, `ImageEnhance` and `Image.blend`
 */
import { pixelTable } from '../transfer.ts';

/** The products of the factor and every possible difference -255..255, in float32: entry `difference + 255`. */
export function differenceTable(factor: number): Float32Array {
  const scale = Math.fround(factor);
  const products = new Float32Array(511);
  for (let i = 0; i < 511; i++) products[i] = scale * (i - 255);
  return products;
}

/**
 * One mixed pixel.
 *
 * @param products - see {@link differenceTable}
 * @param base - pixel 0..255
 * @param value - pixel 0..255
 */
export function mixed(products: Float32Array, base: number, value: number): number {
  const sum = Math.fround(base + (products[value - base + 255] ?? 0));
  if (sum <= 0) return 0;
  return sum >= 255 ? 255 : Math.trunc(sum);
}

/** What every pixel becomes when it is mixed with one base: 256 entries. */
export function mixTable(factor: number, base: number): Uint8Array {
  const products = differenceTable(factor);
  return pixelTable((value) => mixed(products, base, value));
}
