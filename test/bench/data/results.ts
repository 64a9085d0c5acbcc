/** What the programs report, and what follows from it. */
import { z } from 'zod';
import { median } from '../../../main/base/statistics.ts';
import { ScriptProblem } from '../../support/scripts/problem.ts';
import type { TimedReport } from './specs.ts';

/** Who makes the images. */
export type Program = 'ours' | 'pillow' | 'sharp';

/** What we want of a comparison. */
export interface Target {
  /** Images a second of ours; null: only the ratios count. */
  readonly rate: number | null;
  /** Least ratio of ours to another program's. */
  readonly times: Readonly<Partial<Record<Program, number>>>;
}

/** One process: what it reported, or why it did not, and how busy the machine was when it began. */
export type Run = { readonly program: Program; readonly pair: number; readonly load: number } & (
  { readonly report: TimedReport } | { readonly problem: string }
);

/** Whether two programs make the same of the same images. */
export interface Likeness {
  readonly images: number;
  /** In grey levels of 256. */
  readonly mostApart: number;
  readonly meanApart: number;
  /** Most that is wanted; null: it is only told. */
  readonly limit: number | null;
}

/** A comparison that has run. */
export interface Measured {
  readonly id: string;
  readonly title: string;
  readonly target: Target;
  readonly runs: readonly Run[];
  /** Images a second: the median of each program's runs. */
  readonly rates: Readonly<Partial<Record<Program, number>>>;
  /** Ours over another program's: the median over the pairs. */
  readonly ratios: Readonly<Partial<Record<Program, number>>>;
  readonly likeness: Likeness | null;
  readonly isMet: boolean;
}

/** The JSON line of a run. @throws ScriptProblem for output that is none */
export function parseReport<T>(schema: z.ZodType<T>, stdout: string): T {
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const parsed = schema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  throw new ScriptProblem(
    `A run ended without a report (${z.prettifyError(parsed.error)}): ${line.slice(0, 200)}`,
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Images a second. */
export const rateOf = ({ images, seconds }: TimedReport): number => images / seconds;

/** What the runs of a comparison amount to. */
export function summarize(
  { id, title, target }: Pick<Measured, 'id' | 'title' | 'target'>,
  runs: readonly Run[],
  likeness: Likeness | null,
): Measured {
  const rates: Partial<Record<Program, number>> = {};
  const ratios: Partial<Record<Program, number>> = {};
  for (const program of ['ours', 'pillow', 'sharp'] as const) {
    const own = ratesOf(runs, program);
    if (own.size === 0) continue;
    rates[program] = median([...own.values()]);
    const ours = ratesOf(runs, 'ours');
    const pairs = [...own].flatMap(([pair, rate]) => {
      const mine = ours.get(pair);
      return mine === undefined ? [] : [mine / rate];
    });
    if (program !== 'ours' && pairs.length > 0) ratios[program] = median(pairs);
  }
  const isMet =
    runs.every((run) => 'report' in run) &&
    (target.rate === null || (rates.ours ?? 0) >= target.rate) &&
    Object.entries(target.times).every(([program, least]) => (byName(ratios)[program] ?? 0) >= least) &&
    isAlike(likeness);
  return { id, title, target, runs, rates, ratios, likeness, isMet };
}

/** Where no distance is set, there is none to keep to. */
const isAlike = (likeness: Likeness | null): boolean =>
  likeness === null || likeness.mostApart <= (likeness.limit ?? Infinity);

const byName = (ratios: Partial<Record<Program, number>>): Readonly<Record<string, number | undefined>> =>
  ratios;

const ratesOf = (runs: readonly Run[], wanted: Program): ReadonlyMap<number, number> =>
  new Map(
    runs.flatMap((run) =>
      run.program === wanted && 'report' in run ? [[run.pair, rateOf(run.report)] as const] : [],
    ),
  );

/**
 * How far two programs' normalized images are apart.
 *
 * @param a - numbers `[B, H, W, C]`
 * @param b - the same
 * @param deviation - what they were divided by, per channel
 */
export function likenessOf(
  a: Float32Array,
  b: Float32Array,
  given: { readonly deviation: readonly number[]; readonly images: number; readonly limit: number | null },
): Likeness {
  const { deviation, images, limit } = given;
  if (a.length !== b.length || a.length === 0)
    throw new ScriptProblem(
      `The two programs gave ${String(a.length)} and ${String(b.length)} numbers for the same images.`,
    );
  let [most, sum] = [0, 0];
  a.forEach((value, i) => {
    const apart = Math.abs(value - (b[i] ?? 0)) * 255 * (deviation[i % deviation.length] ?? 1);
    most = Math.max(most, apart);
    sum += apart;
  });
  // What float32 rounds off is no difference.
  return { images, mostApart: Number(most.toFixed(3)), meanApart: sum / a.length, limit };
}
