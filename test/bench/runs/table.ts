/** What was measured as tables of Markdown. */
import { markdownTable } from '../../support/scripts/markdown-table.ts';
import type { CatalogMeasured } from './catalog.ts';
import type { SeriesMeasured } from './series.ts';

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

const seconds = (milliseconds: readonly number[]): string =>
  milliseconds.length === 0 ? '–' : (median(milliseconds) / 1000).toFixed(3);
const megabytes = (bytes: number): string => String(Math.round(bytes / 1e6));
const wanted = (limit: number | null): string => (limit === null ? '–' : `< ${String(limit / 1000)}`);

/** One row a question. */
export function catalogTable({ runs, timings }: CatalogMeasured): string {
  const rows = timings.map((timing) => [
    timing.what,
    seconds(timing.milliseconds),
    seconds(timing.processorMilliseconds),
    seconds(timing.againMilliseconds),
    wanted(timing.limitMilliseconds),
    `${String(timing.runs)} of ${String(timing.total)}`,
    megabytes(timing.peakBytes),
  ]);
  const heads = [
    `${String(runs)} runs`,
    'new process, s',
    'processor, s',
    'again, s',
    'wanted, s',
    'runs',
    'peak memory, MB',
  ];
  return markdownTable([heads, ...rows]);
}

/** One row a deed, then what it takes of memory and disk. */
export function seriesTable(measured: SeriesMeasured): string {
  const rows = measured.timings.map((timing) => [
    timing.what,
    seconds(timing.milliseconds),
    wanted(timing.limitMilliseconds),
  ]);
  const heads = [`${String(measured.steps)} steps`, 'median, s', 'wanted, s'];
  const { logBytes, cacheBytes, seriesBytes, openingBytes, longestPauseMilliseconds } = measured;
  const sizes = `Log ${megabytes(logBytes)} MB, cache ${megabytes(cacheBytes)} MB; open series ${megabytes(seriesBytes)} MB of memory, the first opening ${megabytes(openingBytes)} MB more at most; the event loop waited ${longestPauseMilliseconds.toFixed(0)} ms at the longest.`;
  return `${markdownTable([heads, ...rows])}\n\n${sizes}`;
}
