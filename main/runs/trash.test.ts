import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { openStore } from './store.ts';
import type { StoredRun } from './summary.ts';
import { resolveTrashed } from './trash.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const plan = arithmeticPlan();

async function withCheckpoint(bytes: number): Promise<StoredRun> {
  const run = await home.store.create(plan);
  await writeFile(join(run.paths.checkpoints, '1.ckpt'), Buffer.alloc(bytes));
  return run;
}

describe('the trash', () => {
  it('tells what lies there and what emptying frees', async () => {
    expect(await home.store.trash.list()).toEqual({ runs: [], totalBytes: 0 });
    const [small, large] = [await withCheckpoint(1000), await withCheckpoint(50_000)];
    let now = Date.parse('2026-01-01T00:00:00Z');
    const store = openStore(home.paths, { ...SYSTEM_CLOCK, now: () => now });
    const { sizeBytes } = await store.remove(small);
    expect(sizeBytes).toBeGreaterThan(1000);
    now += 1000;
    await store.remove(large);
    const { runs, totalBytes } = await home.store.trash.list();
    expect(runs).toMatchObject([
      { run: large.id, title: 'Arithmetic', kind: 'search', removed: '2026-01-01T00:00:01.000Z' },
      { run: small.id, sizeBytes, folder: join(home.paths.trash, small.id) },
    ]);
    expect(totalBytes - 2 * sizeBytes).toBe(49_000);
  });

  it('gives a run back as it was', async () => {
    const run = await withCheckpoint(10);
    const before = await readdir(run.paths.folder);
    const summary = (await home.store.list()).runs[0];
    await home.store.remove(run);
    expect(await home.store.trash.restore(run.id.slice(0, 24).toUpperCase())).toBe(run.id);
    expect(await readdir(run.paths.folder)).toEqual(before);
    expect((await home.store.list()).runs).toEqual([summary]);
    expect((await home.store.trash.list()).runs).toEqual([]);
    await expect(home.store.trash.restore(run.id)).rejects.toMatchObject({ code: 'runs/not-in-trash' });
  });

  it('gives no run back in place of another, and keeps both', async () => {
    const run = await withCheckpoint(10);
    await cp(run.paths.folder, join(home.folder, 'copy'), { recursive: true });
    await home.store.remove(run);
    await rename(join(home.folder, 'copy'), run.paths.folder);
    await expect(home.store.trash.restore(run.id)).rejects.toMatchObject({ code: 'runs/exists' });
    await home.store.remove(run);
    const { runs } = await home.store.trash.list();
    expect(runs.map(({ run: id }) => id)).toEqual([run.id, run.id]);
    expect(resolveTrashed([run.id], runs)).toHaveLength(2);
    await home.store.trash.restore(run.id);
    expect((await home.store.trash.list()).runs).toHaveLength(1);
  });

  it('is emptied of what is chosen only, and for good', async () => {
    const [a, b] = [await withCheckpoint(1000), await withCheckpoint(10)];
    await home.store.remove(a);
    await home.store.remove(b);
    const { runs } = await home.store.trash.list();
    const chosen = runs.filter(({ run }) => run === a.id);
    const emptied = await home.store.trash.empty(chosen);
    expect(emptied).toEqual({ runs: [a.id], freedBytes: chosen[0]?.sizeBytes });
    expect(await readdir(home.paths.trash)).toEqual([b.id]);
    // A second process that had the same list.
    expect(await home.store.trash.empty(chosen)).toMatchObject({ runs: [a.id] });
    expect(await readdir(home.paths.trash)).toEqual([b.id]);
  });

  it('counts and deletes what an emptying left that was killed', async () => {
    await home.store.remove(await withCheckpoint(1000));
    const [name = ''] = await readdir(home.paths.trash);
    await rename(join(home.paths.trash, name), join(home.paths.trash, '.emptying-x'));
    await rm(join(home.paths.trash, '.emptying-x', 'run.json'));
    const { runs, totalBytes } = await home.store.trash.list();
    expect(runs).toEqual([]);
    expect(totalBytes).toBeGreaterThan(1000);
    expect(await home.store.trash.empty([])).toEqual({ runs: [], freedBytes: totalBytes });
    expect(await readdir(home.paths.trash)).toEqual([]);
  });

  it('knows runs that an earlier version removed, and such whose record is damaged', async () => {
    const run = await withCheckpoint(1000);
    await writeFile(run.paths.record, '{');
    await home.store.remove(await home.store.locate(run.id));
    await rm(join(home.paths.trash, run.id, 'trash.json'));
    const { runs } = await home.store.trash.list();
    expect(runs).toMatchObject([{ run: run.id, title: null, kind: null }]);
    expect(runs[0]?.sizeBytes).toBeGreaterThan(1000);
    expect(Math.abs(Date.parse(runs[0]?.removed ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('measures a folder in which files come and go', async () => {
    const run = await withCheckpoint(1000);
    const passing = join(run.paths.folder, 'passing');
    const state = { isOver: false };
    const change = (async () => {
      while (!state.isOver) {
        await writeFile(passing, '');
        await rm(passing);
      }
    })();
    const sizes = new Set<number>();
    for (let i = 0; i < 300; i++) sizes.add(await home.store.trash.sizeOf(run.paths.folder));
    state.isOver = true;
    await change;
    expect(sizes.size).toBe(1);
    expect([...sizes][0]).toBeGreaterThan(1000);
  });

  it('leaves a stranger in its folder alone', async () => {
    await mkdir(join(home.paths.trash, 'notes'), { recursive: true });
    await utimes(home.paths.trash, 1, 1);
    expect((await home.store.trash.list()).runs).toEqual([]);
    await home.store.trash.empty([]);
    expect(existsSync(join(home.paths.trash, 'notes'))).toBe(true);
  });

  it.runIf(existsSync('/dev/shm'))(
    'lies beside the runs where those lie on another file system',
    async () => {
      const elsewhere = join('/dev/shm', `dartboard-test-${process.pid}`);
      await mkdir(elsewhere);
      try {
        await symlink(elsewhere, home.paths.runs);
        const run = await withCheckpoint(1000);
        const { folder } = await home.store.remove(run);
        expect(folder).toBe(join(home.paths.runs, '.trash', run.id));
        expect((await home.store.list()).runs).toEqual([]);
        expect((await home.store.trash.list()).runs).toHaveLength(1);
        await home.store.trash.restore(run.id);
        expect((await home.store.list()).runs).toHaveLength(1);
        await home.store.remove(run);
        await home.store.trash.empty((await home.store.trash.list()).runs);
        expect(await readdir(join(elsewhere, '.trash'))).toEqual([]);
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    },
  );
});
