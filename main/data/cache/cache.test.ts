import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPixels } from '../../../test/support/pixels.ts';
import type { Dataset } from '../dataset.ts';
import { createEncodedBuilder } from '../encoded.ts';
import { beginEntry, findEntry } from './cache.ts';
import type { CacheOptions, Wanted } from './cache.ts';
import { clearCache } from './contents.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { StoredPart, StoredSet } from './stored.ts';

let home = '';
let cache: CacheOptions = { folder: '', capBytes: 0 };
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'cache-'));
  cache = { folder: join(home, 'cache'), capBytes: 2 ** 20 };
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

/** A source of its own, whose files are never read. */
async function source(name: string): Promise<Wanted> {
  const path = join(home, name);
  await writeFile(path, name);
  return { path, reader: null, config: {} };
}

const part = (count: number, firstByte: number): StoredPart => ({
  count,
  channels: 3,
  size: { height: 1, width: 1 },
  eachSize: null,
  labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
  members: null,
  pixels: { kind: 'stored', firstByte, starts: null },
});
const setOf = (train: StoredPart, test: StoredPart): StoredSet => ({
  id: '0123456789abcdef',
  name: 'some',
  classes: ['a', 'b'],
  statistics: { mean: [0.1, 1 / 3, 0.7], deviation: [0.5, 0.25, 2 / 3] },
  validationFrom: 1,
  skipped: [{ reason: 'not an image', count: 2, examples: ['/x/1', '/x/2'] }],
  train,
  test,
});
const ABOUT = { isDetected: true, summary: 'some files' };
const PIXELS = Uint8Array.from({ length: 18 }, (_, i) => i * 7);

async function store(
  wanted: Wanted,
  set = setOf(part(4, 0), part(2, 12)),
  pixels = PIXELS,
): Promise<Dataset> {
  const draft = await beginEntry(cache);
  await draft.pixels.append(pixels);
  const fingerprint = await fingerprintOf({ path: wanted.path, reach: 'file' });
  const place = { ...wanted, reader: 'cifar-10.1', reach: 'file', fingerprint } as const;
  const { dataset } = await draft.keep(place, set, ABOUT);
  await draft.discard();
  return dataset;
}

const names = async (): Promise<readonly string[]> => (await readdir(cache.folder)).sort();

describe('an entry', () => {
  it('gives the set as it was', async () => {
    const wanted = await source('a');
    expect(await findEntry(cache, wanted)).toBeNull();
    const made = await store(wanted);
    const found = await findEntry(cache, wanted);
    expect(found).toEqual({ reader: 'cifar-10.1', ...ABOUT, dataset: made });
    const { train, test, ...about } = made;
    const { train: _, test: __, ...expected } = setOf(part(4, 0), part(2, 12));
    expect(about).toEqual(expected);
    expect(train).toMatchObject({ count: 4, channels: 3, size: { height: 1, width: 1 }, members: null });
    expect([...train.labels]).toEqual([0, 1, 0, 1]);
    expect(train.labels.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect([...(await readPixels(train)), ...(await readPixels(test))]).toEqual([...PIXELS]);
  });

  it('keeps images of different sizes', async () => {
    const several: StoredPart = {
      ...part(2, 0),
      size: null,
      eachSize: Uint16Array.of(1, 2, 2, 2),
      labels: Uint16Array.of(1, 0),
      pixels: { kind: 'stored', firstByte: 0, starts: Float64Array.of(0, 6) },
    };
    const { train } = await store(await source('a'), setOf(several, part(0, 18)));
    expect(train.labels).toBeInstanceOf(Uint16Array);
    expect([...(train.eachSize ?? [])]).toEqual([1, 2, 2, 2]);
    expect([...(await readPixels(train))]).toEqual([...PIXELS]);
  });

  it('keeps where encoded images lie', async () => {
    const builder = createEncodedBuilder();
    builder.add({ root: '/r', name: 'ä/1.png', start: 512, length: 10, label: 0 });
    builder.add({ root: '/s', name: '2.png', start: 1024, length: 11, label: 1 });
    const { files, labels } = builder.build();
    const fed: StoredPart = {
      ...part(1, 0),
      labels: labels.slice(1),
      members: Uint32Array.of(1),
      pixels: { kind: 'encoded', files },
    };
    const { train } = await store(await source('a'), setOf(fed, fed), new Uint8Array(0));
    expect(train.pixels).toEqual({ kind: 'encoded', channels: 3, files });
    expect(train.members).toEqual(Uint32Array.of(1));
  });

  it('is of files as they were, of a place, of a configuration and of a reader', async () => {
    const wanted = await source('a');
    await store(wanted);
    expect(await findEntry(cache, { ...wanted, reader: 'cifar-10.1' })).not.toBeNull();
    expect(await findEntry(cache, { ...wanted, reader: 'idx' })).toBeNull();
    expect(await findEntry(cache, { ...wanted, config: { name: 'x' } })).toBeNull();
    expect(await findEntry(cache, await source('b'))).toBeNull();
    await appendFile(wanted.path, 'more');
    expect(await findEntry(cache, wanted)).toBeNull();
  });

  it('is not served for looking at the files where its reader was asked for against them', async () => {
    const wanted = await source('a');
    const draft = await beginEntry(cache);
    const fingerprint = await fingerprintOf({ path: wanted.path, reach: 'file' });
    const place = { ...wanted, reader: 'idx', reach: 'file', fingerprint } as const;
    await draft.keep(place, setOf(part(0, 0), part(0, 0)), { ...ABOUT, isDetected: false });
    expect(await findEntry(cache, wanted)).toBeNull();
    expect(await findEntry(cache, { ...wanted, reader: 'idx' })).not.toBeNull();
  });

  it('leaves nothing when it is given up', async () => {
    const draft = await beginEntry(cache);
    await draft.pixels.append(PIXELS);
    await draft.discard();
    expect(await names()).toEqual([]);
  });
});

describe('a damaged entry', () => {
  const edit = async (path: string, change: (text: string) => string): Promise<void> =>
    writeFile(path, change(await readFile(path, 'utf8')));
  /** Changes what an entry says, as somebody would who knows how it is checked. */
  const forge = (folder: string, change: (text: string) => string): Promise<void> =>
    edit(join(folder, 'entry.json'), (text) => {
      const entry = change(/^\{"sha256":"\w+","entry":(.*)\}$/.exec(text)?.[1] ?? '');
      return `{"sha256":"${createHash('sha256').update(entry).digest('hex')}","entry":${entry}}`;
    });
  const flip = async (path: string, at: number): Promise<void> => {
    const bytes = await readFile(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
  };
  const DAMAGES: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
    'without entry.json': (folder) => rm(join(folder, 'entry.json')),
    'with an empty entry.json': (folder) => truncate(join(folder, 'entry.json')),
    'with half an entry.json': (folder) => truncate(join(folder, 'entry.json'), 300),
    'with a changed count': (folder) =>
      edit(join(folder, 'entry.json'), (text) => text.replace('"count":4', '"count":2')),
    'with another class': (folder) => edit(join(folder, 'entry.json'), (text) => text.replace('"a"', '"c"')),
    'of another version': (folder) => forge(folder, (text) => text.replace('"version":1', '"version":2')),
    'with a count that is not true': (folder) =>
      forge(folder, (text) => text.replace('"count":4', '"count":5')),
    'with an array of another type': (folder) =>
      forge(folder, (text) => text.replace('"Uint8Array"', '"Float64Array"')),
    'with a reader that is gone': (folder) => forge(folder, (text) => text.replace('cifar-10.1', 'cifar-9')),
    'with more than it should say': (folder) => forge(folder, (text) => text.replace('{', '{"more":1,')),
    'without arrays': (folder) => rm(join(folder, 'arrays')),
    'with short arrays': (folder) => truncate(join(folder, 'arrays'), 8),
    'with another label': (folder) => flip(join(folder, 'arrays'), 0),
    'without pixels': (folder) => rm(join(folder, 'pixels')),
    'with short pixels': (folder) => truncate(join(folder, 'pixels'), 17),
    'with more pixels': (folder) => appendFile(join(folder, 'pixels'), 'x'),
  };
  for (const [how, damage] of Object.entries(DAMAGES)) {
    it(`${how} is taken away, and made anew`, async () => {
      const wanted = await source('a');
      const made = await store(wanted);
      const [name = ''] = await names();
      await damage(join(cache.folder, name));
      expect(await findEntry(cache, wanted)).toBeNull();
      expect(await names()).toEqual([]);
      expect(await store(wanted)).toEqual(made);
    });
  }

  it('gives way to the one that was just made', async () => {
    const wanted = await source('a');
    const made = await store(wanted);
    const [name = ''] = await names();
    await truncate(join(cache.folder, name, 'arrays'), 8);
    expect(await store(wanted)).toEqual(made);
    expect(await findEntry(cache, wanted)).toMatchObject({ dataset: { id: made.id } });
    expect(await names()).toEqual([name]);
  });
});

/** Makes an entry look as if it had been used so long ago, by the processes that used it or by one that has ended. */
async function age(
  name: string,
  { minutes, byDead }: { minutes: number; byDead: number | null },
): Promise<void> {
  const folder = join(cache.folder, name);
  const then = new Date(Date.now() - minutes * 60_000);
  const [mark = ''] = (await readdir(folder)).filter((file) => file.startsWith('used.'));
  if (byDead !== null) {
    await rm(join(folder, mark));
    await writeFile(join(folder, `used.${String(byDead)}.${hostname()}`), '');
  }
  for (const file of await readdir(folder)) await utimes(join(folder, file), then, then);
  await utimes(folder, then, then);
}

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

describe('the size of the cache', () => {
  const BYTES = 10_000;
  /** Stores a set that takes so much and gives the name of its entry. */
  async function storeBig(name: string, bytes = BYTES): Promise<string> {
    const before = await readdir(cache.folder).catch((): string[] => []);
    const pixels = new Uint8Array(bytes);
    await store(await source(name), setOf(part(4, 0), part(2, 12)), pixels);
    return (await readdir(cache.folder)).find((entry) => !before.includes(entry)) ?? '';
  }

  it('is kept by taking away what was not used for the longest time', async () => {
    cache = { ...cache, capBytes: 3.9 * BYTES };
    const byDead = await deadProcess();
    const [a, b, c] = [await storeBig('a'), await storeBig('b'), await storeBig('c')];
    await age(a, { minutes: 60, byDead });
    await age(b, { minutes: 90, byDead });
    await age(c, { minutes: 30, byDead });
    const d = await storeBig('d');
    expect(await names()).toEqual([a, c, d].sort());
    await findEntry(cache, await wantedAgain('a'));
    const e = await storeBig('e');
    expect(await names()).toEqual([a, d, e].sort());
  });

  const wantedAgain = async (name: string): Promise<Wanted> => ({
    path: join(home, name),
    reader: null,
    config: {},
  });

  it('never takes away what a process has open, nor what was used just now', async () => {
    cache = { ...cache, capBytes: 2.9 * BYTES };
    const [a, b] = [await storeBig('a'), await storeBig('b')];
    const byDead = await deadProcess();
    await age(a, { minutes: 600, byDead: null });
    await age(b, { minutes: 30, byDead });
    const c = await storeBig('c');
    expect(await names()).toEqual([a, c].sort());
    const draft = await beginEntry(cache);
    expect(await draft.reserve(BYTES)).toBe(false);
    expect(await draft.reserve(100)).toBe(true);
    await draft.discard();
    expect(await names()).toEqual([a, c].sort());
  });

  it('counts as open what another machine opened in the last week', async () => {
    cache = { ...cache, capBytes: 1.9 * BYTES };
    const a = await storeBig('a');
    await age(a, { minutes: 60, byDead: await deadProcess() });
    const mark = join(cache.folder, a, 'used.1.another-machine.example');
    await writeFile(mark, '');
    const draft = await beginEntry(cache);
    const opened = async (days: number): Promise<void> => {
      const then = new Date(Date.now() - days * 24 * 3_600_000);
      for (const path of [mark, join(cache.folder, a)]) await utimes(path, then, then);
    };
    await opened(6);
    expect(await draft.reserve(BYTES)).toBe(false);
    await opened(8);
    expect(await draft.reserve(BYTES)).toBe(true);
    await draft.discard();
    expect(await names()).toEqual([]);
  });

  it('takes nothing away where that makes not enough room', async () => {
    cache = { ...cache, capBytes: 2.9 * BYTES };
    const a = await storeBig('a');
    await age(a, { minutes: 600, byDead: await deadProcess() });
    const draft = await beginEntry(cache);
    expect(await draft.reserve(3 * BYTES)).toBe(false);
    expect(await names()).toContain(a);
    expect(await draft.reserve(1.5 * BYTES)).toBe(true);
    expect(await names()).toContain(a);
    expect(await draft.reserve(2 * BYTES)).toBe(true);
    expect(await names()).not.toContain(a);
    await draft.discard();
  });

  it('counts nothing that dead processes left: it is taken away', async () => {
    await mkdir(cache.folder, { recursive: true });
    const dead = `.making.${String(await deadProcess())}.x1.${hostname()}`;
    const alive = `.making.${String(process.pid)}.x2.${hostname()}`;
    const elsewhere = `.removing.1.x3.another-machine.example`;
    for (const name of [dead, alive, elsewhere]) await mkdir(join(cache.folder, name));
    await writeFile(join(cache.folder, dead, 'pixels'), 'x');
    await (await beginEntry(cache)).discard();
    expect(await names()).toEqual([alive, elsewhere].sort());
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    await utimes(join(cache.folder, elsewhere), longAgo, longAgo);
    await (await beginEntry(cache)).discard();
    expect(await names()).toEqual([alive]);
    await mkdir(join(cache.folder, dead));
    expect(await clearCache(home)).toEqual([]);
    expect(await names()).toEqual([alive]);
  });

  it('is cleared of all but what a process has open', async () => {
    expect(await clearCache(home)).toEqual([]);
    const [a, b] = [await storeBig('a'), await storeBig('b')];
    await age(b, { minutes: 5, byDead: await deadProcess() });
    expect((await clearCache(home)).map(({ key }) => key)).toEqual([b]);
    expect(await names()).toEqual([a]);
  });
});
