/** Very many runs, each a folder as the product makes it: a few are written by the product's own code, the others are their copies. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRng } from '../../../main/base/rng.ts';
import type { Rng } from '../../../main/base/rng.ts';
import { DEFAULT_CARE, encodeLine, homePaths, openStore } from '../../../main/runs/index.ts';
import type {
  HomePaths,
  RunEventBody,
  RunResult,
  RunState,
  RunStore,
  StoredRun,
} from '../../../main/runs/index.ts';
import { findPublished } from '../../../main/spaces/index.ts';

const STEPS = 60;
const EPOCHS = 6;
const EDGES = 14;
const PRIMITIVES = 8;
const EXPERIMENTS = 40;
const TEMPLATES = 60;
const FIRST_DAY = Date.parse('2026-01-01T00:00:00Z');
const BETWEEN_MS = 600_000;

/** How the runs have ended: most as they should. */
const ENDS: readonly RunState[] = [
  ...Array.from({ length: 7 }, (): RunState => 'finished'),
  'failed',
  'interrupted',
  'queued',
];

/** The home in a folder. */
export const homeIn = (folder: string): HomePaths =>
  homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform });

/**
 * Makes runs: the same ones for the same number.
 *
 * @param folder - the home
 * @param tell - told how far it is
 */
export async function makeRuns(folder: string, count: number, tell: (line: string) => void): Promise<void> {
  const paths = homeIn(folder);
  const rng = createRng(1, 'synthetic runs');
  const store = openStore(homeIn(join(folder, 'templates')));
  const templates: StoredRun[] = [];
  for (let i = 0; i < Math.min(count, TEMPLATES); i++) templates.push(await template(store, rng, i));
  await mkdir(paths.runs, { recursive: true });
  for (let i = 0; i < count; i++) {
    const run = templates[i % templates.length];
    if (run !== undefined) await copyOf(run, { runs: paths.runs, number: i, rng });
    if ((i + 1) % 2500 === 0) tell(`${String(i + 1)} of ${String(count)} runs made`);
  }
}

async function template(store: RunStore, rng: Rng, number: number): Promise<StoredRun> {
  const isSearch = number % 2 === 0;
  const run = await store.create({
    kind: isSearch ? 'search' : 'train',
    title: isSearch ? 'DARTS, first order' : 'DARTS_V2 on CIFAR-10',
    preset: isSearch ? 'quick' : 'final',
    config: { epochs: EPOCHS, batch: 64, network: { cells: 8, initChannels: 16 } },
    seed: number,
    data: { name: number % 3 === 0 ? 'digits' : 'cifar10', id: '0123456789abcdef' },
    genotype: isSearch ? null : findPublished('DARTS_V2').genotype,
    space: null,
    parent: null,
    origin: null,
    care: DEFAULT_CARE,
  });
  const end = ENDS[number % ENDS.length] ?? 'finished';
  await writeFile(run.paths.events, Buffer.concat(eventsOf(rng, isSearch, end)));
  return run;
}

function eventsOf(rng: Rng, isSearch: boolean, end: RunState): readonly Buffer[] {
  const bodies: RunEventBody[] = [{ type: 'state', state: 'queued', message: null }];
  if (end !== 'queued') bodies.push(...computed(rng, isSearch));
  if (end === 'finished') bodies.push({ type: 'result', result: resultOf(rng, isSearch) });
  if (end !== 'queued') bodies.push({ type: 'state', state: end, message: null });
  return bodies.map((body, seq) => encodeLine({ seq, at: FIRST_DAY + 1000 * seq, ...body }));
}

function computed(rng: Rng, isSearch: boolean): readonly RunEventBody[] {
  const score = () => ({ loss: 2 * rng.uniform(), accuracy: rng.uniform() });
  const bodies: RunEventBody[] = [
    { type: 'state', state: 'starting', message: null },
    { type: 'engine', device: 'CPU', parameters: 1_000_000 },
    { type: 'state', state: 'running', message: null },
  ];
  for (let step = 1; step <= STEPS; step++) {
    const epoch = Math.floor((step - 1) / (STEPS / EPOCHS));
    bodies.push({
      type: 'step',
      epoch,
      step,
      steps: STEPS,
      train: score(),
      valid: score(),
      learningRate: 0.025,
      seconds: 0.2,
    });
    if (step % (STEPS / EPOCHS) > 0) continue;
    bodies.push({ type: 'epoch', epoch, epochs: EPOCHS, train: score(), valid: score() });
    if (isSearch) bodies.push({ type: 'alphas', epoch: epoch + 1, ...cellOf(rng) });
    bodies.push({ type: 'checkpoint', step, file: `${String(step)}.ckpt` });
  }
  return bodies;
}

const cellOf = (rng: Rng) => {
  const alphas = () =>
    Array.from({ length: EDGES }, () => Array.from({ length: PRIMITIVES }, () => rng.uniform() / 1000));
  return {
    alphas: { normal: alphas(), reduction: alphas() },
    genotype: findPublished('DARTS_V2').genotype,
  };
};

function resultOf(rng: Rng, isSearch: boolean): RunResult {
  if (isSearch) return { kind: 'search', ...cellOf(rng) };
  const accuracy = rng.uniform();
  const best = { epoch: EPOCHS - 1, accuracy };
  return { kind: 'train', test: { loss: 1, accuracy }, best, parameters: 3_349_342, macs: 528_000_000 };
}

interface RecordFile {
  readonly title: string;
  readonly crc32?: string;
}

interface Copy {
  readonly runs: string;
  readonly number: number;
  readonly rng: Rng;
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

async function copyOf(template: StoredRun, { runs, number, rng }: Copy): Promise<void> {
  const at = FIRST_DAY + number * BETWEEN_MS;
  const random = Array.from({ length: 16 }, () => ALPHABET[Math.floor(32 * rng.uniform())] ?? '0').join('');
  const id = `${timeOf(at)}${random}`;
  const folder = join(runs, id);
  await mkdir(join(folder, 'checkpoints'), { recursive: true });
  // A record without its sum is one that a person has changed.
  const { crc32: _, ...record } = JSON.parse(await readFile(template.paths.record, 'utf8')) as RecordFile;
  const title = `${record.title}, number ${String(number)}`;
  const copy = { ...record, id, seed: number, title, created: new Date(at).toISOString() };
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(copy, null, 2)}\n`);
  await copyFile(template.paths.events, join(folder, 'events.jsonl'));
  if (number % 2 > 0) return;
  const said = {
    format: 1,
    experiment: `experiment ${String(number % EXPERIMENTS)}`,
    tags: number % 10 === 0 ? ['paper'] : [],
    starred: number % 50 === 0,
    note: '',
  };
  await writeFile(join(folder, 'annotations.json'), JSON.stringify(said));
}

/** The time of an id. */
function timeOf(ms: number): string {
  let [text, rest] = ['', ms];
  for (let i = 0; i < 10; i++) {
    text = `${ALPHABET[rest % 32] ?? '0'}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}
