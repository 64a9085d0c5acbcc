/** Undamaged data sets of every layout, small. Python's own libraries have made all but the IDX files, which are a header and bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { rawZip } from '../../support/raw-zip.ts';

/** A data set as files. */
export interface DamageSource {
  /** For a person. */
  readonly id: string;
  /** By their paths in the folder of the set. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is opened, within that folder; empty: the folder itself. */
  readonly opened: string;
  /** What the reader is told; null: nothing. */
  readonly config: Readonly<Record<string, unknown>> | null;
}

const PART = { testPart: { from: 2 } };
/** Layouts that do not say everything. */
const CONFIGS: Readonly<Record<string, DamageSource['config']>> = {
  'csv/quoted': PART,
  'csv/tabs': PART,
  'csv/without-extension': PART,
  'image-folder': PART,
  'image-folder.tar itself': PART,
  'odd-images': PART,
  'sprites/mnist': PART,
  'sprites/tiles': { ...PART, tile: { height: 8, width: 6 } },
  'sprites/wide': { row: { height: 3, width: 5 } },
};
/** Of the many files of arrays, those that differ in kind. */
const ARRAYS =
  /^(keras|positions|medmnist|planar|fortran|one-hot|many-classes|shares-f8)\.npz$|^(kmnist|npy)\//;

/**
 * The sets in the archives of the fixtures, some of those archives, and IDX files.
 *
 * @param fixtures - the folder `test/fixtures/data`
 */
export async function damageSources(fixtures: string): Promise<readonly DamageSource[]> {
  const archives = readdirSync(fixtures).filter((name) => name.startsWith('cifar-'));
  const layouts = readdirSync(join(fixtures, 'layouts')).filter((name) => /\.tar(\.gz)?$/.test(name));
  const unpacked = await Promise.all(
    [...archives, ...layouts.map((name) => `layouts/${name}`)].map(async (name) =>
      setsIn(basename(name).replace(/\.tar(\.gz)?$/, ''), await filesOf(join(fixtures, name))),
    ),
  );
  const packed = ['cifar-10-python.tar.gz', 'cifar-100-binary.tar.gz', 'layouts/image-folder.tar'];
  const found: readonly Found[] = [
    ...unpacked.flat().flatMap(variants),
    ...packed.map((name) => archiveOf(join(fixtures, name))),
    { id: 'idx', files: idxFiles((bytes) => bytes, ''), opened: '' },
    { id: 'idx, packed', files: idxFiles((bytes) => gzipSync(bytes), '.gz'), opened: '' },
    ...texts(),
  ];
  return found.map((source) => ({ ...source, config: CONFIGS[source.id] ?? null }));
}

async function filesOf(archive: string): Promise<Map<string, Uint8Array>> {
  const bytes = readFileSync(archive);
  const entries = await unpackTar(archive.endsWith('.gz') ? gunzipSync(bytes) : bytes, { strict: true });
  return new Map(
    entries.flatMap(({ header, data }) =>
      data === undefined ? [] : [[header.name.replace(/^\.\//, ''), new Uint8Array(data)] as const],
    ),
  );
}

type Found = Omit<DamageSource, 'config'>;

/** An archive of several folders and nothing beside them holds a set in each. */
function setsIn(name: string, files: ReadonlyMap<string, Uint8Array>): readonly Found[] {
  if (name === 'numpy') return arraysIn(name, files);
  const isSet = name === 'odd-images' || [...files.keys()].some((path) => !path.includes('/'));
  if (isSet) return [{ id: name, files, opened: '' }];
  const tops = new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''));
  return [...tops].map((top) => ({
    id: tops.size === 1 ? name : `${name}/${top}`,
    files: within(files, top),
    opened: '',
  }));
}

function arraysIn(name: string, files: ReadonlyMap<string, Uint8Array>): readonly Found[] {
  const tops = new Set(
    [...files.keys()].flatMap((path) => (ARRAYS.test(path) ? [path.split('/')[0] ?? ''] : [])),
  );
  return [...tops].map((top) => {
    const alone = files.get(top);
    return {
      id: `${name}/${top}`,
      files: alone === undefined ? within(files, top) : new Map([[top, alone]]),
      opened: '',
    };
  });
}

const within = (files: ReadonlyMap<string, Uint8Array>, folder: string): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [...files].flatMap(([path, bytes]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), bytes] as const] : [],
    ),
  );

/** Several sets in one folder, told apart by the file that is opened. */
function variants(source: Found): readonly Found[] {
  const v6 = 'cifar10.1_v6_data.npy';
  if (source.id.startsWith('cifar-10.1/')) return source.files.has(v6) ? [{ ...source, opened: v6 }] : [];
  return [source];
}

function archiveOf(archive: string): Found {
  const file = basename(archive);
  const files = new Map([[file, new Uint8Array(readFileSync(archive))]]);
  return { id: `${file} itself`, files, opened: file };
}

/** A corpus as a folder, packed parts and all; as a zip file; and as one text. */
function texts(): readonly Found[] {
  const encoder = new TextEncoder();
  const line = (i: number): string =>
    `the ${['cat', 'döner', '<unk>', 'whale'][i % 4] ?? ''} sat on ${i} mats\n`;
  const text = (lines: number): Uint8Array =>
    encoder.encode(Array.from({ length: lines }, (_, i) => line(i)).join(''));
  const parts = [
    ['ptb.train.txt', text(60)],
    ['ptb.valid.txt', text(9)],
    ['ptb.test.txt', text(7)],
  ] as const;
  const zip = rawZip(parts.map(([name, content]) => ({ name: `wiki/${name}`, content, deflate: true })));
  return [
    { id: 'text', files: new Map(parts), opened: '' },
    {
      id: 'text, packed',
      files: new Map(parts.map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)])),
      opened: '',
    },
    { id: 'text, zipped', files: new Map([['wiki.zip', zip]]), opened: 'wiki.zip' },
    { id: 'one text', files: new Map([['tale.txt', text(80)]]), opened: 'tale.txt' },
  ];
}

function idxFiles(pack: (bytes: Uint8Array) => Uint8Array, ending: string): Map<string, Uint8Array> {
  const part = (name: string, count: number): readonly (readonly [string, Uint8Array])[] => [
    [`${name}-images-idx3-ubyte${ending}`, pack(idx([count, 6, 5]))],
    [`${name}-labels-idx1-ubyte${ending}`, pack(idx([count]))],
  ];
  return new Map([...part('train', 9), ...part('t10k', 4)]);
}

/** @see LeCun, "The MNIST database": two zeros, the type (8: bytes), the number of axes, their lengths, then the numbers */
function idx(lengths: readonly number[]): Uint8Array {
  const count = lengths.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(4 + 4 * lengths.length + count);
  const view = new DataView(bytes.buffer);
  bytes.set([0, 0, 8, lengths.length]);
  lengths.forEach((length, i) => {
    view.setUint32(4 + 4 * i, length);
  });
  for (let i = 0; i < count; i++)
    bytes[bytes.length - count + i] = (i * 7) % (lengths.length === 1 ? 3 : 256);
  return bytes;
}
