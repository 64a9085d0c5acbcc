import { copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../../../test/support/arithmetic-loop.ts';
import { treeOf } from '../../../../test/support/bundles.ts';
import { computedRun } from '../../../../test/support/computed-run.ts';
import { arithmeticPlan, testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { weightsSha256 } from '../../checkpoint-file.ts';
import { newestCheckpoint } from '../../checkpoints.ts';
import { SYSTEM_CLOCK } from '../../clock.ts';
import { summarize } from '../../summary.ts';
import type { StoredRun } from '../../summary.ts';
import { readEvents } from '../../supervise.ts';
import { runToEnd } from '../../trainer.ts';
import { exportBundle } from '../export-runs.ts';
import { importBundle } from './import-bundle.ts';

let here: TestHome;
let there: TestHome;
beforeEach(async () => {
  [here, there] = [await testHome(), await testHome()];
});
afterEach(async () => {
  await here.dispose();
  await there.dispose();
});

const bundlePath = (): string => join(here.folder, 'runs.dartboard');

async function packed(runs: readonly StoredRun[], choice: { checkpoints?: 'all' | 'newest' | 'none' } = {}) {
  const place = { out: bundlePath(), force: true, appVersion: '1.2.3' };
  return exportBundle(runs, { checkpoints: 'all', logs: false, ancestors: null, ...choice, ...place });
}

const hash = async (run: StoredRun): Promise<string | null> => {
  const { checkpoint } = await newestCheckpoint(run.paths.checkpoints);
  return checkpoint === null ? null : weightsSha256(checkpoint.snapshot);
};

describe('a bundle', () => {
  it('takes a finished run elsewhere, with all that it is', async () => {
    const run = await computedRun(here, 99);
    await packed([run]);
    const folder = join(there.paths.runs, run.id);
    expect(await importBundle(there.paths, bundlePath())).toEqual([
      { run: run.id, title: 'Arithmetic', outcome: 'imported', folder },
    ]);
    const found = await there.store.find(run.id);
    expect(found.record).toEqual(run.record);
    expect(await summarize(found)).toEqual(await summarize(run));
    expect(await readEvents(found)).toEqual(await readEvents(run));
    expect(await hash(found)).toBe(await hash(run));
    expect(await readdir(found.paths.checkpoints)).toEqual(await readdir(run.paths.checkpoints));
    expect(await readdir(there.paths.runs)).toEqual([run.id]);
  });

  it('takes an interrupted run elsewhere, where it goes on to the same bits', async () => {
    const whole = await computedRun(here, 99);
    const run = await computedRun(here, 6);
    await packed([run]);
    await importBundle(there.paths, bundlePath());
    const found = await computedRun(there, 99, run.id);
    expect(await summarize(found)).toMatchObject({ state: 'finished', step: 12 });
    expect(await hash(found)).toBe(await hash(whole));
    const losses = async (of: StoredRun) =>
      (await readEvents(of)).events.flatMap((event) => (event.type === 'step' ? [event.train.loss] : []));
    expect(await losses(found)).toEqual(await losses(whole));
  });

  it('leaves what is here already as it is, also when it went on since', async () => {
    const run = await computedRun(here, 6);
    await packed([run]);
    await computedRun(here, 99, run.id);
    const before = await treeOf(here.paths.runs);
    expect(await importBundle(here.paths, bundlePath())).toMatchObject([{ run: run.id, outcome: 'here' }]);
    expect(await treeOf(here.paths.runs)).toEqual(before);
  });

  it('refuses a run that went on in another way, and all that comes with it', async () => {
    const [run, other] = [await computedRun(here, 4), await computedRun(here, 99)];
    await packed([run]);
    await importBundle(there.paths, bundlePath());
    await computedRun(here, 8, run.id);
    await computedRun(there, 99, run.id);
    await packed([other, run]);
    const before = await treeOf(there.paths.runs);
    await expect(importBundle(there.paths, bundlePath())).rejects.toMatchObject({ code: 'runs/other-run' });
    expect(await treeOf(there.paths.runs)).toEqual(before);
  });

  it.each([
    ['newest', ['12.ckpt']],
    ['none', null],
  ] as const)('with checkpoints: %s', async (checkpoints, names) => {
    const run = await computedRun(here, 99);
    await packed([run], { checkpoints });
    const [found] = await importBundle(there.paths, bundlePath());
    const folder = join(found?.folder ?? '', 'checkpoints');
    const listed = await readdir(folder).then(
      (all) => all.sort(),
      () => null,
    );
    expect(listed).toEqual(names);
  });

  it('brings what a run began with and what it was evaluated to, and nothing of its processes', async () => {
    const run = await computedRun(here, 99);
    const { folder, checkpoints, evaluations, start } = run.paths;
    await copyFile(join(checkpoints, '12.ckpt'), start);
    await mkdir(evaluations);
    await writeFile(join(evaluations, '01.json'), '{}');
    await mkdir(join(folder, 'annotations.lock'));
    for (const name of ['annotations.lock/lock.1', 'lock.3', 'stop', 'save', 'reserve', 'run.json.tmp-1-2']) {
      await writeFile(join(folder, name), '{}');
    }
    const before = Object.keys(await treeOf(folder));
    expect((await packed([run])).notes).toEqual([]);
    const [found] = await importBundle(there.paths, bundlePath());
    const isOfProcess = (path: string): boolean =>
      /lock|^(?:stop|save|reserve|heartbeat|trainer\.log)$|tmp/.test(path);
    const after = Object.keys(await treeOf(found?.folder ?? ''));
    expect(after.sort()).toEqual(before.filter((path) => !isOfProcess(path)).sort());
    expect(after).toEqual(expect.arrayContaining(['start.ckpt', 'evaluations/01.json']));
  });

  it('is the same, byte for byte, for the same run at the same time', async () => {
    const run = await computedRun(here, 99);
    const clock = { now: () => 1e12, seconds: () => 0 };
    const options = {
      checkpoints: 'all',
      logs: false,
      ancestors: null,
      force: true,
      appVersion: '1',
      clock,
    } as const;
    await exportBundle([run], { ...options, out: bundlePath() });
    const first = await readFile(bundlePath());
    await exportBundle([run], { ...options, out: bundlePath() });
    expect((await readFile(bundlePath())).equals(first)).toBe(true);
  });

  it('leaves damaged lines and checkpoints behind, and says so', async () => {
    const run = await computedRun(here, 99);
    const { events, checkpoints } = run.paths;
    const lines = (await readFile(events, 'utf8')).split('\n');
    await writeFile(
      events,
      lines.map((line, i) => (i === 5 ? line.replace('step', 'stop') : line)).join('\n'),
    );
    await writeFile(join(checkpoints, '12.ckpt'), 'torn');
    await writeFile(join(run.paths.folder, 'My Notes.txt'), 'of no run');
    const { notes } = await packed([run]);
    expect(notes).toEqual([
      expect.stringMatching(/12\.ckpt is damaged.* It was left out\.$/),
      expect.stringMatching(/My Notes\.txt was left out: it is no file of a run\.$/),
      expect.stringMatching(/events\.jsonl: 1 damaged lines were left out\.$/),
    ]);
    await importBundle(there.paths, bundlePath());
    const found = await there.store.find(run.id);
    expect((await readEvents(found)).events).toHaveLength(lines.length - 2);
    expect(await readdir(found.paths.checkpoints)).not.toContain('12.ckpt');
    expect(await readdir(found.paths.checkpoints)).toContain('8.ckpt');
  });

  it('holds a run that is computed at this moment as one that was interrupted', async () => {
    const { id } = await here.store.create(
      arithmeticPlan({ epochs: 80, stepsPerEpoch: 5, size: 2000, pauseMs: 2 }),
    );
    const stop = new AbortController();
    const run = await here.store.find(id);
    const end = runToEnd({ run, prepare: prepareArithmetic, stop: stop.signal, clock: SYSTEM_CLOCK });
    try {
      // The first checkpoint is written before the sixth step.
      while ((await summarize(run)).step < 6) await new Promise((resolve) => setTimeout(resolve, 10));
      for (let round = 0; round < 3; round++) {
        await packed([await here.store.find(id)]);
        await rm(there.paths.runs, { recursive: true, force: true });
        await importBundle(there.paths, bundlePath());
        const found = await there.store.find(id);
        const { state, step } = await summarize(found);
        expect(state).toBe('interrupted');
        const { checkpoint, problems } = await newestCheckpoint(found.paths.checkpoints);
        expect(problems).toEqual([]);
        expect(checkpoint?.snapshot.step).toBeGreaterThan(0);
        // The log tells of every checkpoint that is there.
        expect(checkpoint?.snapshot.step).toBeLessThanOrEqual(step);
      }
    } finally {
      stop.abort();
      await end;
    }
    // Where it comes from it has gone on, and nothing is to be removed for the bundle.
    expect(await importBundle(here.paths, bundlePath())).toMatchObject([{ run: id, outcome: 'here' }]);
    await runToEnd({
      run: await there.store.find(id),
      prepare: prepareArithmetic,
      stop: new AbortController().signal,
      clock: SYSTEM_CLOCK,
    });
    await runToEnd({
      run: await here.store.find(id),
      prepare: prepareArithmetic,
      stop: new AbortController().signal,
      clock: SYSTEM_CLOCK,
    });
    expect(await hash(await there.store.find(id))).toBe(await hash(await here.store.find(id)));
  });

  it('brings the runs that others were made from, where that is asked', async () => {
    const parent = await computedRun(here, 99);
    const { id } = await here.store.create({ ...arithmeticPlan(), parent: { run: parent.id, epoch: null } });
    const orphan = await here.store.create({
      ...arithmeticPlan(),
      origin: { kind: 'again', run: id.replace(/.$/, (last) => (last === '0' ? '1' : '0')), step: null },
    });
    const options = {
      out: bundlePath(),
      force: false,
      appVersion: '1',
      checkpoints: 'none',
      logs: false,
    } as const;
    const runs = [await here.store.find(id), orphan];
    const exported = await exportBundle(runs, { ...options, ancestors: here.store });
    expect(exported.runs).toEqual([id, orphan.id, parent.id]);
    expect(exported.notes).toEqual([
      expect.stringMatching(/which .* was made from, was left out: There is no run/),
    ]);
  });

  it('removes what an import left that was killed', async () => {
    const dead = String(spawnSync(process.execPath, ['-e', '0']).pid);
    const left = join(there.paths.runs, `.new-import-${dead}-0badc0de-${hostname()}`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'half'), 'of a run');
    await utimes(left, 0, 0);
    await packed([await computedRun(here, 4)]);
    await importBundle(there.paths, bundlePath());
    expect((await readdir(there.paths.runs)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
