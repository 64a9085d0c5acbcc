/** Very many runs: how long it takes to index them, and then to list, filter, sort and find them. */
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { CatalogAnswer, CatalogRequest } from './catalog-process.ts';
import { homeIn, makeRuns } from './synthetic-runs.ts';

/** What is measured with. */
export interface CatalogBenchOptions {
  /** A folder of its own; the caller removes it. */
  readonly folder: string;
  readonly runs: number;
  /** In how many new processes each question is asked; the median counts. */
  readonly repeats: number;
  /** The bundle of `catalog-process.ts`. */
  readonly program: string;
  readonly tell: (line: string) => void;
}

/** How long a question took in new processes. */
export interface CatalogTiming {
  readonly what: string;
  /** In each process, the first time. */
  readonly milliseconds: readonly number[];
  /** The same in processor time. */
  readonly processorMilliseconds: readonly number[];
  /** In the same processes, when asked once more. */
  readonly againMilliseconds: readonly number[];
  readonly runs: number;
  readonly total: number;
  /** The most that a process took of memory, Node.js itself included. */
  readonly peakBytes: number;
  /** What is wanted of the median; null: it is only told. */
  readonly limitMilliseconds: number | null;
}

/** What was measured. */
export interface CatalogMeasured {
  readonly runs: number;
  readonly timings: readonly CatalogTiming[];
}

const LIMIT = 1000;

/** Measures the catalog of so many runs. @throws Error where a list is not what it should be */
export async function measureCatalog(options: CatalogBenchOptions): Promise<CatalogMeasured> {
  const { folder, runs, tell } = options;
  tell(`making ${String(runs)} runs`);
  await makeRuns(folder, runs, tell);
  const { runs: runsFolder, index } = homeIn(folder);
  const ids = (await readdir(runsFolder)).sort();
  const middle = ids[Math.floor(ids.length / 2)] ?? '';
  const timings: CatalogTiming[] = [];
  const measure = async (
    what: string,
    request: CatalogRequest,
    { limit = LIMIT, repeats = options.repeats, isFirst = false }: MeasureOptions = {},
  ): Promise<void> => {
    const answers: CatalogAnswer[] = [];
    for (let i = 0; i < repeats; i++) {
      if (isFirst) await rm(index, { recursive: true, force: true });
      const answer = await ask(options, request);
      requireSound(answer, isFirst ? runs : 0);
      answers.push(answer);
    }
    const timing = timingOf(what, answers, limit);
    tell(`${what}: ${timing.milliseconds.map((one) => one.toFixed(0)).join(', ')} ms`);
    timings.push(timing);
  };
  // Files that are written about now are read again, as they may be written still.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const page = { limit: 100 };
  await measure('first index', { list: page, again: 0 }, { limit: null, repeats: 1, isFirst: true });
  await measure('list, all runs', { list: {}, again: 1 });
  await measure('list, the newest 100', { list: page, again: 1 });
  await measure('filter: state, kind, text', {
    list: { kind: 'train', states: ['finished'], text: 'number 7', ...page },
    again: 1,
  });
  await measure('filter: experiment', { list: { experiment: 'experiment 4' }, again: 1 });
  await measure('sort by accuracy, the best 100', { list: { sort: 'accuracy', ...page }, again: 1 });
  await measure('sort by title, all runs', { list: { sort: 'title' }, again: 1 });
  await measure('experiments', { experiments: true });
  await measure('find by the beginning of an id', { find: middle.slice(0, 14) });
  await measure('find by id', { find: middle });
  return { runs, timings };
}

interface MeasureOptions {
  readonly limit?: number | null;
  readonly repeats?: number;
  /** Without an index. */
  readonly isFirst?: boolean;
}

async function ask(
  { program, folder }: CatalogBenchOptions,
  request: CatalogRequest,
): Promise<CatalogAnswer> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, folder, JSON.stringify(request)]);
  // Our own program's answer.
  return JSON.parse(stdout) as CatalogAnswer;
}

function requireSound({ problems, read }: CatalogAnswer, expected: number): void {
  if (problems.length > 0) throw new Error(`the list has a problem: ${problems.join(' ')}`);
  if (read !== expected) throw new Error(`${String(read)} runs were read, not ${String(expected)}`);
}

function timingOf(what: string, answers: readonly CatalogAnswer[], limit: number | null): CatalogTiming {
  return {
    what,
    milliseconds: answers.flatMap(({ milliseconds }) => milliseconds.slice(0, 1)),
    processorMilliseconds: answers.flatMap(({ processorMilliseconds: all }) => all.slice(0, 1)),
    againMilliseconds: answers.flatMap(({ milliseconds }) => milliseconds.slice(1)),
    runs: answers[0]?.runs ?? 0,
    total: answers[0]?.total ?? 0,
    peakBytes: Math.max(...answers.map(({ peakBytes }) => peakBytes)),
    limitMilliseconds: limit,
  };
}
