import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filesOfFixture } from '../../../test/support/data-fixtures.ts';
import { failureOf } from '../../../test/support/data-sets.ts';
import { FETCHABLE } from '../known/fetchable.ts';
import type { FetchableSet } from '../known/fetchable.ts';
import type { PublishedFile } from '../known/published.ts';
import { openDataset } from '../open.ts';
import { fetchSet } from './fetch-set.ts';
import type { FetchSetContext } from './fetch-set.ts';

let folder: string;
let server: Server;
let base: string;
let served: Record<string, Uint8Array>;
let published: readonly PublishedFile[];
let said: string[];
let context: FetchSetContext;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-fetch-'));
  served = await filesOfFixture('cifar-10-binary.tar.gz');
  const sum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  published = Object.entries(served).map(([file, bytes]) => ({
    file,
    of: 'Small',
    md5: null,
    sha256: sum(bytes),
  }));
  server = createServer((request, response) => {
    const content = served[(request.url ?? '').slice('/small/'.length)];
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}/small/`;
  said = [];
  context = {
    opening: { resourcesDir: 'resources', dataDir: join(folder, 'data') },
    now: () => 0,
    onProgress: () => undefined,
    npm: null,
    env: { PATH: '' },
    onSource: (sentence) => said.push(sentence),
  };
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const set = (...sources: FetchableSet['sources']): Readonly<Record<string, FetchableSet>> => ({
  small: { title: 'Small', page: 'https://example.org/small', config: {}, sources },
});
const web = (): FetchableSet['sources'][number] => ({ kind: 'web', base, files: published });
const fetchSmall = (sets: Readonly<Record<string, FetchableSet>>, change: Partial<FetchSetContext> = {}) =>
  fetchSet({ published: 'small', name: null, from: null }, { ...context, ...change }, sets);
const leftOver = (): Promise<readonly string[]> => readdir(join(folder, 'data', 'sets'));

it('files from the web are checked, kept and registered', async () => {
  const bytes: number[] = [];
  const onProgress: FetchSetContext['onProgress'] = (stage, done) => {
    if (stage === 'fetching') bytes.push(done);
  };
  const { set: added } = await fetchSmall(set(web()), { onProgress });
  expect(added).toMatchObject({ name: 'small', source: { kind: 'owned', path: '' } });
  expect((await openDataset('small', context.opening)).id).toBe(added.id);
  expect((await readdir(added.path)).sort()).toEqual(Object.keys(served).sort());
  expect(Math.max(...bytes)).toBe(Math.max(...Object.values(served).map(({ length }) => length)));
  expect(said).toEqual([`Fetching small from ${base}.`]);
});

it('a package of npm is checked whole and by file, and nothing else of it is kept', async () => {
  const entries = [
    ...Object.entries(served).map(([name, body]) => ({ name: `package/${name}`, body })),
    { name: 'package/index.js', body: new TextEncoder().encode('process.exit(1)') },
  ].map(({ name, body }) => ({ header: { name, size: body.length, type: 'file' as const }, body }));
  const archive = gzipSync(await packTar(entries));
  // Stands for the registry and its client: it puts the package where npm does.
  const program = join(folder, 'npm.mjs');
  await writeFile(join(folder, 'package.tgz'), archive);
  await writeFile(
    program,
    `import { copyFileSync } from 'node:fs'; copyFileSync(${JSON.stringify(join(folder, 'package.tgz'))}, 'small-1.0.0.tgz');`,
  );
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const source = {
    kind: 'npm',
    package: 'small',
    version: '1.0.0',
    integrity,
    sizeBytes: archive.length,
    files: published,
  } as const;
  const npm = [process.execPath, program];
  const { set: added } = await fetchSmall(set(source), { npm, env: process.env });
  expect((await readdir(added.path)).sort()).toEqual(Object.keys(served).sort());
  const changed = { ...source, integrity: `sha512-${createHash('sha512').update('other').digest('base64')}` };
  const failure = await failureOf(
    fetchSet(
      { published: 'small', name: 'again', from: null },
      { ...context, npm, env: process.env },
      set(changed),
    ),
  );
  expect(failure.message).toContain('small-1.0.0.tgz is not the package that it should be');
  expect(await leftOver()).toEqual(['small']);
});

const unreachable = () =>
  ({
    npm: { kind: 'npm', package: 'small', version: '1.0.0', integrity: '', sizeBytes: 1, files: published },
    debian: { kind: 'debian', package: 'small', folder: 'usr', files: published },
  }) as const;

it('the next source is tried, and a mirror takes the place of the web', async () => {
  const nowhere = { ...web(), base: 'http://127.0.0.1:9/' } as const;
  const { npm, debian } = unreachable();
  await fetchSmall(set(npm, debian, web()));
  expect(said).toHaveLength(3);
  const from = new URL(base.slice(0, -1));
  const mirrored = await fetchSet({ published: 'small', name: 'mirrored', from }, context, set(npm, nowhere));
  expect(mirrored.set.name).toBe('mirrored');
});

it('what cannot be had is one sentence with every reason and the page, and leaves nothing', async () => {
  const { npm, debian } = unreachable();
  const nowhere = { kind: 'web', base: 'http://127.0.0.1:9/', files: published } as const;
  const { code, message } = await failureOf(fetchSmall(set(npm, debian, nowhere)));
  expect(code).toBe('data/not-fetched');
  for (const part of [
    'npm, which would fetch it, is not installed',
    'no apt-get',
    'https://example.org/small',
  ])
    expect(message).toContain(part);
  expect(await leftOver()).toEqual([]);
});

it('a file that is another, is missing or is cut short is not registered', async () => {
  const [first = '', second = ''] = Object.keys(served);
  const whole = { ...served };
  served[first] = Uint8Array.from(whole[first] ?? [], (byte, i) => (i === 7 ? byte ^ 1 : byte));
  expect((await failureOf(fetchSmall(set(web())))).message).toContain(
    `what came as ${first} is not that file of Small`,
  );
  served = Object.fromEntries(Object.entries(whole).filter(([file]) => file !== second));
  expect((await failureOf(fetchSmall(set(web())))).message).toContain('the host answered 404');
  server.removeAllListeners('request');
  server.on('request', (_, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('only this', () => response.destroy());
  });
  expect((await failureOf(fetchSmall(set(web())))).code).toBe('data/not-fetched');
  expect(await leftOver()).toEqual([]);
});

it('ends when it is told to', async () => {
  const stop = new AbortController();
  const opening = { ...context.opening, signal: stop.signal };
  const fetching = fetchSmall(set(web()), { opening, onProgress: () => stop.abort() });
  await expect(fetching).rejects.toThrow('abort');
  expect(await leftOver()).toEqual([]);
});

it('waits for a program that it has told to end, and what that wrote is gone too', async () => {
  const program = join(folder, 'npm.mjs');
  await writeFile(
    program,
    `import { mkdirSync, writeFileSync } from 'node:fs';
     const cache = process.argv[process.argv.indexOf('--cache') + 1];
     const write = (name) => {
       mkdirSync(cache, { recursive: true });
       writeFileSync(cache + '/' + name, name);
     };
     process.on('SIGTERM', () => setTimeout(() => {
       write('late');
       process.exit(1);
     }, 300));
     write('early');
     setInterval(() => undefined, 1000);`,
  );
  const stop = new AbortController();
  const npm = [process.execPath, program];
  const fetching = fetchSmall(set(unreachable().npm), {
    opening: { ...context.opening, signal: stop.signal },
    npm,
    env: process.env,
    // It has written and is heard of.
    onProgress: (_, done) => done > 0 && stop.abort(),
  });
  await expect(fetching).rejects.toThrow('abort');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await leftOver()).toEqual([]);
});

it('nothing of a source that failed is among the files of the next', async () => {
  const [first = ''] = Object.keys(served);
  const other = { file: 'stray.bin', of: 'Small', md5: null, sha256: '0'.repeat(64) };
  served['stray.bin'] = served[first] ?? new Uint8Array();
  const wrong = { kind: 'web', base, files: [...published, other] } as const;
  const { set: added } = await fetchSmall(set(wrong, web()));
  expect((await readdir(added.path)).sort()).toEqual(published.map(({ file }) => file).sort());
});

it('says in words why a host gives nothing', async () => {
  const reasonWhere = async (answer: RequestListener): Promise<string> => {
    server.removeAllListeners('request');
    server.on('request', answer);
    return (await failureOf(fetchSmall(set(web())))).message;
  };
  const broken = await reasonWhere((_, response) => {
    response.writeHead(200, { 'content-length': 1000 });
    response.write('only this', () => response.destroy());
  });
  expect(broken).toContain(': the connection broke off. ');
  const around = await reasonWhere((request, response) => {
    response.writeHead(302, { location: request.url }).end();
  });
  expect(around).toMatch(/redirect count exceeded/);
  const noFile = await reasonWhere((_, response) => {
    response.writeHead(302, { location: 'file:///etc/hostname' }).end();
  });
  expect(noFile).toMatch(/http/);
  expect(noFile).not.toContain('fetch failed');
});

it('an unknown set is refused with the nearest', async () => {
  const failure = await failureOf(fetchSet({ published: 'cifar10', name: null, from: null }, context));
  expect(failure.message).toContain('(did you mean cifar-10?)');
});

it('all known sets say where a person finds them, and every file has a sum', () => {
  for (const { page, sources } of Object.values(FETCHABLE)) {
    expect(page).toMatch(/^https:/);
    for (const { files } of sources)
      for (const { md5, sha256 } of files) {
        expect(md5 ?? sha256).not.toBeNull();
        expect(md5 ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
      }
  }
});
