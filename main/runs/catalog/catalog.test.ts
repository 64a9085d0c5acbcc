import { readFileSync, writeFileSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { age } from '../../../test/support/aged.ts';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { messageOf } from '../../base/errors.ts';
import { readAnnotations, writeAnnotations } from '../annotations.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import type { RunEventBody } from '../events.ts';
import { ownMark } from '../process-mark.ts';
import { openStore } from '../store.ts';
import type { RunStore } from '../store.ts';
import { summarize } from '../summary.ts';
import type { StoredRun } from '../summary.ts';
import { openWriter } from '../writer.ts';
import { runIds } from './catalog.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(async () => {
  home.store.catalog.close();
  await home.dispose();
});

const plan = arithmeticPlan();
const score = { loss: 1, accuracy: 0.5 };
const step = (number: number): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step: number,
  steps: 99,
  train: score,
  valid: null,
  learningRate: 1,
  seconds: 1,
});
const epoch = (number: number): RunEventBody => ({
  type: 'epoch',
  epoch: number,
  epochs: 9,
  train: score,
  valid: score,
});

async function append(run: StoredRun, ...bodies: readonly RunEventBody[]): Promise<void> {
  const writer = await openWriter(run, SYSTEM_CLOCK);
  for (const body of bodies) await writer.append(body);
  await writer.close();
}

/** What the folders say, without any index. */
async function fromFolders({ store, paths }: TestHome) {
  const runs = [];
  const problems: string[] = [];
  for (const id of await runIds(paths.runs)) {
    try {
      const run = await store.find(id);
      runs.push(await summarize(run));
      await readAnnotations(run.paths.annotations);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return { runs, total: runs.length, problems };
}

/** One thing that befalls runs. */
type Deed = (runs: readonly StoredRun[], home: TestHome) => Promise<void>;

const oneOf = (change: (run: StoredRun, n: number) => Promise<void>): fc.Arbitrary<Deed> =>
  fc.tuple(fc.nat(), fc.nat({ max: 20 })).map(([which, n]) => async (runs) => {
    const run = runs[which % Math.max(1, runs.length)];
    if (run !== undefined) await change(run, n);
  });

const flip = async (path: string, n: number): Promise<void> => {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const at = (n * 7919) % Math.max(1, bytes.length);
  if (bytes.length === 0) return;
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  await writeFile(path, bytes);
};

const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.constant<Deed>(async (_, { store }) => {
    await store.create(plan);
  }),
  oneOf((run, n) =>
    writeAnnotations(run.paths.annotations, {
      experiment: n % 2 === 0 ? 'A' : null,
      tags: [`t${n}`],
      starred: n % 3 === 0,
      note: '',
    }),
  ),
  oneOf((run, n) => append(run, { type: 'state', state: 'running', message: null }, step(n))),
  oneOf((run, n) => append(run, step(n), epoch(n % 9))),
  oneOf((run) => append(run, { type: 'state', state: 'failed', message: 'It failed.', code: 'x' })),
  // Killed: its lock is that of a process that is no more.
  oneOf(async (run) => {
    await append(run, { type: 'state', state: 'running', message: null });
    const dead = { ...ownMark(), born: 'another boot 1' };
    await writeFile(join(run.paths.folder, 'lock.7'), JSON.stringify(dead));
  }),
  oneOf((run) => appendFile(run.paths.events, '{"seq":')),
  oneOf((run) => writeFile(run.paths.annotations, '{"format":1}')),
  oneOf((run, n) => flip(run.paths.record, n)),
  oneOf((run, n) => flip(run.paths.events, n)),
  oneOf((run) => rm(run.paths.folder, { recursive: true, force: true })),
  fc.constant<Deed>((_, { paths }) => rm(paths.index, { recursive: true, force: true })),
);

describe('the catalog', () => {
  it('lists what the folders say, whatever befell them', async () => {
    const kinds = fc.array(fc.tuple(deeds, fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(kinds, async (all) => {
        const own = await testHome();
        let store: RunStore = own.store;
        for (const [deed, isNewProcess, isLater] of all) {
          if (isLater) {
            await age(own);
            await store.list();
          }
          const ids = await runIds(own.paths.runs);
          const found = await Promise.all(ids.map((id) => own.store.find(id).catch(() => null)));
          // Some deeds cannot be done to a damaged run.
          await deed(
            found.flatMap((run) => run ?? []),
            own,
          ).catch(() => undefined);
          if (isNewProcess) {
            store.catalog.close();
            store = openStore(own.paths);
          }
          expect(await store.list()).toEqual(await fromFolders(own));
        }
        store.catalog.close();
        await own.dispose();
      }),
      { numRuns: 50 },
    );
  });

  it('reads what changed, and nothing else', async () => {
    const runs = [];
    for (let i = 0; i < 5; i++) runs.push(await home.store.create(plan));
    await age(home);
    const read: number[] = [];
    const list = (store: RunStore) => store.list({}, (_, total) => read.push(total));
    await list(home.store);
    await list(home.store);
    const other = openStore(home.paths);
    await list(other);
    expect(read).toEqual([5]);
    const [first] = runs;
    if (first !== undefined) await append(first, step(3));
    expect((await list(other)).runs.map(({ step: made }) => made)).toEqual([0, 0, 0, 0, 3]);
    expect(read).toEqual([5, 1]);
    other.catalog.close();
  });

  it('answers what is asked: filter, order, part, count', async () => {
    const annotations = { experiment: 'A', tags: [], starred: false, note: '' };
    for (const title of ['b', 'c', 'a'])
      await home.store.create({ ...plan, title, ...(title === 'c' ? {} : { annotations }) });
    const { runs, total } = await home.store.list({ experiment: 'A', sort: 'title', limit: 1 });
    expect([runs.map(({ title }) => title), total]).toEqual([['a'], 2]);
    const rest = await home.store.list({ experiment: 'A', sort: 'title', limit: 5, offset: 1 });
    expect([rest.runs.map(({ title }) => title), rest.total]).toEqual([['b'], 2]);
    expect((await home.store.list({ limit: 0 })).total).toBe(3);
  });

  it('sees a process end without a word, though no file changed', async () => {
    const run = await home.store.create(plan);
    const writer = await openWriter(run, SYSTEM_CLOCK);
    await writer.append({ type: 'state', state: 'running', message: null });
    expect((await home.store.list({ states: ['running'] })).total).toBe(1);
    const { revision } = await home.store.catalog.changes(null);
    await age(home);
    await home.store.list();
    const before = await home.store.catalog.changes(revision);
    await writer.close();
    const lost = await home.store.list({ states: ['lost'] });
    expect(lost.runs).toMatchObject([{ state: 'lost', problem: expect.stringContaining('without a word') }]);
    const { changed } = await home.store.catalog.changes(before.revision);
    expect(changed.map(({ state }) => state)).toEqual(['lost']);
  });

  it('takes no run for lost that ends while others are read', async () => {
    const run = await home.store.create(plan);
    const { events } = run.paths;
    await append(run, { type: 'state', state: 'running', message: null });
    const log = readFileSync(events);
    await append(run, { type: 'state', state: 'interrupted', message: null });
    const ended = readFileSync(events);
    writeFileSync(events, log);
    // As if its trainer said so, and let go of it, after its log was read.
    const { runs } = await home.store.list({}, () => writeFileSync(events, ended));
    expect(runs).toMatchObject([{ run: run.id, state: 'interrupted', problem: null }]);
  });

  it('tells what changed since it was asked', async () => {
    const [a, b] = [await home.store.create(plan), await home.store.create(plan)];
    await age(home);
    const { catalog } = home.store;
    const first = await catalog.changes(null);
    expect(first).toMatchObject({ isWhole: true, removed: [] });
    expect(first.changed.map(({ run }) => run)).toEqual([b.id, a.id]);
    expect(await catalog.changes(first.revision)).toMatchObject({ changed: [], removed: [], isWhole: false });
    await append(a, step(1));
    await home.store.remove(b);
    const second = await catalog.changes(first.revision);
    expect(second).toMatchObject({ changed: [{ run: a.id, step: 1 }], removed: [b.id] });
    await home.store.trash.restore(b.id);
    const third = await catalog.changes(second.revision);
    expect(third).toMatchObject({ changed: [{ run: b.id }], removed: [] });
    await writeFile(b.paths.record, '{');
    expect(await catalog.changes(third.revision)).toMatchObject({
      changed: [],
      removed: [b.id],
      problems: [expect.stringContaining('damaged')],
      unreadable: [{ run: b.id, problem: expect.stringContaining('damaged') }],
    });
  });

  it('knows which runs were asked for the same, whatever their seeds and names', async () => {
    const of = (own: Partial<typeof plan>) => home.store.create({ ...plan, ...own });
    const [one, other, third] = [
      await of({}),
      await of({ seed: 7, title: 'x' }),
      await of({ config: { a: 1 } }),
    ];
    const { catalog } = home.store;
    expect(catalog.planOf(one.id)).toBe(null);
    await home.store.list();
    expect(catalog.planOf(one.id)).toMatchObject({ sum: catalog.planOf(other.id)?.sum, starts: 0 });
    expect(catalog.planOf(third.id)?.sum).not.toBe(catalog.planOf(one.id)?.sum);
  });

  it('shows a run whose annotations are damaged, and says so', async () => {
    const run = await home.store.create(plan);
    await writeFile(run.paths.annotations, '{"format":1,"tags":"x"}');
    const { runs, problems } = await home.store.list();
    expect(runs).toMatchObject([{ run: run.id, annotations: { tags: [], experiment: null } }]);
    expect(problems).toEqual([expect.stringMatching(/annotations\.json is damaged/)]);
  });

  it('counts the runs of each experiment', async () => {
    const of = (experiment: string | null) =>
      home.store.create({ ...plan, annotations: { experiment, tags: [], starred: false, note: '' } });
    const [first, , last] = [await of('A'), await of('B'), await of('A'), await of(null)];
    const writer = await openWriter(first, SYSTEM_CLOCK);
    await writer.append({ type: 'state', state: 'running', message: null });
    expect(await home.store.catalog.experiments()).toEqual([
      { name: 'A', runs: 2, underWay: 1, latest: last.id },
      { name: 'B', runs: 1, underWay: 0, latest: expect.any(String) },
    ]);
    await writer.close();
  });
});
