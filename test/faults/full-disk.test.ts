/** A disk that becomes full while a run computes: nothing that was saved is lost, and with room again the run goes on to the same bits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { homePaths, openStore } from '../../main/runs/index.ts';
import { startProgram } from '../support/e2e-process.ts';
import { testHome } from '../support/runs.ts';
import type { TestHome } from '../support/runs.ts';
import { liveToEnd, trailOf } from './kills.ts';
import { ended, expectRefusal, run } from './program.ts';
import { mountSmallDisk } from './small-disk.ts';
import { planIn, smallSearch, smallSearchFile, TRAINER } from './small-runs.ts';

const FULL = /cannot be written: the disk is full\. Free some space/;
const disk = await mountSmallDisk(16 << 20);

describe.runIf(disk !== null)('a full disk', () => {
  const folder = join(disk?.path ?? '', 'home');
  const onDisk: TestHome = {
    folder,
    paths: homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform }),
    store: openStore(homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform })),
    dispose: async () => undefined,
  };
  afterAll(() => disk?.remove());

  it('ends a search with a sentence; what was saved stays, and it is resumed to the same bits', async () => {
    const elsewhere = await testHome();
    const config = join(elsewhere.folder, 'search.json');
    writeFileSync(config, smallSearchFile(60));
    const search = ['search', '--config', config, '--seed', '3'];
    expect((await run(search, elsewhere.folder)).code).toBe(0);

    const program = startProgram(search, folder);
    await program.waitFor(/epoch 3\//);
    disk?.fill();
    expectRefusal(await ended(program), FULL);

    const listed = await run(['runs', 'list', '--json'], folder);
    expect(listed.code).toBe(0);
    const stopped = await onDisk.store.find('latest');
    const shown = await run(['runs', 'show', stopped.id, '--json'], folder);
    expect(shown.code).toBe(0);
    expect(shown.printed).toMatch(/"weightsSha256":"[0-9a-f]{64}"/);
    expectRefusal(await run(['runs', 'resume', stopped.id], folder), FULL);
    expect(readdirSync(stopped.paths.checkpoints).filter((name) => !name.endsWith('.ckpt'))).toEqual([]);

    await disk?.empty();
    expect((await run(['runs', 'resume', stopped.id], folder)).code).toBe(0);
    const whole = { home: elsewhere, run: await elsewhere.store.find('latest') };
    expect(await trailOf({ home: onDisk, run: stopped })).toEqual(await trailOf(whole));
    await elsewhere.dispose();
  });

  it.each([
    ['makes no run', ['search', '--preset', 'tiny']],
    ['annotates nothing', ['runs', 'annotate', 'latest', '--tag', 'full']],
    ['queues nothing', ['search', '--preset', 'tiny', '--queue']],
    ['exports nothing', ['export', 'latest', '--format', 'csv', '--out', join(folder, 'series')]],
    ['bundles nothing', ['runs', 'export', 'latest', '--out', join(folder, 'run.dartboard')]],
  ])('%s, and says why', async (_, args) => {
    const before = treeOf(folder);
    disk?.fill();
    const refused = await run(args, folder);
    await disk?.empty();
    expectRefusal(refused, FULL);
    expect(treeOf(folder)).toEqual(before);
  });
});

/** The names of all files of runs, but for the folders of locks. */
const treeOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith('runs') && !name.endsWith('annotations.lock'))
    .sort();

describe.runIf(process.platform !== 'win32')('a limit to the size of files', () => {
  it('ends a search with a sentence, and without it the search goes on', async () => {
    const home = await testHome();
    const search = await home.store.create(await planIn(home.folder, smallSearch(60)));
    const victim = { home, run: search, entry: TRAINER };
    const limited = spawn(
      'bash',
      ['-c', 'ulimit -f 12; exec "$@"', 'bash', process.execPath, TRAINER, search.id],
      {
        env: { ...process.env, DARTBOARD_HOME: home.folder },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const [printed, [code]] = await Promise.all([text(limited.stderr), once(limited, 'exit')]);
    expectRefusal({ code, printed }, /events\.jsonl cannot be written: the file would be larger than/);
    const before = await trailOf(victim);
    expect(before).toMatchObject({ problems: [], weightsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await liveToEnd({ ...victim, startMs: 0, stepsBetween: 4, asked: 1 });
    await home.dispose();
  });
});
