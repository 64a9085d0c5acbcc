/** Ends trainers by `kill -9` at chosen moments, and looks at what they leave. */
import { watch } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Rng } from '../../main/base/rng.ts';
import { LAUNCHERS, newestCheckpoint, readEvents, settle, summarize } from '../../main/runs/index.ts';
import type { LaunchedRun, RunEvent, StoredRun } from '../../main/runs/index.ts';
import { call } from '../support/cli.ts';
import type { TestHome } from '../support/runs.ts';

/** What is killed, and how long it takes to get to work. */
export interface Victim {
  readonly home: TestHome;
  /** The bundled trainer. */
  readonly entry: string;
  readonly run: StoredRun;
  /** Longer than a start takes, in milliseconds. */
  readonly startMs: number;
  /** Most steps between two checkpoints. */
  readonly stepsBetween: number;
  /** After which share of the kills the program itself is asked what it sees; the files are looked at after each. */
  readonly asked: number;
}

/** How a life of a trainer ended. */
interface Life {
  readonly isFinished: boolean;
  /** Whether it died while it wrote a checkpoint. */
  readonly tore: boolean;
}

interface Place {
  readonly victim: Victim;
  readonly rng: Rng;
  readonly over: AbortSignal;
}

/** Each resolves at its moment, or when `over` is aborted. */
const MOMENTS = {
  startUp: ({ victim, rng, over }: Place) => pause(rng.uniform() * victim.startMs, over),
  record: ({ victim: { run }, over }: Place) => writing(run.paths.folder, /^run\.json\.tmp/, over),
  log: async ({ victim: { run }, rng, over }: Place) => {
    await writing(run.paths.checkpoints, /\.ckpt$/, over);
    for (let lines = rng.integer(6); lines >= 0; lines--) {
      await writing(run.paths.folder, /^events\.jsonl$/, over);
    }
  },
  step: async ({ victim: { run }, rng, over }: Place) => {
    await writing(run.paths.checkpoints, /\.ckpt$/, over);
    await pause(rng.uniform() * 100, over);
  },
  checkpoint: async ({ victim: { run }, rng, over }: Place) => {
    for (let earlier = rng.integer(3); earlier > 0; earlier--) {
      await writing(run.paths.checkpoints, /\.ckpt$/, over);
    }
    await writing(run.paths.checkpoints, /\.ckpt\.tmp/, over);
  },
} as const;

/** When a trainer is killed. */
type Moment = keyof typeof MOMENTS;

/** A moment by chance; the writing of checkpoints more often than others. */
function randomMoment(rng: Rng): Moment {
  const moments = [
    'startUp',
    'record',
    'log',
    'step',
    'step',
    'checkpoint',
    'checkpoint',
    'checkpoint',
  ] as const;
  return moments[rng.integer(moments.length)] ?? 'step';
}

/**
 * Starts the trainer, kills it at that moment and looks whether everything is sound, and whether the trainer went on from the newest
 * checkpoint that there was.
 */
async function liveOnce(victim: Victim, moment: Moment, rng: Rng): Promise<Life> {
  const { run } = victim;
  await mkdir(run.paths.checkpoints, { recursive: true });
  const before = { checkpoint: await newestStep(run), seq: (await allEvents(run)).at(-1)?.seq ?? -1 };
  const unfinishedBefore = await unfinished(run);
  const launched = await launch(victim);
  const over = new AbortController();
  void launched.ended.then(() => over.abort());
  await MOMENTS[moment]({ victim, rng, over: over.signal });
  over.abort();
  kill(launched);
  const exit = await launched.ended;
  if (exit.signal === null && exit.code !== 0) throw new Error(`The trainer failed: ${await lastWords(run)}`);
  await expectWentOn(run, before);
  const tore = (await unfinished(run)) > unfinishedBefore;
  await expectSound(victim);
  if (rng.uniform() < victim.asked)
    await expectShown(victim, exit.code === 0 ? ['finished'] : ['lost', 'queued']);
  // In every other case whoever started the trainer has ended as well, and settles nothing.
  if (exit.code !== 0 && rng.uniform() < 0.5) await settle(run, exit);
  return { isFinished: exit.code === 0, tore };
}

/** What came of many kills. */
export interface Killed {
  readonly kills: number;
  /** How many of them left a half-written checkpoint. */
  readonly torn: number;
}

/**
 * Kills runs that `make` makes until there were so many kills, and lets each come to its end, which must be that of a run that nobody
 * killed.
 */
export async function killOften(
  make: () => Promise<Victim>,
  { kills: wanted, rng }: { readonly kills: number; readonly rng: Rng },
): Promise<Killed> {
  const unharmed = await make();
  await liveToEnd(unharmed);
  const expected = await trailOf(unharmed);
  let [kills, torn] = [0, 0];
  while (kills < wanted) {
    const victim = await make();
    let isFinished = false;
    while (kills < wanted && !isFinished) {
      const life = await liveOnce(victim, randomMoment(rng), rng);
      isFinished = life.isFinished;
      kills += isFinished ? 0 : 1;
      torn += life.tore ? 1 : 0;
    }
    if (!isFinished) await liveToEnd(victim);
    expect(await trailOf(victim)).toEqual(expected);
  }
  return { kills, torn };
}

/** Starts the trainer and lets it come to its end. */
export async function liveToEnd(victim: Victim): Promise<void> {
  const { ended } = await launch(victim);
  expect(await ended).toEqual({ code: 0, signal: null });
  await expectSound(victim);
  await expectShown(victim, ['finished']);
}

/** Everything that must be the same in the same run: the curves, the alphas, the result and what was learnt. */
export async function trailOf({ home, run }: Pick<Victim, 'home' | 'run'>): Promise<unknown> {
  const { events, problems } = await readEvents(run);
  const told = events.flatMap((event) => {
    if (!['step', 'epoch', 'alphas', 'result'].includes(event.type)) return [];
    // When it happened and how long it took may differ.
    return [{ ...event, seq: 0, at: 0, seconds: 0 }];
  });
  const shown = await call(['runs', 'show', run.id, '--json'], home.folder);
  const { weightsSha256, state, step, result } = shown.lines[0] ?? {};
  return { told, problems, weightsSha256, state, step, result };
}

async function launch({ run, entry, home }: Victim): Promise<LaunchedRun> {
  const env = { ...process.env, DARTBOARD_HOME: home.folder };
  return LAUNCHERS.local.launch({ run, entry, env });
}

function kill({ pid }: LaunchedRun): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has come to its end in time.
  }
}

/** What a trainer that failed said of it. */
async function lastWords(run: StoredRun): Promise<string> {
  return `${(await summarize(run)).problem ?? ''} ${await readFile(run.paths.log, 'utf8')}`;
}

async function pause(ms: number, over: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined);
}

/** Resolves as soon as a file of such a name is made, renamed or written in the folder. */
function writing(folder: string, name: RegExp, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, (_, file) => {
      if (file !== null && name.test(file)) end();
    });
    const end = (): void => {
      watcher.close();
      over.removeEventListener('abort', end);
      resolve();
    };
    over.addEventListener('abort', end);
    if (over.aborted) end();
  });
}

const allEvents = async (run: StoredRun): Promise<readonly RunEvent[]> => (await readEvents(run)).events;

/** How many checkpoints are half written. */
async function unfinished({ paths }: StoredRun): Promise<number> {
  return (await readdir(paths.checkpoints)).filter((name) => name.includes('.tmp')).length;
}

async function newestStep({ paths }: StoredRun): Promise<number> {
  return (await newestCheckpoint(paths.checkpoints)).checkpoint?.snapshot.step ?? 0;
}

/** That the trainer, if it got so far, began where the newest checkpoint was. */
async function expectWentOn(
  run: StoredRun,
  before: { readonly checkpoint: number; readonly seq: number },
): Promise<void> {
  const states = (await allEvents(run)).filter((event) => event.type === 'state' && event.seq > before.seq);
  const places = states.flatMap((event) => ('resumedFrom' in event ? [event.resumedFrom] : []));
  if (places.length > 0) expect(places).toEqual([before.checkpoint]);
}

/** That every file of the run is sound, and no more steps were told than were to be made after the newest checkpoint. */
async function expectSound({ run, stepsBetween }: Victim): Promise<void> {
  expect((await readEvents(run)).problems).toEqual([]);
  await expectCheckpointsSound(run);
  expect((await summarize(run)).step - (await newestStep(run))).toBeLessThanOrEqual(stepsBetween);
}

/** That the program lists and shows the run without a complaint. */
async function expectShown({ home, run }: Victim, states: readonly string[]): Promise<void> {
  const listed = await call(['runs', 'list', '--json'], home.folder);
  expect([listed.code, listed.stderr]).toEqual([0, '']);
  const { runs } = listed.lines[0] as { runs: { run: string; state: string; step: number }[] };
  const found = runs.find((one) => one.run === run.id);
  expect(states).toContain(found?.state);
  const shown = await call(['runs', 'show', run.id, '--json'], home.folder);
  expect([shown.code, shown.stderr]).toEqual([0, '']);
  expect(shown.lines[0]).toMatchObject({ state: found?.state, step: found?.step });
}

/** Each alone: of several only the newest is read. */
async function expectCheckpointsSound({ paths }: StoredRun): Promise<void> {
  for (const name of await readdir(paths.checkpoints)) {
    expect(name).toMatch(/^\d+\.ckpt(?:\.tmp.*)?$/);
    if (!name.endsWith('.ckpt')) continue;
    const alone = await mkdtemp(join(paths.folder, 'alone-'));
    await link(join(paths.checkpoints, name), join(alone, name));
    const { checkpoint, problems } = await newestCheckpoint(alone);
    await rm(alone, { recursive: true });
    expect(problems).toEqual([]);
    expect(basename(checkpoint?.file ?? '')).toBe(name);
  }
}
