/** What the programs report, and what follows from it. */
import { z } from 'zod';
import { median } from '../../main/base/statistics.ts';
import type { Comparison } from './jobs.ts';
import { ScriptProblem } from '../support/scripts/problem.ts';

const commonSchema = z.object({
  job: z.string(),
  engine: z.string(),
  batch: z.number(),
  dtype: z.string(),
  threads: z.number(),
  params: z.number(),
  first_step_s: z.number(),
  step_s: z.number(),
  peak_rss_mb: z.number(),
  /** Of ours only. */
  start_to_first_step_s: z.number().optional(),
});

const imageSchema = commonSchema.extend({
  /** Of networks of cells. */
  channels: z.number().optional(),
  layers: z.number().optional(),
  layout: z.string(),
  compiled: z.boolean(),
  img_per_s: z.number(),
  /** Of ours only. */
  waiting_share: z.number().optional(),
});

const wordSchema = commonSchema.extend({
  length: z.number(),
  units: z.number(),
  words: z.number(),
  /** Of the peer only. */
  compiled: z.boolean().optional(),
  words_per_s: z.number(),
});

const reportSchema = z.union([imageSchema, wordSchema]);

/** The JSON line of one run on images. */
export type ImageReport = z.infer<typeof imageSchema>;

/** The JSON line of one run. */
export type RunReport = z.infer<typeof reportSchema>;

/** How many images or words went through in a second. */
export const speedOf = (report: RunReport): number =>
  'img_per_s' in report ? report.img_per_s : report.words_per_s;

/** The two that are compared. */
export type Side = 'ours' | 'peer';

/** One process: what it reported, or why it did not. */
export type Run = { readonly side: Side; readonly round: number } & (
  { readonly report: RunReport } | { readonly problem: string }
);

/** The middle of the runs of one side. */
export type Medians = Pick<RunReport, 'step_s' | 'first_step_s' | 'peak_rss_mb'> & {
  /** Images or words. */
  readonly per_s: number;
} & Partial<Pick<ImageReport, 'start_to_first_step_s' | 'waiting_share'>>;

/** A comparison with all that was measured for it. */
export interface Measurement {
  readonly comparison: Comparison;
  readonly runs: readonly Run[];
  readonly params: number | null;
  /** Null where no run of the side succeeded. */
  readonly ours: Medians | null;
  readonly peer: Medians | null;
  /** Ours over the peer's, of the medians; null where one is missing. */
  readonly ratio: { readonly speed: number; readonly memory: number } | null;
  /** The peer with torch.compile; null where that was not asked for. */
  readonly compiled: RunReport | { readonly problem: string } | null;
}

/** The report in what a program printed: its last line of JSON. @throws ScriptProblem */
export function parseReport(stdout: string): RunReport {
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'));
  if (line === undefined) throw new ScriptProblem('It printed no line of JSON.');
  const parsed = reportSchema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  throw new ScriptProblem(`It printed another line than expected: ${line}`, { cause: parsed.error });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new ScriptProblem(`It printed broken JSON: ${line}`, { cause: error });
  }
}

/** What the runs of a comparison amount to. @throws ScriptProblem when the two sides are not the same network */
export function summarize(
  comparison: Comparison,
  runs: readonly Run[],
  compiled: Measurement['compiled'],
): Measurement {
  const [ours, peer] = [reportsOf(runs, 'ours'), reportsOf(runs, 'peer')];
  const [oursMedians, peerMedians] = [mediansOf(ours), mediansOf(peer)];
  return {
    comparison,
    runs,
    params: sameParameters(comparison, ours, peer),
    ours: oursMedians,
    peer: peerMedians,
    ratio:
      oursMedians === null || peerMedians === null
        ? null
        : {
            speed: oursMedians.per_s / peerMedians.per_s,
            memory: oursMedians.peak_rss_mb / peerMedians.peak_rss_mb,
          },
    compiled,
  };
}

/** The parameters that both sides have; null where a side has not run. @throws ScriptProblem when they differ */
export function sameParameters(
  { title }: Comparison,
  ours: readonly RunReport[],
  peer: readonly RunReport[],
): number | null {
  const [mine, theirs] = [ours[0]?.params, peer[0]?.params];
  if (mine === undefined || theirs === undefined) return mine ?? theirs ?? null;
  if (mine === theirs) return mine;
  throw new ScriptProblem(
    `The ${title} is not the same network on both sides: ours has ${mine} parameters, PyTorch's ${theirs}. Nothing can be compared.`,
  );
}

const reportsOf = (runs: readonly Run[], side: Side): readonly RunReport[] =>
  runs.flatMap((run) => (run.side === side && 'report' in run ? [run.report] : []));

function mediansOf(reports: readonly RunReport[]): Medians | null {
  if (reports.length === 0) return null;
  const of = (read: (report: RunReport) => number | undefined): number | null => {
    const values = reports.flatMap((report) => read(report) ?? []);
    return values.length === 0 ? null : median(values);
  };
  const required = (read: (report: RunReport) => number): number => median(reports.map(read));
  const start = of((report) => report.start_to_first_step_s);
  const waiting = of((report) => ('waiting_share' in report ? report.waiting_share : undefined));
  return {
    per_s: required(speedOf),
    step_s: required((report) => report.step_s),
    first_step_s: required((report) => report.first_step_s),
    peak_rss_mb: required((report) => report.peak_rss_mb),
    ...(start === null ? {} : { start_to_first_step_s: start }),
    ...(waiting === null ? {} : { waiting_share: waiting }),
  };
}
