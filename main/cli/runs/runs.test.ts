import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import type { Called } from '../../../test/support/cli.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { encodeLine, enqueue, openQueue } from '../../runs/index.ts';
import type { Annotations, RunEventBody, StoredRun } from '../../runs/index.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(async () => {
  home.store.catalog.close();
  await home.dispose();
});

const dartboard = (...argv: string[]): Promise<Called> => call(['runs', ...argv], home.folder);

interface Made {
  readonly title: string;
  readonly accuracy?: number;
  readonly said?: Partial<Annotations>;
  /** What it has told at last, instead of having failed. */
  readonly told?: readonly RunEventBody[];
}

/** A run that failed; one with an accuracy has made an epoch. */
async function make({ title, accuracy, said = {}, told }: Made): Promise<StoredRun> {
  const annotations = { experiment: null, tags: [], starred: false, note: '', ...said };
  const run = await home.store.create({ ...arithmeticPlan(), title, annotations });
  const score = accuracy === undefined ? null : { loss: 1, accuracy };
  const bodies: RunEventBody[] = [
    ...(score === null
      ? []
      : [{ type: 'epoch', epoch: 0, epochs: 1, train: score, valid: score } satisfies RunEventBody]),
    ...(told ?? [{ type: 'state', state: 'failed', message: 'x' } as const]),
  ];
  const step: RunEventBody = {
    type: 'step',
    epoch: 0,
    step: 1,
    steps: 4,
    train: { loss: 1, accuracy: 0 },
    valid: null,
    learningRate: 1,
    seconds: 1,
  };
  const lines = [step, ...bodies].map((body, seq) => encodeLine({ seq, at: 1, ...body }));
  await writeFile(run.paths.events, Buffer.concat(lines));
  return run;
}

describe('dartboard runs list', () => {
  it('gives what is asked for', async () => {
    await make({ title: 'low', accuracy: 0.1, said: { experiment: 'E', tags: ['t'] } });
    await make({ title: 'none' });
    await make({ title: 'high', accuracy: 0.9, said: { experiment: 'E', starred: true } });
    const titles = async (...argv: string[]) => {
      const [{ runs, total }] = (await dartboard('list', ...argv, '--json')).lines as [
        { runs: { title: string }[]; total: number },
      ];
      return [...runs.map(({ title }) => title), total];
    };
    expect(await titles()).toEqual(['high', 'none', 'low', 3]);
    expect(await titles('--sort', 'accuracy')).toEqual(['high', 'low', 'none', 3]);
    expect(await titles('--sort', 'accuracy', '--ascending', '--limit', '1')).toEqual(['low', 3]);
    expect(await titles('--experiment', 'E', '--tag', 't')).toEqual(['low', 1]);
    expect(await titles('--starred')).toEqual(['high', 1]);
    expect(await titles('--state', 'finished,running')).toEqual([0]);
    expect(await titles('--state', 'failed', '--text', 'HIGH')).toEqual(['high', 1]);
  });

  it('keeps what scripts rely on', async () => {
    const run = await make({ title: 'one' });
    const [{ runs }] = (await dartboard('list', '--json')).lines as [{ runs: object[] }];
    expect(runs).toMatchObject([
      { run: run.id, kind: 'search', state: 'failed', step: 1, steps: 4, started: run.record.created },
    ]);
  });

  it('fits a terminal, whatever the titles', async () => {
    const said = { experiment: 'An experiment with a name', tags: ['tag'], starred: true };
    await make({ title: 'A title that goes on and on, much longer than any table has room for', said });
    const { stdout } = await dartboard('list', '--sort', 'preset');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    expect(stdout).toMatch(/ \* A title.*…/);
    expect((await dartboard('list', '--limit', '0')).stdout).toContain('and 1 more');
    expect((await dartboard('list', '--kind', 'train')).stdout).toBe('No run is like that.\n');
  });

  it('tells language models by their perplexity, unless they are sorted by accuracy', async () => {
    const test = { loss: Math.log(120), accuracy: 0.2 };
    const best = { epoch: 0, accuracy: 0.2, loss: 4.8 };
    const result = { kind: 'train', test, best, parameters: 1, macs: 1 } as const;
    const ended = { type: 'state', state: 'finished', message: null } as const;
    await make({ title: 'words', told: [{ type: 'result', result }, ended] });
    expect((await dartboard('list')).stdout).toMatch(/ ppl 120\.00 .* words/);
    expect((await dartboard('list', '--sort', 'accuracy')).stdout).toMatch(/ 20\.00% .* words/);
  });

  it.each([
    ['--sort', 'note'],
    ['--state', 'broken'],
    ['--limit', '-1'],
    ['--ascending', '--descending'],
    ['--text', 'x'.repeat(300)],
  ])('takes %s %s for wrong use', async (...argv) => {
    const { code, stderr } = await dartboard('list', ...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^dartboard: [^\n]*\n$/);
  });
});

describe('dartboard runs remove and trash', () => {
  it('removes, lists, restores and deletes for good', async () => {
    const [a, b] = [await make({ title: 'a' }), await make({ title: 'b' })];
    const removed = await dartboard('remove', a.id, b.id, '--json');
    expect(removed.lines).toMatchObject([{ run: a.id }, { run: b.id }]);
    expect(removed.stderr).toMatch(/2 runs removed; .* frees 0 MB/);
    const [list] = (await dartboard('trash', 'list', '--json')).lines as [
      { runs: object[]; totalBytes: number },
    ];
    expect(list.runs).toHaveLength(2);
    expect(list.totalBytes).toBeGreaterThan(100);
    expect((await dartboard('trash', 'restore', a.id)).stdout).toContain(`The run ${a.id} is back.`);
    expect(existsSync(a.paths.record)).toBe(true);
    expect((await dartboard('trash', 'empty', 'all', '--older-than', '1d', '--json')).lines).toMatchObject([
      { runs: [], deleted: true },
    ]);
    expect((await dartboard('trash', 'empty', 'all', '--dry-run', '--json')).lines).toMatchObject([
      { runs: [b.id], deleted: false },
    ]);
    expect((await dartboard('trash', 'empty', b.id)).stdout).toMatch(/1 run deleted for good/);
    expect((await dartboard('trash', 'list')).stdout).toBe('The trash is empty.\n');
  });

  it('removes what a description fits, shows it first if asked, and spares starred runs', async () => {
    const [a] = [
      await make({ title: 'a' }),
      await make({ title: 'star', said: { starred: true } }),
      await home.store.create(arithmeticPlan()),
    ];
    const rule = ['remove', '--state', 'failed,queued', '--shorter-than', '2m'];
    const shown = await dartboard(...rule, '--dry-run', '--json');
    expect(shown.lines).toMatchObject([{ run: a.id, removed: false }]);
    expect(existsSync(a.paths.record)).toBe(true);
    expect((await dartboard(...rule, '--json')).lines).toMatchObject([{ run: a.id }]);
    expect((await home.store.list()).total).toBe(2);
    expect((await dartboard(...rule)).stderr).toContain('nothing was removed');
  });

  it('spares by a description what may have a star, and what the queue goes on with', async () => {
    const [plain, unknown, queued] = [
      await make({ title: 'plain' }),
      await make({ title: 'damaged', said: { starred: true } }),
      await make({ title: 'queued' }),
    ];
    await writeFile(unknown.paths.annotations, '{');
    const waits = { after: [], priority: 0, retries: 0 };
    await enqueue(openQueue(home.paths), [{ kind: 'run', run: queued.id }], waits);
    const shown = await dartboard('remove', '--state', 'failed', '--dry-run', '--json');
    expect(shown.lines).toMatchObject([{ run: plain.id }]);
    expect(shown.stderr).toMatch(/1 run, .*; nothing was removed/);
    const { lines, stderr, code } = await dartboard('remove', '--state', 'failed', '--json');
    expect([lines, code]).toMatchObject([[{ run: plain.id }], 0]);
    expect(stderr).toContain(`The queue is not done with the run ${queued.id}`);
    expect(stderr).toContain(`The run ${unknown.id} stays: ${unknown.paths.annotations} is damaged`);
    expect((await home.store.list()).total).toBe(2);
  });

  it('says beforehand what emptying frees, remains of an interrupted one included', async () => {
    const [a, b] = [await make({ title: 'a' }), await make({ title: 'b' })];
    await dartboard('remove', a.id, b.id);
    await rename(join(home.paths.trash, b.id), join(home.paths.trash, '.emptying-x'));
    const [shown] = (await dartboard('trash', 'empty', 'all', '--dry-run', '--json')).lines;
    const [emptied] = (await dartboard('trash', 'empty', 'all', '--json')).lines;
    expect({ ...shown, deleted: true }).toEqual(emptied);
  });

  it('removes a run whose record is damaged', async () => {
    const run = await make({ title: 'a' });
    await writeFile(run.paths.record, '{');
    expect((await dartboard('remove', run.id)).code).toBe(0);
    expect(await home.store.list()).toEqual({ runs: [], total: 0, problems: [] });
  });

  it.each([
    [['remove'], 2, /Name the runs that are to be removed/],
    [['remove', 'latest', '--state', 'failed'], 2, /not both/],
    [['remove', '--state', 'failed', '--shorter-than', 'soon'], 2, /Expected a duration/i],
    [['trash', 'empty'], 2, /or all/],
    [['trash', 'restore', 'zz'], 1, /No run in the trash/],
    [['remove', 'zz'], 1, /There is no run/],
  ])('%j ends with %i', async (argv, code, sentence) => {
    const called = await dartboard(...argv);
    expect([called.code, called.stderr]).toEqual([code, expect.stringMatching(sentence)]);
    expect(called.stderr).toMatch(/^dartboard: [^\n]*\n$/);
  });
});
