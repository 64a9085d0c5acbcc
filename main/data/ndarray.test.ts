import { describe, expect, it } from 'vitest';
import { elementsOf, parseElementType } from './ndarray.ts';
import type { NdArray } from './ndarray.ts';

/** An array of one dimension; its bytes begin in between, as they do in files. */
function arrayOf(type: string, bytes: readonly number[]): NdArray {
  const element = parseElementType(type);
  if (element === null) throw new Error(`no type ${type}`);
  const within = Uint8Array.of(99, ...bytes).subarray(1);
  return { shape: [bytes.length / element.sizeBytes], element, fortranOrder: false, bytes: within };
}

describe('elementsOf', () => {
  it.each([
    ['|b1', [0, 1, 7], [0, 1, 1]],
    ['|u1', [0, 255], [0, 255]],
    ['|i1', [0, 255], [0, -1]],
    ['<u2', [1, 2, 255, 255], [513, 65_535]],
    ['>u2', [1, 2, 255, 255], [258, 65_535]],
    ['>i2', [255, 254, 0, 1], [-2, 1]],
    ['<i4', [1, 0, 0, 128], [-2_147_483_647]],
    ['>u4', [128, 0, 0, 1], [2_147_483_649]],
    ['<i8', [254, 255, 255, 255, 255, 255, 255, 255], [-2]],
    ['>u8', [0, 0, 0, 1, 0, 0, 0, 2], [4_294_967_298]],
    ['<f4', [0, 0, 192, 63], [1.5]],
    ['>f4', [191, 128, 0, 0], [-1]],
    ['<f8', [0, 0, 0, 0, 0, 0, 224, 63], [0.5]],
    ['>f8', [64, 0, 0, 0, 0, 0, 0, 0], [2]],
    ['<f2', [0, 60, 1, 0, 0, 252, 255, 123], [1, 2 ** -24, -Infinity, 65_504]],
    ['>f2', [192, 0, 126, 0], [-2, Number.NaN]],
  ] as const)('reads %s', (type, bytes, expected) => {
    const array = arrayOf(type, bytes);
    expect([...elementsOf(array)]).toEqual([...expected]);
    expect([...elementsOf({ ...array, bytes: Buffer.from(bytes).subarray() })]).toEqual([...expected]);
    expect([...array.bytes]).toEqual([...bytes]);
  });

  it.each(['<i8', '<u8'])('takes no room on the heap for %s, of which pixels may be', (type) => {
    const element = parseElementType(type);
    if (element === null) throw new Error(`no type ${type}`);
    const count = 3_000_000;
    const array = {
      shape: [count],
      element,
      fortranOrder: false,
      bytes: new Uint8Array(count * element.sizeBytes),
    };
    const before = process.memoryUsage().heapUsed;
    expect(elementsOf(array)).toHaveLength(count);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(4 * count);
  });
});
