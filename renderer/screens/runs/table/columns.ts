/** The columns of the table of runs. */
import type { ListedRun } from '../../../../main/api/contract.ts';
import { count, duration, large, percent } from '../../../ui/format.ts';
import { STATE_WORDS } from '../../../ui/states.ts';
import {
  bestAccuracy,
  lastAccuracy,
  lastPerplexity,
  lossOf,
  macsOf,
  parametersOf,
  testAccuracy,
  testPerplexity,
} from './facts.ts';

/** What rows are sorted by; null comes last. */
export type SortKey = string | number | null;

/** A column. */
export interface Column {
  readonly id: string;
  readonly title: string;
  /** How it was counted, where that is not obvious. */
  readonly hint: string | null;
  /** In pixels, until somebody changes it. */
  readonly width: number;
  readonly isNumber: boolean;
  readonly text: (run: ListedRun) => string;
  readonly key: (run: ListedRun) => SortKey;
  /** What a person expects at the top. */
  readonly descending: boolean;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const TIME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...CLOCK });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** `22 Nov 23:37`; of another year, `22 Nov 2025`. */
function when(moment: string): string {
  const date = new Date(moment);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  return (isThisYear ? TIME : DAY).format(date).replace(',', '');
}

const words = (
  id: string,
  title: string,
  of: { readonly width: number; readonly text: (run: ListedRun) => string | null },
): Column => ({
  id,
  title,
  hint: null,
  width: of.width,
  isNumber: false,
  descending: false,
  text: (run) => of.text(run) ?? '',
  key: (run) => of.text(run)?.toLowerCase() || null,
});

interface NumberColumn {
  readonly width: number;
  readonly value: (run: ListedRun) => number | null;
  readonly form: (value: number) => string;
  readonly hint?: string;
  /** Whether the smallest is wanted at the top. */
  readonly ascending?: boolean;
}

const numbers = (id: string, title: string, of: NumberColumn): Column => ({
  id,
  title,
  hint: of.hint ?? null,
  width: of.width,
  isNumber: true,
  descending: of.ascending !== true,
  key: of.value,
  text: (run) => {
    const value = of.value(run);
    return value === null ? '' : of.form(value);
  },
});

const accuracy = (value: number): string => percent(value, 2);

/** All columns that every run has, in the order in which they are offered. */
export const COLUMNS: readonly Column[] = [
  words('title', 'Title', { width: 230, text: ({ title }) => title }),
  words('state', 'State', { width: 96, text: ({ state }) => STATE_WORDS[state].title }),
  numbers('test', 'Test acc.', {
    width: 84,
    value: testAccuracy,
    form: accuracy,
    hint: 'On the test images, with the weights of the last epoch',
  }),
  numbers('best', 'Best acc.', {
    width: 84,
    value: bestAccuracy,
    form: accuracy,
    hint: 'The highest on the test images of any epoch: a choice made on them',
  }),
  numbers('last', 'Last acc.', {
    width: 84,
    value: lastAccuracy,
    form: accuracy,
    hint: 'On held-out images after the latest whole epoch',
  }),
  numbers('loss', 'Loss', {
    width: 72,
    value: lossOf,
    form: (value) => value.toFixed(4),
    ascending: true,
    hint: 'Nats; on test images, or else on held-out images after the latest epoch',
  }),
  numbers('perplexity', 'Perplexity', {
    width: 98,
    value: testPerplexity,
    form: (value) => value.toFixed(2),
    ascending: true,
    hint: 'Of language models: on the test text, with the weights of the best epoch',
  }),
  numbers('lastPerplexity', 'Last perpl.', {
    width: 92,
    value: lastPerplexity,
    form: (value) => value.toFixed(2),
    ascending: true,
    hint: 'Of language models and their searches: on the validation text after the latest whole epoch',
  }),
  numbers('seed', 'Seed', { width: 60, value: ({ seed }) => seed, form: String, ascending: true }),
  {
    ...words('started', 'Started', {
      width: 104,
      text: ({ started }) => when(started),
    }),
    // Ids begin with the time, and stay in order when a clock is set back.
    key: ({ run }) => run,
    descending: true,
  },
  numbers('time', 'Time', {
    width: 78,
    value: ({ seconds }) => seconds,
    form: duration,
    hint: 'From the first start to the latest line of its log',
  }),
  {
    ...numbers('step', 'Steps', { width: 104, value: ({ step }) => step, form: count }),
    text: ({ step, steps }) =>
      steps === 0 || step === steps ? count(step) : `${count(step)} / ${count(steps)}`,
  },
  words('kind', 'Kind', { width: 72, text: ({ kind }) => (kind === 'train' ? 'training' : 'search') }),
  words('preset', 'Preset', { width: 84, text: ({ preset }) => preset }),
  words('data', 'Data', { width: 128, text: ({ data }) => data }),
  numbers('parameters', 'Parameters', {
    width: 92,
    value: parametersOf,
    form: large,
    ascending: true,
    hint: 'Trainable, without the auxiliary head',
  }),
  numbers('macs', 'MACs', {
    width: 84,
    value: macsOf,
    form: large,
    ascending: true,
    hint: 'Of convolutions and linear layers, for one image',
  }),
  words('tags', 'Tags', { width: 120, text: ({ annotations }) => annotations.tags.join(', ') }),
  words('experiment', 'Experiment', { width: 112, text: ({ annotations }) => annotations.experiment }),
  words('note', 'Note', { width: 160, text: ({ annotations }) => annotations.note.split('\n', 1)[0] ?? '' }),
];

/** The columns that are shown until somebody chooses others. */
export const USUAL_COLUMNS: readonly string[] = [
  'title',
  'state',
  'test',
  'best',
  'last',
  'seed',
  'started',
  'time',
  'preset',
  'data',
  'parameters',
  'tags',
];

/** A column of a setting, by its path. */
export function settingColumn(path: string, valueOf: (run: ListedRun) => unknown): Column {
  return {
    id: `set.${path}`,
    title: path,
    hint: `The setting ${path}`,
    width: 120,
    isNumber: false,
    descending: false,
    text: (run) => settingText(valueOf(run)),
    key: (run) => {
      const value = valueOf(run);
      return typeof value === 'number' ? value : settingText(value) || null;
    },
  };
}

/** A setting as a person reads it; empty of one that a run does not have. */
export function settingText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Those of the columns in which not all runs are equal. */
export function differingColumns(columns: readonly Column[], runs: readonly ListedRun[]): readonly Column[] {
  const [first, ...others] = runs;
  if (first === undefined) return columns;
  return columns.filter(({ id, text }) => {
    // Without its title nobody would know which run a row is.
    if (id === 'title') return true;
    const same = text(first);
    return others.some((run) => text(run) !== same);
  });
}

/** The runs in the order of a column; equal ones the newest first, and those without it last. */
export function sortedRuns(
  runs: readonly ListedRun[],
  { id, key }: Column,
  descending: boolean,
): readonly ListedRun[] {
  // The list comes in this order.
  if (id === 'started') return descending ? runs : [...runs].reverse();
  const sign = descending ? -1 : 1;
  return runs
    .map((run) => ({ run, key: key(run) }))
    .sort((a, b) => compareKeys(a.key, b.key, sign) || (a.run.run < b.run.run ? 1 : -1))
    .map(({ run }) => run);
}

function compareKeys(a: SortKey, b: SortKey, sign: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -sign : sign;
}
