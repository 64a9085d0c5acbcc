/**
 * Every file of a home, damaged in every way: the program gives right results or says in a sentence what is damaged, loses nothing else, and
 * shows nothing of its inside.
 */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defined } from '../../main/base/assert.ts';
import { AppError, messageOf } from '../../main/base/errors.ts';
import { homePaths, openStore, readEvents } from '../../main/runs/index.ts';
import { call } from '../support/cli.ts';
import type { Called } from '../support/cli.ts';
import { arithmeticPlan } from '../support/runs.ts';
import { compute, computeTo } from './arithmetic.ts';
import { damaged } from './damage.ts';
import { faultRng } from './seed.ts';

const CASES_A_FILE = 12;
const INSIDE = /\n\s+at .*:\d+:\d+|internal:|is not a function/;
/** Damage is noticed long after. */
const LONG_AGO = new Date(2020, 1, 1);

/** The runs of the home, and what the program says of them before anything is damaged. */
interface Whole {
  readonly folder: string;
  readonly runs: { readonly finished: string; readonly stopped: string; readonly bystander: string };
  readonly seen: Seen;
  /** What the stopped run would end with. */
  readonly end: End;
}

/** What a run ended with that went on; or the sentence with which it did not. */
type End =
  | string
  | {
      readonly curve: readonly (readonly [step: number, loss: number])[];
      readonly problems: readonly string[];
      readonly weights: string | undefined;
    };

/** What the program says of a home. */
interface Seen {
  readonly list: Called;
  readonly shows: Readonly<Record<string, Called>>;
  readonly queue: Called;
  readonly trash: Called;
}

const openIn = (folder: string) =>
  openStore(homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform }));

let work: string;
let whole: Whole;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'dartboard-damage-'));
  const folder = join(work, 'whole');
  const store = openIn(folder);
  const said = { experiment: 'damage', tags: ['a', 'b'], starred: true, note: 'Some *words*.' };
  const create = (seed: number) =>
    store.create({
      ...arithmeticPlan({ epochs: 4 }),
      seed,
      data: { name: 'none', id: '0123456789abcdef', split: { name: 'thirds', id: 'fedcba9876543210' } },
      splitText: '{"train": [1, 2], "valid": [3]}\n',
      annotations: said,
    });
  const finished = await create(1);
  await compute(finished);
  const stopped = await create(2);
  await computeTo(stopped, 10);
  const bystander = await create(3);
  await compute(bystander);
  await store.remove(await create(4));
  expect((await call(['search', '--preset', 'tiny', '--queue'], folder)).code).toBe(0);
  // As a trainer leaves them that is killed.
  const mark = { pid: 2 ** 22 + 1, host: 'elsewhere.invalid', born: null };
  const lock = join(stopped.paths.folder, 'lock.3');
  writeFileSync(lock, JSON.stringify(mark));
  utimesSync(lock, LONG_AGO, LONG_AGO);
  writeFileSync(stopped.paths.heartbeat, JSON.stringify({ mark, at: 1000 }));
  writeFileSync(join(stopped.paths.checkpoints, '11.ckpt.tmp-77-1'), 'half');
  const runs = { finished: finished.id, stopped: stopped.id, bystander: bystander.id };
  // The indices are made by looking.
  const seen = await look(folder, runs);
  const other = copyOf(folder);
  whole = { folder, runs, seen, end: await resumed(other, stopped.id) };
});
afterAll(() => rm(work, { recursive: true }));

let copies = 0;
function copyOf(folder: string): string {
  const copy = join(work, `copy-${String(++copies)}`);
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

async function look(folder: string, runs: Whole['runs']): Promise<Seen> {
  const list = await asked(['runs', 'list'], folder);
  const shows: Record<string, Called> = {};
  for (const run of Object.values(runs)) shows[run] = await asked(['runs', 'show', run], folder);
  const queue = await asked(['queue', 'list'], folder);
  return { list, shows, queue, trash: await asked(['runs', 'trash', 'list'], folder) };
}

/** What a command says, with the home by a name that is the same for all copies. */
async function asked(args: readonly string[], folder: string): Promise<Called> {
  const called = await call([...args, '--json'], folder);
  // A file that was cut is as small as it is.
  const plain = (text: string): string =>
    text.replaceAll(folder, 'HOME').replaceAll(/"sizeBytes":\d+/g, '"sizeBytes":0');
  return { ...called, stdout: plain(called.stdout), stderr: plain(called.stderr), lines: [] };
}

async function resumed(folder: string, id: string): Promise<End> {
  try {
    const run = await openIn(folder).find(id);
    const end = await compute(run);
    if (end.state === 'failed') return sentenceOf(end.error);
    const { events, problems: damage } = await readEvents(run);
    const told = events.flatMap((event) => (event.type === 'state' ? (event.message ?? []) : []));
    const problems = [...damage, ...told.filter((message) => message.includes(run.paths.events))];
    const curve = events.flatMap((event) =>
      event.type === 'step' ? [[event.step, event.train.loss] as const] : [],
    );
    const { stdout } = await asked(['runs', 'show', id], folder);
    return { curve, problems, weights: /"weightsSha256":"\w+"/.exec(stdout)?.[0] };
  } catch (error) {
    return sentenceOf(error);
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

/** All files but the damaged one, by their content. */
function sumsOf(folder: string, except: string): Readonly<Record<string, string>> {
  const mine = filesIn(folder).filter((name) => name !== except && name.startsWith(`runs${sep}`));
  return Object.fromEntries(
    mine.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

interface Listed {
  readonly run: string;
  readonly problem: string | null;
}

/** What a list says of each run. */
function entriesIn({ stdout }: Called): ReadonlyMap<string, Listed> {
  const { runs } = JSON.parse(stdout) as { readonly runs: readonly Listed[] };
  return new Map(runs.map((entry) => [entry.run, entry]));
}

describe('damaged files', () => {
  it('of every kind cost themselves only, and are named where they matter', async () => {
    const rng = faultRng('damaged files');
    const wrong: string[] = [];
    let cases = 0;
    for (const file of filesIn(whole.folder)) {
      for (let turn = 0; turn < CASES_A_FILE; turn++) {
        const folder = copyOf(whole.folder);
        const { how, bytes } = damaged(readFileSync(join(folder, file)), rng);
        writeFileSync(join(folder, file), bytes);
        utimesSync(join(folder, file), LONG_AGO, LONG_AGO);
        const problem = await expectAllWell({ folder, file, runs: whole.runs }).then(
          () => null,
          (thrown: unknown) => messageOf(thrown),
        );
        if (problem !== null) wrong.push(`${file}, ${how}: ${problem}`);
        await rm(folder, { recursive: true });
        cases++;
      }
    }
    process.stdout.write(`${String(cases)} damaged files\n`);
    expect(wrong).toEqual([]);
  });
});

/** Without these a run cannot go on. */
const NEEDED = /^(?:run\.json|split\.json|\d+\.ckpt)$/;

interface DamagedHome {
  readonly folder: string;
  /** From the home's folder. */
  readonly file: string;
  readonly runs: Whole['runs'];
}

async function expectAllWell({ folder, file, runs }: DamagedHome): Promise<void> {
  const before = sumsOf(folder, file);
  const { list, shows, queue, trash } = await look(folder, runs);
  expect(sumsOf(folder, file)).toEqual(before);
  expect(list.code).toBe(0);
  const name = basename(file);
  const [listed, wantedList] = [entriesIn(list), entriesIn(whole.seen.list)];
  for (const [run, wanted] of Object.entries(whole.seen.shows)) {
    const show = defined(shows[run], 'every run was shown');
    const isRight =
      JSON.stringify(listed.get(run)) === JSON.stringify(wantedList.get(run)) &&
      show.stdout === wanted.stdout;
    const told = `${list.stderr}${show.stderr}`;
    expect(told).not.toMatch(INSIDE);
    // What befalls one run is nothing to another.
    if (!file.includes(run)) expect([isRight, show.stderr]).toEqual([true, wanted.stderr]);
    const isTold = told.includes(name) || (listed.get(run)?.problem ?? null) !== null;
    expect(isRight || isTold ? 'right or told' : show.stdout).toBe('right or told');
  }
  for (const [found, wanted] of [
    [queue, whole.seen.queue],
    [trash, whole.seen.trash],
  ] as const) {
    const told = `${found.stderr}${found.stdout}`;
    expect(told).not.toMatch(INSIDE);
    expect(found.code).toBe(0);
    if (found.stdout !== wanted.stdout && !file.startsWith('trash')) expect(told).toContain(name);
  }
  expectGoneOn(await resumed(folder, runs.stopped), name);
}

function expectGoneOn(end: End, name: string): void {
  if (typeof end === 'string') {
    expect(end).toMatch(
      NEEDED.test(name) ? name : 'a file that is not needed does not keep a run from going on',
    );
    return;
  }
  const wanted = whole.end;
  if (typeof wanted === 'string') throw new Error(`internal: the undamaged run goes on, but: ${wanted}`);
  expect(end.weights).toBe(wanted.weights);
  if (end.problems.length === 0) expect(end.curve).toEqual(wanted.curve);
  // What a damaged line told is lost, and that is said.
  else expect(wanted.curve).toEqual(expect.arrayContaining([...end.curve]));
}
