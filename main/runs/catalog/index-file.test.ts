import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Sqlite from 'libsql';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { age } from '../../../test/support/aged.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { createRng } from '../../base/rng.ts';
import { writeAnnotations } from '../annotations.ts';
import { openStore } from '../store.ts';
import type { RunList } from './catalog.ts';

const RUNS = 24;
const plan = arithmeticPlan();

let home: TestHome;
let expected: RunList;
beforeEach(async () => {
  home = await testHome();
  for (let i = 0; i < RUNS; i++) await home.store.create({ ...plan, title: `run ${i}` });
  await age(home);
  expected = await home.store.list();
  home.store.catalog.close();
});
afterEach(async () => {
  vi.doUnmock('libsql');
  vi.resetModules();
  await home.dispose();
});

const fileOf = (number: number) => join(home.paths.index, `runs-${number}.sqlite`);

/** What a new process lists, and how many runs it had to read. */
async function listed(): Promise<{ readonly list: RunList; readonly read: number }> {
  const store = openStore(home.paths);
  let read = 0;
  const list = await store.list({}, (_, total) => (read = total));
  store.catalog.close();
  return { list, read };
}

describe('the index', () => {
  it('spares a new process the reading', async () => {
    expect(expected.runs).toHaveLength(RUNS);
    expect(await readdir(home.paths.index)).toEqual(['runs-1.sqlite']);
    expect(await listed()).toEqual({ list: expected, read: 0 });
  });

  it('costs only time when it is missing, empty, no database, or cut off', async () => {
    await rm(home.paths.index, { recursive: true });
    expect(await listed()).toEqual({ list: expected, read: RUNS });
    const bytes = await readFile(fileOf(1));
    const damages = [Buffer.alloc(0), Buffer.from('no database'.repeat(999)), bytes.subarray(0, 20_000)];
    for (const damaged of damages) {
      const newest = (await readdir(home.paths.index)).find((name) => name.endsWith('.sqlite')) ?? '';
      await writeFile(join(home.paths.index, newest), damaged);
      expect(await listed()).toEqual({ list: expected, read: RUNS });
      expect((await listed()).read).toBe(0);
      expect(await readdir(home.paths.index)).toHaveLength(1);
    }
  });

  it('never makes a wrong list of flipped bits', async () => {
    const sound = await readFile(fileOf(1));
    const rng = createRng(7);
    let reread = 0;
    for (let trial = 0; trial < 60; trial++) {
      const bytes = Buffer.from(sound);
      const flips = 1 + (trial % 20);
      for (let i = 0; i < flips; i++) {
        const at = Math.floor(rng.uniform() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(rng.uniform() * 8));
      }
      await rm(home.paths.index, { recursive: true });
      await mkdir(home.paths.index);
      await writeFile(fileOf(1), bytes);
      const { list, read } = await listed();
      expect(list, `trial ${trial}`).toEqual(expected);
      reread += read;
    }
    expect(reread).toBeGreaterThan(0);
  });

  it('of another version is replaced', async () => {
    const db = new Sqlite(fileOf(1));
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(await listed()).toEqual({ list: expected, read: RUNS });
    expect(await readdir(home.paths.index)).toEqual(['runs-2.sqlite']);
    expect((await listed()).read).toBe(0);
  });

  it('that another process holds for long is done without, with one sentence', async () => {
    const db = new Sqlite(fileOf(1));
    db.exec('BEGIN EXCLUSIVE');
    const { list } = await listed();
    expect(list.runs).toEqual(expected.runs);
    expect(list.problems).toEqual([expect.stringMatching(/index of runs in .*another process holds it/)]);
    db.exec('COMMIT');
    db.close();
    expect(await listed()).toEqual({ list: expected, read: 0 });
  });

  it('that cannot be made is done without, with one sentence', async () => {
    await rm(home.paths.index, { recursive: true });
    await writeFile(home.paths.index, 'a file where the folder should be');
    const { list, read } = await listed();
    expect(list.runs).toEqual(expected.runs);
    expect(list.problems).toEqual([expect.stringMatching(/index of runs in .* cannot be used/)]);
    expect(read).toBe(RUNS);
  });

  it('is done without where libsql does not exist', async () => {
    vi.resetModules();
    vi.doMock('libsql', () => {
      throw Object.assign(new Error("Cannot find module '@libsql/other'"), { code: 'MODULE_NOT_FOUND' });
    });
    const { openStore: openWithout } = await import('../store.ts');
    const list = await openWithout(home.paths).list({ limit: 3, sort: 'title' });
    expect(list.total).toBe(RUNS);
    expect(list.runs.map(({ title }) => title)).toEqual(['run 0', 'run 1', 'run 10']);
    expect(list.problems).toHaveLength(1);
    expect(await readdir(home.paths.index)).toEqual(['runs-1.sqlite']);
  });
});

describe('several processes', () => {
  it('list at once while runs change, and are killed, and no list is wrong', async () => {
    // Below the checkout, where the packages that it imports are found.
    const checkout = fileURLToPath(new URL('../../../.dartboard', import.meta.url));
    await mkdir(checkout, { recursive: true });
    const folder = await mkdtemp(join(checkout, 'listing-'));
    try {
      const entry = await bundled(folder);
      const env = { ...process.env, DARTBOARD_HOME: home.folder };
      const wrong: unknown[] = [];
      const start = (): ChildProcess => {
        const child = fork(entry, [], { env, execArgv: [] });
        child.on('message', (told) => {
          if (JSON.stringify(told) !== JSON.stringify({ total: RUNS, problems: [] })) wrong.push(told);
        });
        return child;
      };
      const rng = createRng(3);
      const children = [start(), start(), start()];
      await Promise.all(children.map((child) => once(child, 'message')));
      for (let round = 0; round < RUNS; round++) {
        const run = await home.store.find(expected.runs[round % RUNS]?.run ?? '');
        const said = { experiment: `e${round}`, tags: [], starred: false, note: 'x'.repeat(2000) };
        await writeAnnotations(run.paths.annotations, said);
        await sleep(rng.uniform() * 20);
        if (round % 3 > 0) continue;
        children[round % 2]?.kill('SIGKILL');
        children[round % 2] = start();
      }
      for (const child of children) child.kill('SIGKILL');
      expect(wrong).toEqual([]);
      const { list } = await listed();
      const fresh = openStore({ ...home.paths, index: join(home.folder, 'another') });
      expect(list).toEqual(await fresh.list());
      expect(list.runs.filter(({ annotations }) => annotations.experiment !== null)).toHaveLength(RUNS);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function bundled(folder: string): Promise<string> {
  const input = fileURLToPath(new URL('../../../test/support/listing-process.ts', import.meta.url));
  const external = (id: string): boolean => /^[^./\0]/.test(id) && !/^[A-Za-z]:[\\/]/.test(id);
  const bundle = await rolldown({ input, platform: 'node', external, logLevel: 'warn' });
  const file = join(folder, 'listing-process.mjs');
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
