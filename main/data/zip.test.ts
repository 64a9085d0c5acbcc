import { describe, expect, it } from 'vitest';
import { filesOfLayout } from '../../test/support/array-layouts.ts';
import { failureOf } from '../../test/support/data-sets.ts';
import { memoryFile } from './data-file.ts';
import { parseNpyHeader } from './npy.ts';
import { firstZipName, isZip, readZip } from './zip.ts';

const all = await filesOfLayout('numpy');
const fileOf = (name: string): Uint8Array => all.get(`${name}.npz`) ?? new Uint8Array(0);
const read = (bytes: Uint8Array): ReturnType<typeof readZip> => readZip(memoryFile('a.npz', bytes));

/** Where the directory at the end has its entries. */
function entriesAt(bytes: Uint8Array): number[] {
  const view = Buffer.from(bytes);
  const places: number[] = [];
  for (let at = view.indexOf('PK\x01\x02'); at >= 0; at = view.indexOf('PK\x01\x02', at + 1)) places.push(at);
  return places;
}

/** A copy in which numbers in an entry of the directory are others; a place is counted from the beginning of the entry. */
function withEntry(bytes: Uint8Array, number: number, change: (entry: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer, entriesAt(bytes)[number] ?? 0));
  return copy;
}

/** A zip file of one packed entry, which says these sizes of itself. */
function zipOf(packedBytes: number, unpackedBytes: number): Uint8Array {
  const name = Buffer.from('x.npy');
  const [local, central, end] = [Buffer.alloc(30), Buffer.alloc(46), Buffer.alloc(22)] as const;
  for (const [header, magic, first] of [
    [local, 'PK\x03\x04', 4],
    [central, 'PK\x01\x02', 6],
  ] as const) {
    header.write(magic);
    header.writeUInt16LE(20, first);
    header.writeUInt16LE(8, first + 4);
    header.writeUInt32LE(packedBytes, first + 14);
    header.writeUInt32LE(unpackedBytes, first + 18);
    header.writeUInt16LE(name.length, first + 22);
  }
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packedBytes, 16);
  return Buffer.concat([local, name, Buffer.alloc(packedBytes), central, name, end]);
}

const PACKED_SIZE = 20;
const UNPACKED_SIZE = 24;
const OFFSET = 42;

describe('readZip', () => {
  it.each(['keras', 'stored'])('reads what Python packed into %s', async (name) => {
    const bytes = fileOf(name);
    expect(isZip(bytes)).toBe(true);
    expect(firstZipName(bytes)).toBe('x_train.npy');
    const entries = await read(bytes);
    expect(entries.map((entry) => entry.name)).toEqual([
      'x_train.npy',
      'y_train.npy',
      'x_test.npy',
      'y_test.npy',
    ]);
    for (const entry of entries) {
      const content = await entry.read();
      expect(content).toHaveLength(entry.sizeBytes);
      expect(parseNpyHeader(content)).toMatchObject({ element: { kind: 'u' } });
    }
  });

  it('tells zip files from others', () => {
    expect(isZip(new Uint8Array(30))).toBe(false);
    expect(firstZipName(fileOf('keras').slice(0, 35))).toBeNull();
  });

  it.each([
    {
      title: 'a size that no packed file has',
      bytes: withEntry(fileOf('keras'), 0, (entry) => {
        entry.setUint32(UNPACKED_SIZE, 2 ** 31, true);
      }),
      says: /its entry "x_train\.npy" cannot unpack to 2147483648 bytes from \d+/,
    },
    {
      title: 'a size that is too small',
      bytes: withEntry(fileOf('keras'), 0, (entry) => {
        entry.setUint32(UNPACKED_SIZE, 100, true);
      }),
      says: /its entry "x_train\.npy" cannot be unpacked \(Cannot create a Buffer larger than/,
    },
    {
      title: 'entries that share their bytes',
      bytes: [0, 1, 2, 3].reduce(
        (bytes, number) =>
          withEntry(bytes, number, (entry) => {
            entry.setUint32(OFFSET, 0, true);
            entry.setUint32(PACKED_SIZE, Math.floor(fileOf('keras').length / 3), true);
          }),
        fileOf('keras'),
      ),
      says: /its entries overlap/,
    },
    {
      title: 'an encrypted entry',
      bytes: withEntry(fileOf('keras'), 1, (entry) => {
        entry.setUint16(8, 1, true);
      }),
      says: /its entry "y_train\.npy" is encrypted/,
    },
    {
      title: 'another way of packing',
      bytes: withEntry(fileOf('keras'), 1, (entry) => {
        entry.setUint16(10, 14, true);
      }),
      says: /packed by method 14, which is not read here/,
    },
    {
      title: 'another checksum',
      bytes: withEntry(fileOf('stored'), 2, (entry) => {
        entry.setUint32(16, 1, true);
      }),
      says: /its entry "x_test\.npy" is damaged: its checksum/,
    },
    {
      title: 'no directory',
      bytes: fileOf('keras').slice(0, -40),
      says: /a\.npz is not a usable zip file/,
    },
  ])('refuses $title', async ({ bytes, says }) => {
    const error = await failureOf(
      (async () => {
        for (const entry of await read(bytes)) await entry.read();
      })(),
    );
    expect(error.code).toBe('data/unusable-file');
    expect(error.message).toMatch(says);
  });

  it('refuses pixels of which one is another', async () => {
    const bytes = fileOf('stored').slice();
    const at = 500;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const [first] = await read(bytes);
    const error = await failureOf(first?.read() ?? Promise.resolve());
    expect(error.message).toMatch(/"x_train\.npy" is damaged: its checksum is not the one that was noted/);
  });

  it('refuses what unpacks to more than a data set may take, before it takes any memory', async () => {
    const error = await failureOf(read(zipOf(2_200_000, 2_200_000_000)));
    expect(error.code).toBe('data/too-large');
    expect(error.message).toMatch(/a\.npz would take 2200000000 bytes of memory/);
  });
});
