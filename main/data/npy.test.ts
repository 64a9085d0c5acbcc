import { describe, expect, it } from 'vitest';
import { filesOfFixture } from '../../test/support/data-fixtures.ts';
import { memoryFile } from './data-file.ts';
import { isImages, wholeNumbers } from './ndarray.ts';
import { parseNpyHeader, readNpy } from './npy.ts';

const files = await filesOfFixture('cifar-10.1.tar.gz');
const bytesOf = (name: string): Uint8Array => files[name] ?? new Uint8Array(0);
const read = (bytes: Uint8Array): ReturnType<typeof readNpy> => readNpy(memoryFile('a.npy', bytes));
/** An NPY file with this text as its header. */
const withHeader = (text: string, body: number): Uint8Array => {
  const head = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    head.length,
    0,
    ...head,
    ...new Uint8Array(body),
  );
};

describe('readNpy', () => {
  it.each(['v6_labels', 'labels-version2', 'labels-version3', 'labels-big-endian', 'labels-bytes'])(
    'reads %s as numpy wrote it',
    async (name) => {
      const array = await read(bytesOf(name === 'v6_labels' ? 'cifar10.1_v6_labels.npy' : `${name}.npy`));
      expect(array.shape).toEqual([3]);
      expect([...(wholeNumbers(array) ?? [])]).toEqual([500, 501, 502].map((i) => (7 * i + 3) % 10));
    },
  );

  it('tells images from other arrays', async () => {
    const size = [32, 32, 3];
    expect(isImages(await read(bytesOf('cifar10.1_v6_data.npy')), size)).toBe(true);
    for (const name of ['data-fortran', 'data-float', 'data-planar', 'labels-bytes']) {
      expect(isImages(await read(bytesOf(`${name}.npy`)), size)).toBe(false);
    }
    expect([...(wholeNumbers(await read(bytesOf('labels-negative.npy'))) ?? [])]).toEqual([1, -1, 2]);
    expect(wholeNumbers(await read(bytesOf('labels-float.npy')))).toBeNull();
  });

  it.each([
    ['a structured type', bytesOf('labels-structured.npy'), /not of one simple type/],
    ['objects, which are a pickle', bytesOf('labels-object.npy'), /elements are \|O/],
    ['another file', Uint8Array.of(1, 2, 3), /does not begin as an NPY file/],
    ['an unknown version', Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 9, 0, 0, 0), /version 9/],
    ['an end within the header', bytesOf('labels-bytes.npy').subarray(0, 40), /ends within its header/],
    ['an end within the length', bytesOf('labels-bytes.npy').subarray(0, 9), /ends within its header/],
    [
      'an end within the elements',
      bytesOf('cifar10.1_v4_labels.npy').subarray(0, -3),
      /needs 32 bytes, but it has 29/,
    ],
    ['a header of another kind', withHeader("['descr', '<i4']", 4), /not that of an array/],
    ['an unknown type', withHeader("{'descr': '<q9', 'fortran_order': False, 'shape': (1,)}", 4), /<q9/],
    [
      'a shape beyond all',
      withHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 2)}", 4),
      /no array has/,
    ],
    [
      'a shape beyond the file',
      withHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (4000000000, 4000000000)}", 4),
      /needs 16000000000000000000 bytes, but it has 4/,
    ],
  ] as const)('refuses %s', async (_, bytes, says) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'data/unusable-file',
      message: expect.stringMatching(says),
    });
  });

  it('refuses a header that is longer than any', () => {
    const bytes = new Uint8Array(4096);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0xff, 0xff, 0xff, 0x7f]);
    expect(parseNpyHeader(bytes)).toMatch(/2147483647 bytes is too long/);
  });
});
