import { chmod, mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { findPublished } from '../spaces/index.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { beat } from './heartbeat.ts';
import { ownMark } from './process-mark.ts';
import { openStore } from './store.ts';
import { summarize } from './summary.ts';
import { requestStop } from './requests.ts';
import { settle } from './settle.ts';
import { openWriter } from './writer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const plan = arithmeticPlan();
const genotype = findPublished('DARTS_V1').genotype;

describe('the run store', () => {
  it('keeps a run as it was planned, readable by a person', async () => {
    const { id } = await home.store.create({
      ...plan,
      kind: 'train',
      genotype,
      parent: { run: 'x', epoch: 3 },
    });
    const { record, paths } = await home.store.find(id);
    expect(record).toMatchObject({
      ...plan,
      kind: 'train',
      genotype,
      parent: { run: 'x', epoch: 3 },
      starts: [],
    });
    const text = await readFile(paths.record, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 2, genotype: { normal_concat: [2, 3, 4, 5] } });
    expect(text.split('\n').length).toBeGreaterThan(10);
    expect(await summarize(await home.store.find(id))).toMatchObject({
      state: 'queued',
      step: 0,
      parent: 'x',
    });
  });

  it('lists nothing where nothing is', async () => {
    expect(await home.store.list()).toEqual({ runs: [], total: 0, problems: [] });
    await expect(home.store.find('latest')).rejects.toMatchObject({ code: 'runs/none' });
  });

  it('lists the newest first, also when the clock was set back', async () => {
    let now = 1_800_000_000_000;
    const store = openStore(home.paths, { ...SYSTEM_CLOCK, now: () => now });
    const first = await store.create(plan);
    now -= 86_400_000;
    const second = await store.create(plan);
    expect((await store.list()).runs.map(({ run }) => run)).toEqual([second.id, first.id]);
    expect((await store.find('latest')).id).toBe(second.id);
  });

  it('finds a run by the beginning of its id', async () => {
    const [first, second] = [await home.store.create(plan), await home.store.create(plan)];
    const common = first.id.split('').findIndex((letter, i) => letter !== second.id[i]);
    expect((await home.store.find(first.id.slice(0, common + 1).toUpperCase())).id).toBe(first.id);
    await expect(home.store.find(first.id.slice(0, common))).rejects.toMatchObject({
      code: 'runs/ambiguous',
    });
    await expect(home.store.find('7zzz')).rejects.toMatchObject({ code: 'runs/not-found' });
  });

  it.each(['', '..', '../x', 'a/b', 'a\\b', '.', '*', '0'.repeat(27), 'a\0'])(
    'takes %j for no reference to a run',
    async (hostile) => {
      await home.store.create(plan);
      await expect(home.store.find(hostile)).rejects.toMatchObject({ code: 'runs/bad-id' });
    },
  );

  it('shows the other runs when one is damaged, foreign or of a later version', async () => {
    const sound = await home.store.create(plan);
    const records = ['{"format":1', '{}', JSON.stringify({ format: 3 }), 'null'];
    for (const text of records) await writeFile((await home.store.create(plan)).paths.record, text);
    await mkdir(join(home.paths.runs, 'notes'));
    const { runs, problems } = await home.store.list();
    expect(runs.map(({ run }) => run)).toEqual([sound.id]);
    expect(problems).toHaveLength(records.length);
    expect(problems).toContainEqual(
      expect.stringMatching(/run\.json has format 3; this version .* reads up to 2/),
    );
  });

  it('moves a removed run to the trash and tells what that frees', async () => {
    const run = await home.store.create(plan);
    const removed = await home.store.remove(run);
    expect(removed.sizeBytes).toBe(
      (await stat(join(removed.folder, 'run.json'))).size +
        (await stat(join(removed.folder, 'events.jsonl'))).size,
    );
    expect((await readdir(removed.folder)).filter((name) => name.startsWith('lock'))).toEqual([]);
    expect((await home.store.list()).runs).toEqual([]);
    expect((await home.store.create(plan)).id > run.id).toBe(true);
  });

  it('removes no run that somebody writes, and lets one process write', async () => {
    const run = await home.store.create(plan);
    const writer = await openWriter(run, SYSTEM_CLOCK);
    await expect(home.store.remove(run)).rejects.toMatchObject({ code: 'runs/locked' });
    await expect(openWriter(run, SYSTEM_CLOCK)).rejects.toMatchObject({ code: 'runs/locked' });
    await writer.close();
    await (await openWriter(run, SYSTEM_CLOCK)).close();
  });

  it('leaves nothing half made behind', async () => {
    const old = join(home.paths.runs, '.new-01jd0000000000000000000000');
    await mkdir(old, { recursive: true });
    await utimes(old, 1, 1);
    const { id } = await home.store.create(plan);
    expect(await readdir(home.paths.runs)).toEqual([id]);
  });

  it('says what to do when its folder cannot be written', async () => {
    await writeFile(join(home.folder, 'runs'), 'a file');
    await expect(home.store.create(plan)).rejects.toThrow(/runs cannot be read: it is not a folder/);
    if (process.getuid?.() === 0) return;
    await chmod(home.folder, 0o500);
    await expect(home.store.create(plan)).rejects.toThrow(/permission denied/);
    await chmod(home.folder, 0o700);
  });
});

describe('the state of a run', () => {
  const score = { loss: 1, accuracy: 0.5 };

  it('is lost when its process ended without a word', async () => {
    const run = await home.store.create(plan);
    const writer = await openWriter(run, SYSTEM_CLOCK);
    await writer.append({ type: 'state', state: 'running', message: null });
    await writer.append({
      type: 'step',
      epoch: 0,
      step: 7,
      steps: 9,
      train: score,
      valid: null,
      learningRate: 1,
      seconds: 1,
    });
    expect(await summarize(run)).toMatchObject({ state: 'running', problem: null });
    await writer.close();
    await writeFile(
      join(run.paths.folder, 'lock.1'),
      JSON.stringify({ ...ownMark(), born: 'another boot 1' }),
    );
    expect(await summarize(run)).toMatchObject({
      state: 'lost',
      step: 7,
      steps: 9,
      problem: expect.stringContaining('without a word'),
    });
    expect(await settle(run, { code: null, signal: 'SIGKILL' })).toBe('lost');
    expect(await summarize(run)).toMatchObject({
      state: 'lost',
      problem: expect.stringContaining('SIGKILL'),
    });
    await expect(requestStop(run)).rejects.toMatchObject({ code: 'runs/not-running' });
  });

  it('of a run on another machine depends on its signs of life', async () => {
    const run = await home.store.create(plan);
    const writer = await openWriter(run, SYSTEM_CLOCK);
    await writer.append({ type: 'state', state: 'running', message: null });
    await writer.close();
    await writeFile(join(run.paths.folder, 'lock.1'), JSON.stringify({ ...ownMark(), host: 'elsewhere' }));
    expect(await summarize(run)).toMatchObject({ state: 'running' });
    expect(await summarize(run, Date.now() + 3_600_000)).toMatchObject({ state: 'lost' });
    await expect(openWriter(run, SYSTEM_CLOCK)).rejects.toMatchObject({ code: 'runs/locked' });
  });

  it('of a run that another machine has only just taken is not that of the trainer before', async () => {
    const run = await home.store.create(plan);
    const lock = join(run.paths.folder, 'lock.1');
    await writeFile(lock, JSON.stringify({ ...ownMark(), host: 'elsewhere' }));
    // No sign of life yet.
    await expect(openWriter(run, SYSTEM_CLOCK)).rejects.toMatchObject({ code: 'runs/locked' });
    beat(run.paths.heartbeat, Date.now() - 3_600_000);
    await expect(openWriter(run, SYSTEM_CLOCK)).rejects.toMatchObject({ code: 'runs/locked' });
    await utimes(lock, 1, 1);
    await (await openWriter(run, SYSTEM_CLOCK)).close();
  });
});
