import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticQueue, devicesNamed } from '../../../test/support/arithmetic-queue.ts';
import type { ArithmeticQueue } from '../../../test/support/arithmetic-queue.ts';
import { arithmeticPlan, bundleSupport, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import type { ArithmeticOptions } from '../../../test/support/arithmetic-loop.ts';
import { summarize } from '../summary.ts';
import { readEvents } from '../supervise.ts';
import type { Job } from './job.ts';
import { lookAtQueue } from './outlook.ts';
import { enqueue, steer } from './steering.ts';
import type { QueueOptions, Steering } from './steering.ts';

let support: TestHome;
let trainer: string;
let workerProgram: string;
beforeAll(async () => {
  support = await testHome();
  trainer = await bundleSupport('arithmetic-trainer.ts', support.folder);
  workerProgram = await bundleSupport('queue-worker.ts', support.folder);
}, 60_000);
afterAll(() => support.dispose());

let home: TestHome;
let parts: ArithmeticQueue;
let workers: Worker[];
beforeEach(async () => {
  home = await testHome();
  parts = arithmeticQueue(home.paths, trainer);
  workers = [];
});
afterEach(async () => {
  for (const { process: child } of workers) child.kill('SIGKILL');
  // What a killed worker has left goes on alone: nothing may write into a folder that is being removed.
  for (const { pid } of await parts.lanes.occupants()) process.kill(pid, 'SIGKILL');
  await expect.poll(() => parts.lanes.occupants(), { timeout: 10_000 }).toEqual([]);
  await home.dispose();
});

const USUAL: QueueOptions = { priority: 0, after: [], retries: 0 };
const SHORT: Partial<ArithmeticOptions> = { epochs: 1, stepsPerEpoch: 2 };
const LONG: Partial<ArithmeticOptions> = { epochs: 2000, stepsPerEpoch: 4, pauseMs: 5 };

async function add(options: Partial<QueueOptions> = {}, loop = SHORT): Promise<string> {
  const { id } = await home.store.create(arithmeticPlan(loop));
  await enqueue(parts.queue, [{ kind: 'run', run: id }], { ...USUAL, ...options });
  return id;
}
const jobs = async (): Promise<readonly Job[]> => (await parts.queue.read()).jobs;
const jobOf = async (id: string): Promise<Job> => {
  const job = (await jobs()).find((each) => each.id === id);
  if (job === undefined) throw new Error(`there is no job ${id}`);
  return job;
};
const stateOf = async (id: string): Promise<string> => (await jobOf(id)).state;
const waitsFor = async (id: string): Promise<string | null> => {
  const { jobs: all } = await lookAtQueue(parts.queue, home.paths);
  return all.find(({ job }) => job.id === id)?.waitsFor ?? null;
};
const does = (steering: Steering): Promise<Job | null> => steer({ ...parts, home: home.paths }, steering);
const started = async (): Promise<readonly string[]> =>
  [...(await jobs())]
    .filter(({ started: at }) => at !== null)
    .sort((a, b) => ((a.started ?? '') < (b.started ?? '') ? -1 : 1))
    .map(({ id }) => id);
const summaryOf = async (id: string) => summarize(await home.store.find(id));
const isAtStep = (id: string, step: number): Promise<void> =>
  expect
    .poll(async () => (await summaryOf(id)).step, { timeout: 15_000, interval: 20 })
    .toBeGreaterThanOrEqual(step);
const work = async (options: Parameters<ArithmeticQueue['work']>[0] = {}): Promise<void> =>
  parts.work(options).ended;

interface Worker {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  readonly lines: string[];
  readonly ended: Promise<unknown>;
}

/** Works on the queue in a process of its own. */
function worker(): Worker {
  const child = spawn(process.execPath, [workerProgram, trainer], {
    env: { ...process.env, DARTBOARD_HOME: home.folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  const made = { process: child, lines, ended: once(child, 'exit') };
  workers.push(made);
  return made;
}

describe('work on the queue', () => {
  it('is not held up by a run whose record cannot be read, which stays in the list and can be cancelled', async () => {
    const [damaged, other, held] = [await add(), await add(), await add()];
    await does({ action: 'hold', job: held });
    for (const id of [damaged, held]) await writeFile(join(home.paths.runs, id, 'run.json'), '{');
    const { jobs: listed } = await lookAtQueue(parts.queue, home.paths);
    expect(listed.map(({ job, waitsFor }) => [job.id, waitsFor])).toEqual([
      [damaged, expect.stringMatching(/run\.json.* is damaged/)],
      [other, null],
      [held, expect.stringMatching(/run\.json.* is damaged/)],
    ]);
    await work();
    expect(await jobOf(damaged)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/damaged/),
    });
    expect(await stateOf(other)).toBe('finished');
    expect(await does({ action: 'cancel', job: held })).toMatchObject({ state: 'cancelled' });
  });

  it('lets nothing wait whose run was removed', async () => {
    const first = await add();
    const removed = await add({ after: [first] });
    await does({ action: 'hold', job: first });
    await rm(join(home.paths.runs, removed), { recursive: true });
    const { jobs: listed } = await lookAtQueue(parts.queue, home.paths);
    expect(listed.map(({ waitsFor }) => waitsFor)).toEqual(['it is held back', 'its run was removed']);
    await work();
    expect(await jobOf(removed)).toMatchObject({ state: 'failed', problem: 'Its run was removed.' });
    expect(await stateOf(first)).toBe('waiting');
  });

  it('starts one after the other in their order, and ends when nothing is left', async () => {
    const first = await add();
    const second = await add();
    const urgent = await add({ priority: 1 });
    const moved = await add();
    await does({ action: 'move', job: moved, to: { before: second } });
    await work();
    expect(await started()).toEqual([urgent, first, moved, second]);
    for (const { state, problem, ended } of await jobs()) {
      expect({ state, problem }).toEqual({ state: 'finished', problem: null });
      expect(ended).not.toBeNull();
    }
    for (const { state } of (await home.store.list()).runs) expect(state).toBe('finished');
  }, 30_000);

  it('uses every device, and gives each run its own', async () => {
    parts = arithmeticQueue(home.paths, trainer, devicesNamed('a', 'b'));
    const ids = [await add({}, LONG), await add({}, LONG), await add({}, LONG)];
    const dispatcher = parts.work({ stay: true });
    await expect.poll(async () => (await parts.lanes.occupants()).length, { timeout: 10_000 }).toBe(2);
    await Promise.all(ids.slice(0, 2).map((id) => isAtStep(id, 1)));
    expect((await parts.lanes.occupants()).map(({ lanes }) => lanes.map(({ id }) => id))).toEqual([
      ['a'],
      ['b'],
    ]);
    expect(await stateOf(ids[2] ?? '')).toBe('waiting');
    await dispatcher.stopJobs();
    await dispatcher.close();
  }, 30_000);

  it('starts nothing while the queue is paused, nor what is held back', async () => {
    const [held, other] = [await add(), await add()];
    await does({ action: 'pause' });
    await does({ action: 'hold', job: held });
    await work();
    expect([await stateOf(held), await stateOf(other)]).toEqual(['waiting', 'waiting']);
    expect([await waitsFor(held), await waitsFor(other)]).toEqual(['it is held back', 'the queue is paused']);
    await does({ action: 'resume' });
    await work();
    expect([await stateOf(held), await stateOf(other)]).toEqual(['waiting', 'finished']);
    await does({ action: 'release', job: held });
    await work();
    expect(await stateOf(held)).toBe('finished');
  }, 30_000);

  it('lets a job wait for what it needs, and say why it waits in vain', async () => {
    const bad = await add({}, { ...SHORT, divergesAt: 2 });
    const needy = await add({ after: [bad], priority: 5 });
    const neediest = await add({ after: [needy] });
    expect(await waitsFor(needy)).toBe(`it waits for ${bad}`);
    await work();
    expect(await jobOf(bad)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/^The loss became NaN/),
    });
    expect(await stateOf(needy)).toBe('waiting');
    expect(await waitsFor(needy)).toMatch(
      new RegExp(
        `^${bad}, which it waits for, failed \\(The loss became NaN.*\\): retry that, or cancel this job$`,
        's',
      ),
    );
    expect(await waitsFor(neediest)).toBe(`it waits for ${needy}`);
  }, 30_000);

  it('goes on with the dependants once what failed has succeeded elsewhere', async () => {
    const needed = await add({}, LONG);
    const needy = await add({ after: [needed] });
    await does({ action: 'cancel', job: needed });
    expect((await summaryOf(needed)).state).toBe('interrupted');
    expect(await waitsFor(needy)).toMatch(/was cancelled|was stopped/);
    await home.store.remove(await home.store.find(needed));
    expect(await waitsFor(needy)).toMatch(/was removed: cancel this job/);
    const other = await home.store.create(arithmeticPlan(SHORT));
    const last = await add({ after: [other.id] });
    expect(await waitsFor(last)).toBe(`it waits for ${other.id}`);
    await enqueue(parts.queue, [{ kind: 'run', run: other.id }], USUAL);
    await work();
    expect(await stateOf(last)).toBe('finished');
    expect(await stateOf(needy)).toBe('waiting');
  }, 30_000);

  it('waits for a device that a run outside the queue uses', async () => {
    const id = await add();
    const place = await parts.lanes.tryTake({ id: 'a run outside', count: 1 });
    const dispatcher = parts.work();
    await expect.poll(async () => (await lookAtQueue(parts.queue, home.paths)).worker?.pid).toBe(process.pid);
    expect(await stateOf(id)).toBe('waiting');
    await place?.release();
    await dispatcher.ended;
    expect(await stateOf(id)).toBe('finished');
  }, 30_000);

  it('stops a run that is cancelled, and starts the next', async () => {
    const [long, next] = [await add({}, LONG), await add()];
    const dispatcher = parts.work();
    await isAtStep(long, 2);
    await does({ action: 'cancel', job: long });
    await dispatcher.ended;
    expect(await jobOf(long)).toMatchObject({
      state: 'cancelled',
      problem: 'It was cancelled while it was running.',
    });
    expect((await summaryOf(long)).state).toBe('interrupted');
    expect(await stateOf(next)).toBe('finished');
    await does({ action: 'retry', job: long });
    expect(await jobOf(long)).toMatchObject({ state: 'waiting', problem: null });
  }, 30_000);

  it('leaves the jobs of a host that is ended to be gone on with', async () => {
    const long = await add({}, LONG);
    const dispatcher = parts.work({ stay: true });
    await isAtStep(long, 2);
    await dispatcher.stopJobs();
    await dispatcher.close();
    const { step } = await summaryOf(long);
    expect(await stateOf(long)).toBe('waiting');
    const again = parts.work();
    await isAtStep(long, step + 1);
    const { events } = await readEvents(await home.store.find(long));
    expect(events.find((event) => event.type === 'state' && event.resumedFrom !== undefined)).toMatchObject({
      resumedFrom: step,
    });
    await again.close();
  }, 30_000);
});

describe('deaths', () => {
  it('of a trainer: the device is free, the job has failed with the reason, and the next begins', async () => {
    const [killed, next] = [await add({}, LONG), await add()];
    const dispatcher = parts.work();
    await isAtStep(killed, 2);
    const [occupant] = await parts.lanes.occupants();
    process.kill(occupant?.pid ?? 0, 'SIGKILL');
    await dispatcher.ended;
    expect(await jobOf(killed)).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/was killed.*SIGKILL/),
    });
    expect(await stateOf(next)).toBe('finished');
  }, 30_000);

  it('of a trainer that may be resumed by itself: it goes on from its checkpoint, so often as was asked for', async () => {
    const id = await add({ retries: 1 }, LONG);
    const dispatcher = parts.work();
    for (let life = 0; life < 2; life++) {
      await isAtStep(id, 8 * (life + 1));
      const [occupant] = await parts.lanes.occupants();
      process.kill(occupant?.pid ?? 0, 'SIGKILL');
      if (life === 0)
        await expect.poll(async () => (await jobOf(id)).retries, { timeout: 10_000, interval: 10 }).toBe(0);
    }
    await dispatcher.ended;
    expect(await jobOf(id)).toMatchObject({ state: 'failed', retries: 0 });
    const { events } = await readEvents(await home.store.find(id));
    const resumed = events.filter((event) => event.type === 'state' && event.resumedFrom !== undefined);
    expect(resumed.length).toBe(1);
  }, 40_000);

  it('of the one that works: another takes over, the run goes on, and each job is started once', async () => {
    const long = await add({}, { epochs: 60, stepsPerEpoch: 4, pauseMs: 10 });
    const others = [await add(), await add()];
    const first = worker();
    await isAtStep(long, 2);
    const second = worker();
    await expect.poll(() => second.lines, { timeout: 10_000 }).toContain('stands by');
    const [occupant] = await parts.lanes.occupants();
    first.process.kill('SIGKILL');
    await first.ended;
    await second.ended;
    // The trainer that the dead one had started went on.
    expect((await summaryOf(long)).state).toBe('finished');
    const { events } = await readEvents(await home.store.find(long));
    expect(events.filter((event) => event.type === 'state' && event.state === 'starting')).toHaveLength(1);
    expect(occupant?.id).toBe(long);
    for (const id of [long, ...others]) expect(await stateOf(id)).toBe('finished');
    expect(second.lines.filter((line) => line === `${long} running`)).toEqual([]);
    expect(second.lines).toContain(`${long} finished`);
  }, 60_000);

  it('of all of them: whoever comes next settles what became of the run', async () => {
    const [lost, next] = [await add({}, LONG), await add()];
    const first = worker();
    await isAtStep(lost, 2);
    const [occupant] = await parts.lanes.occupants();
    first.process.kill('SIGKILL');
    await first.ended;
    process.kill(occupant?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => parts.lanes.occupants(), { timeout: 10_000 }).toEqual([]);
    await work();
    expect(await jobOf(lost)).toMatchObject({ state: 'failed', problem: expect.any(String) });
    expect((await summaryOf(lost)).state).toBe('lost');
    expect(await stateOf(next)).toBe('finished');
  }, 40_000);

  it('in the moment in which a job was to be started: it is started after all', async () => {
    const id = await add();
    // What a worker leaves that is killed between saying so and doing it.
    await parts.queue.change(({ jobs: [job] }) =>
      job === undefined ? {} : { put: [{ ...job, state: 'running', startedAfter: 0 }] },
    );
    await work();
    expect(await jobOf(id)).toMatchObject({ state: 'finished', retries: 0 });
  }, 30_000);

  it('do not make two that work at once start a job twice', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 6; i++) ids.push(await add());
    const all = [worker(), worker(), worker()];
    await Promise.all(all.map(({ ended }) => ended));
    const starts = all.flatMap(({ lines }) => lines.filter((line) => line.endsWith(' running')));
    expect([...starts].sort()).toEqual(ids.map((id) => `${id} running`).sort());
    for (const id of ids) {
      const { events } = await readEvents(await home.store.find(id));
      expect(events.filter((event) => event.type === 'state' && event.state === 'starting')).toHaveLength(1);
    }
  }, 60_000);
});

describe('the files of the queue', () => {
  const file = (name: string): string => join(home.paths.queue, name);

  it('that are damaged or newer are named and left alone, and the others have their turn', async () => {
    const [bad, newer, good] = [await add(), await add(), await add()];
    await writeFile(file(`jobs/${bad}.json`), '{"format": 1, "id"');
    await writeFile(file(`jobs/${newer}.json`), JSON.stringify({ format: 2, id: newer }));
    await work();
    expect(await stateOf(good)).toBe('finished');
    // A bit that was flipped does not change anybody's turn unnoticed.
    const flipped = await add({ priority: 1 });
    const path = file(`jobs/${flipped}.json`);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"priority": 1', '"priority": 9'));
    const { problems } = await parts.queue.read();
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toContain(`${flipped}.json is damaged: its sum is wrong`);
    expect(problems.join('\n')).toContain(`${bad}.json is damaged: `);
    expect(problems.join('\n')).toMatch(/has format 2; this version of Dartboard reads up to 1\./);
    expect((await summaryOf(bad)).state).toBe('queued');
  }, 30_000);

  it('that say nothing of a pause any more mean one', async () => {
    const id = await add();
    await does({ action: 'resume' });
    await writeFile(file('queue.json'), 'paused: no');
    await work();
    expect(await stateOf(id)).toBe('waiting');
    expect((await parts.queue.read()).problems).toEqual([
      expect.stringMatching(/queue\.json is damaged: .*pause or resume the queue to write it anew\.$/),
    ]);
    await does({ action: 'resume' });
    await work();
    expect(await stateOf(id)).toBe('finished');
  }, 30_000);

  it('are changed by many at once without losing a change', async () => {
    await Promise.all(Array.from({ length: 10 }, () => add()));
    const positions = (await jobs()).map(({ position }) => position);
    expect(new Set(positions).size).toBe(10);
    expect(await readdir(file('editing'))).toEqual([]);
  });

  it('of a run that was removed fail the job with a sentence', async () => {
    const id = await add();
    await rm((await home.store.find(id)).paths.folder, { recursive: true });
    await work();
    expect(await jobOf(id)).toMatchObject({ state: 'failed', problem: 'Its run was removed.' });
  });
});

describe('what a person asks for', () => {
  it('is refused in a sentence where it makes no sense', async () => {
    const [done, waiting] = [await add(), await add()];
    await does({ action: 'hold', job: waiting });
    await work();
    const refused = async (steering: Steering): Promise<string> =>
      does(steering).then(
        () => 'it was not refused',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    expect(await refused({ action: 'cancel', job: done })).toBe(
      `The job ${done} is finished; there is nothing to cancel.`,
    );
    expect(await refused({ action: 'retry', job: waiting })).toBe(
      `The job ${waiting} waits already; there is nothing to retry.`,
    );
    expect(await refused({ action: 'move', job: waiting, to: { before: waiting } })).toBe(
      `The job ${waiting} cannot be moved before itself.`,
    );
    expect(await refused({ action: 'hold', job: done })).toBe(
      `The job ${done} is finished, so it has no turn to wait for.`,
    );
    expect(await refused({ action: 'hold', job: 'zzz' })).toMatch(
      /^There is no job whose id begins with "zzz"/,
    );
    expect(await refused({ action: 'cancel', job: '0' })).toMatch(/^2 jobs have an id that begins with "0"/);
    await expect(enqueue(parts.queue, [{ kind: 'run', run: waiting }], USUAL)).rejects.toMatchObject({
      code: 'runs/queued-already',
    });
    await does({ action: 'clear' });
    expect((await jobs()).map(({ id }) => id)).toEqual([waiting]);
  }, 30_000);
});
