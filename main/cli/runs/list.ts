import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { SORT_COLUMN_NAMES } from '../../runs/index.ts';
import type { RunList, ListedRun, SortColumn } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { isRunOfWords, perplexityOf } from '../trained-words.ts';
import { printableSummary } from './printable-run.ts';
import { addQueryOptions, queryOf, readingWatch } from './query-options.ts';
import type { QueryOptions } from './query-options.ts';

interface ListOptions extends QueryOptions {
  readonly sort?: SortColumn;
  readonly ascending?: boolean;
  readonly descending?: boolean;
  readonly limit?: number;
}

/** `runs list`. */
export function defineList(command: Command, { host, output }: Cli): void {
  addQueryOptions(command.command('list'))
    .description('runs, the newest first')
    .addOption(
      new Option(
        '--sort <column>',
        'by that column; runs that are equal there the newest first, runs without it last',
      ).choices(SORT_COLUMN_NAMES),
    )
    .addOption(new Option('--ascending', 'the smallest or the oldest first').conflicts('descending'))
    .option('--descending', 'the largest or the newest first')
    .option('--limit <number>', 'so many runs at most', toCount)
    .action(async ({ sort, ascending, descending, limit, ...options }: ListOptions) => {
      const query = queryOf(options, {
        ...(sort === undefined ? {} : { sort }),
        ...(ascending || descending ? { descending: descending === true } : {}),
        ...(limit === undefined ? {} : { limit }),
      });
      const list = await host.store.list(query, readingWatch(output));
      for (const problem of list.problems) output.message(`dartboard: ${problem}`);
      const isAll = Object.keys(query).length === 0;
      output.result({ runs: list.runs.map(printableSummary), total: list.total }, () =>
        listWords(list, { sort: sort ?? null, isAll }),
      );
    });
}

function toCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0.');
}

/** Terminals are rarely narrower; titles give way. */
const WIDTH = 120;
const LEAST_TITLE = 12;

function listWords(
  { runs, total }: RunList,
  { sort, isAll }: { readonly sort: SortColumn | null; readonly isAll: boolean },
): string {
  if (total === 0 && isAll) return 'There are no runs yet. Start with: dartboard search --preset quick';
  if (total === 0) return 'No run is like that.';
  const more = sort === null ? undefined : SORTED[sort];
  const rows = runs.map((run) => [...cellsOf(run, sort), ...(more === undefined ? [] : [more(run)])]);
  const heads = [
    'run',
    'kind',
    'state',
    'step',
    'accuracy',
    'started (UTC)',
    ...(more === undefined ? [] : [sort ?? '']),
  ];
  const widths = heads.map((head, column) =>
    rows.reduce((widest, row) => Math.max(widest, (row[column] ?? '').length), head.length),
  );
  const room = Math.max(LEAST_TITLE, WIDTH - widths.reduce((sum, width) => sum + width + 2, 0));
  const words = runs.map((run, i) => [...(rows[i] ?? []), clipped(titleWords(run), room)]);
  const rest = total - runs.length;
  return [table([[...heads, 'title'], ...words]), ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

function cellsOf(run: ListedRun, sort: SortColumn | null): readonly string[] {
  const { kind, state, step, steps, started } = run;
  return [
    run.run,
    kind,
    state,
    `${step}/${steps}`,
    scoreWords(run, sort),
    started.slice(0, 16).replace('T', ' '),
  ];
}

/** Of the test images, or else the latest on held-out images; language models and their searches have a perplexity there. */
function scoreWords(run: ListedRun, sort: SortColumn | null): string {
  const { result, latest } = run;
  const score = result?.kind === 'train' ? result.test : latest?.valid;
  if (score === undefined || score === null) return '';
  // Who sorts by accuracy sees what is sorted.
  if (sort !== 'accuracy' && isRunOfWords(run)) return `ppl ${perplexityOf(score.loss)}`;
  return `${(100 * score.accuracy).toFixed(2)}%`;
}

/** What is not in the table unless it is sorted by it. */
const SORTED: Partial<Readonly<Record<SortColumn, (run: ListedRun) => string>>> = {
  preset: ({ preset }) => preset ?? '',
  data: ({ data }) => data,
  seed: ({ seed }) => String(seed),
  seconds: ({ seconds }) => (seconds === null ? '' : seconds.toFixed(1)),
  loss: ({ result, latest }) =>
    (result?.kind === 'train' ? result.test : latest?.valid)?.loss.toFixed(4) ?? '',
  parameters: ({ result }) => (result?.kind === 'train' ? String(result.parameters) : ''),
  macs: ({ result }) => (result?.kind === 'train' ? String(result.macs) : ''),
};

function titleWords({ title, annotations }: ListedRun): string {
  const { starred, experiment, tags } = annotations;
  const parts = [
    ...(starred ? ['*'] : []),
    title,
    ...(experiment === null ? [] : [`(${experiment})`]),
    ...tags.map((tag) => `#${tag}`),
  ];
  return parts.join(' ');
}

const clipped = (text: string, room: number): string =>
  text.length > room ? `${text.slice(0, room - 1)}…` : text;
