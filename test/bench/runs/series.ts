/** A run of very many steps: how long it takes to open, to follow and to draw, and what it takes of memory. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  homePaths,
  openSeries,
  readEvents,
  readHistory,
  seriesPart,
  summarize,
} from '../../../main/runs/index.ts';
import type { Series, SeriesRange } from '../../../main/runs/index.ts';
import { appendSteps, createLongRun } from '../../support/long-run.ts';

/** What is measured with. */
export interface SeriesBenchOptions {
  /** A folder of its own; the caller removes it. */
  readonly folder: string;
  readonly steps: number;
  /** How often what is quick is repeated; the median counts. */
  readonly repeats: number;
  readonly tell: (line: string) => void;
}

/** How long something took. */
export interface SeriesTiming {
  readonly what: string;
  /** Each time. */
  readonly milliseconds: readonly number[];
  /** What is wanted of the median; null: it is only told. */
  readonly limitMilliseconds: number | null;
}

/** What was measured. */
export interface SeriesMeasured {
  readonly steps: number;
  readonly logBytes: number;
  readonly cacheBytes: number;
  /** Of the open series. */
  readonly seriesBytes: number;
  /** The most that the process had in memory while the log was read for the first time, beyond what it had before. */
  readonly openingBytes: number;
  /** The longest that the event loop waited while the log was read for the first time. */
  readonly longestPauseMilliseconds: number;
  readonly timings: readonly SeriesTiming[];
}

const APPENDED = 1000;
/** Pixels of a wide chart. */
const BUCKETS = 2000;

/** Measures a run of so many steps that is written in the product's own form. */
export async function measureSeries(options: SeriesBenchOptions): Promise<SeriesMeasured> {
  const { folder, steps, repeats, tell } = options;
  const paths = homePaths({ env: { DARTBOARD_HOME: folder }, platform: process.platform });
  const run = await createLongRun(paths);
  tell(`writing a log of ${String(steps)} steps`);
  const next = await appendSteps(run, { from: 1, to: steps, seq: 1, of: steps });
  const timings: SeriesTiming[] = [];
  const time = async <T>(
    what: string,
    { limit, times = repeats }: { readonly limit: number | null; readonly times?: number },
    work: () => T | Promise<T>,
  ): Promise<T | undefined> => {
    const milliseconds: number[] = [];
    let last: T | undefined;
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      last = await work();
      milliseconds.push(Number((performance.now() - began).toFixed(2)));
    }
    tell(`${what}: ${milliseconds.map((one) => one.toFixed(1)).join(', ')} ms`);
    timings.push({ what, milliseconds, limitMilliseconds: limit });
    return last;
  };
  const watch = watchProcess();
  await time('first opening', { limit: 10_000, times: 1 }, () => openSeries(run));
  const { openingBytes, longestPauseMilliseconds } = watch.end();
  const series = await time('later opening', { limit: 300 }, () => openSeries(run));
  if (series === undefined) throw new RangeError('at least one repeat is needed');
  await time('everything but steps and loads, with a cache', { limit: null }, () => readHistory(run));
  await time('summary', { limit: null }, () => summarize(run));
  await appendSteps(run, { from: steps + 1, to: steps + APPENDED, seq: next, of: steps });
  await time(`${String(APPENDED)} more steps`, { limit: null, times: 1 }, () => series.refresh());
  await time('nothing new', { limit: null }, () => series.refresh());
  await timeDrawing(series, steps, time);
  await time('all events as objects', { limit: null, times: 1 }, async () => {
    await readEvents(run);
  });
  return {
    steps,
    logBytes: (await stat(run.paths.events)).size,
    cacheBytes: await sizeOf(join(folder, 'cache', 'series', `${run.id}.series`)),
    seriesBytes: series.sizeBytes,
    openingBytes,
    longestPauseMilliseconds,
    timings,
  };
}

/** A short log has no cache. */
async function sizeOf(path: string): Promise<number> {
  return existsSync(path) ? (await stat(path)).size : 0;
}

type Time = (
  what: string,
  options: { readonly limit: number | null },
  work: () => unknown,
) => Promise<unknown>;

async function timeDrawing(series: Series, steps: number, time: Time): Promise<void> {
  const whole: SeriesRange = { from: null, to: null, buckets: BUCKETS, smoothing: 0 };
  const zoomed: SeriesRange = { ...whole, from: 0.45 * steps, to: 0.55 * steps };
  const draw = (range: SeriesRange) => (): unknown =>
    seriesPart(series, { of: 'steps', columns: ['trainLoss'], ...range });
  await time('drawing a whole column', { limit: 20 }, draw(whole));
  await time('drawing a tenth of a column', { limit: 5 }, draw(zoomed));
  await time('drawing a smoothed column', { limit: null }, draw({ ...whole, smoothing: 0.9 }));
}

/** Looks so often at the memory and the clock. */
const LOOK_MS = 5;

/** The memory of this process, and the pauses of its event loop, until `end`. */
function watchProcess(): {
  end(): Pick<SeriesMeasured, 'openingBytes' | 'longestPauseMilliseconds'>;
} {
  const before = process.memoryUsage.rss();
  let [most, longest, at] = [before, 0, performance.now()];
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - at - LOOK_MS);
    at = now;
    most = Math.max(most, process.memoryUsage.rss());
  }, LOOK_MS);
  return {
    end: () => {
      clearInterval(timer);
      return { openingBytes: most - before, longestPauseMilliseconds: Number(longest.toFixed(1)) };
    },
  };
}
