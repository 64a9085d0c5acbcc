/** Groups of runs that differ in nothing but their seed, in words. */
import type { GroupComparison, GroupList, SeedGroup } from '../api/index.ts';
import type { Interval, MeanDifference, Spread } from '../base/statistics.ts';
import { table } from './output.ts';
import { duration } from './progress.ts';
import { percent } from './score-summary.ts';
import { MEASURES } from './seed-groups.ts';

type Measure = (typeof MEASURES)[number];

interface MeasureWords {
  readonly title: string;
  readonly form: (value: number) => string;
  /** A difference of two values, with its sign. */
  readonly signed: (value: number) => string;
}

const withSign =
  (form: (value: number) => string) =>
  (value: number): string =>
    `${value < 0 ? '-' : '+'}${form(Math.abs(value))}`;
const loss = (value: number): string => value.toFixed(4);
// What is a negative time is the lower end of an interval.
const time = (seconds: number): string => `${seconds < 0 ? '-' : ''}${duration(Math.abs(seconds))}`;
const points = (share: number): string => `${(100 * share).toFixed(2)} points`;

const WORDS: Readonly<Record<Measure, MeasureWords>> = {
  testAccuracy: { title: 'test accuracy', form: percent, signed: withSign(points) },
  testLoss: { title: 'test loss', form: loss, signed: withSign(loss) },
  bestAccuracy: { title: 'best accuracy', form: percent, signed: withSign(points) },
  heldOutAccuracy: { title: 'held-out accuracy', form: percent, signed: withSign(points) },
  seconds: { title: 'time', form: time, signed: withSign(duration) },
};

const intervalWords = ({ low, high }: Interval, form: (value: number) => string): string =>
  `${form(low)} to ${form(high)}`;

/** How sure the means of groups are, a line for each group that has one. */
export function intervalLines(groups: readonly SeedGroup[]): readonly string[] {
  const lines = groups.flatMap((group) => {
    const parts = MEASURES.flatMap((measure) => {
      const { title, form } = WORDS[measure];
      const interval = group[measure]?.interval ?? null;
      return interval === null || measure === 'seconds' ? [] : [`${title} ${intervalWords(interval, form)}`];
    });
    return parts.length === 0 ? [] : [`  ${group.runs[0] ?? ''} (n = ${group.n}): ${parts.join(', ')}`];
  });
  return lines.length === 0 ? [] : ["95 % confidence intervals of the means (Student's t):", ...lines];
}

/** What Welch's test says of two groups. */
export function comparisonLines(comparison: GroupComparison): readonly string[] {
  const lines = MEASURES.flatMap((measure) => {
    const difference = comparison[measure];
    return difference === null
      ? []
      : [`  ${WORDS[measure].title}: ${differenceWords(difference, WORDS[measure])}`];
  });
  const title = `${comparison.group} less ${comparison.against}, by Welch's test:`;
  return lines.length === 0
    ? [
        '',
        `${comparison.group} and ${comparison.against}: a test of their means takes two finished seeds of each.`,
      ]
    : ['', title, ...lines];
}

function differenceWords({ difference, interval, p }: MeanDifference, { signed }: MeasureWords): string {
  const probability = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return `${signed(difference)} (95 %: ${intervalWords(interval, signed)}), ${probability}`;
}

/** The groups as a table, and what they say of each other. */
export function groupListWords({ groups, comparisons, alone }: GroupList): string {
  if (groups.length === 0) return nothingWords(alone);
  const names = [...new Set(groups.flatMap(({ settings }) => Object.keys(settings)))];
  const rows = groups.flatMap(({ kind, preset, data, group, settings, first }) => {
    const named = [first, kind, preset ?? '-', data, ...names.map((name) => settingWords(settings[name]))];
    const counted = [group?.seeds.join(',') ?? '', group?.n ?? 0];
    const measures = group === null ? [] : MEASURES.flatMap((measure) => spreadRow(group[measure], measure));
    const [top = ['nothing finished', '', '', ''], ...others] = measures;
    const blank = [...named, ...counted].map(() => '');
    return [[...named, ...counted, ...top], ...others.map((cells) => [...blank, ...cells])];
  });
  const head = ['first run', 'kind', 'preset', 'data', ...names, 'seeds', 'N'];
  const parts = [table([[...head, 'of', 'mean', 'deviation', '95 % interval of the mean'], ...rows])];
  for (const { first, unfinished, repeated } of groups) {
    if (unfinished.length > 0)
      parts.push(`Not finished, and not counted, of the group of ${first}: ${unfinished.join(' ')}`);
    if (repeated.length > 0)
      parts.push(`Run again with a seed that is counted, of the group of ${first}: ${repeated.join(' ')}`);
  }
  if (alone > 0) parts.push(aloneWords(alone));
  return [...parts, ...comparisons.flatMap(comparisonLines)].join('\n');
}

function spreadRow(spread: Spread | null, measure: Measure): readonly (readonly string[])[] {
  if (spread === null) return [];
  const { title, form } = WORDS[measure];
  const { mean, deviation, interval } = spread;
  return [
    [
      title,
      form(mean),
      deviation === null ? '-' : form(deviation),
      interval === null ? '-' : intervalWords(interval, form),
    ],
  ];
}

const settingWords = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value));

const aloneWords = (alone: number): string =>
  `${alone} ${alone === 1 ? 'run has' : 'runs have'} no other that differs in nothing but the seed.`;

const nothingWords = (alone: number): string =>
  alone === 0 ? 'There are no such runs.' : `${aloneWords(alone)} Start more of a kind with --seeds 0,1,2.`;
