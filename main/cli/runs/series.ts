import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { listed } from '../../base/wording.ts';
import { openSeries, SERIES_COLUMNS, seriesPart, seriesRequestSchema } from '../../runs/index.ts';
import type { SeriesColumns, SeriesLine, SeriesPart, SeriesRequest } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { RUN_HELP } from './run-help.ts';

interface SeriesOptions {
  readonly of: keyof SeriesColumns;
  readonly columns?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  readonly buckets: number;
  readonly smoothing: number;
}

const TABLES = ['steps', 'epochs', 'loads', 'gpus'] as const satisfies readonly (keyof SeriesColumns)[];

const HELP = `
Columns:
${TABLES.map((name) => `  ${name.padEnd(7)} ${SERIES_COLUMNS[name].join(', ')}`).join('\n')}

x is the step, or of loads and gpus the time in milliseconds since 1970. With --json every point is printed; where there are more
than two a bucket, of each bucket the lowest and the highest.`;

/** `runs series`. */
export function defineSeries(command: Command, { host, output }: Cli): void {
  command
    .command('series')
    .description('numbers of every step, epoch or load of a run, ready to be drawn')
    .argument('<run>', RUN_HELP)
    .addOption(new Option('--of <table>', 'what the numbers are of').choices(TABLES).default('steps'))
    .option('--columns <names>', 'which, with commas between; all of them', toNames)
    .option(
      '--from <x>',
      'the first step or time, and what comes just before; that of the whole run',
      toNumber,
    )
    .option('--to <x>', 'the last step or time, and what comes just after; that of the whole run', toNumber)
    .option('--buckets <n>', 'how finely: about one a pixel of a chart', toNumber, 1000)
    .option('--smoothing <weight>', 'of a moving average over all numbers: 0 for none, below 1', toNumber, 0)
    .addHelpText('after', HELP)
    .action(async (reference: string, options: SeriesOptions) => {
      const request = requestOf(options);
      const run = await host.store.find(reference);
      const series = await openSeries(run);
      for (const problem of series.problems) output.message(`dartboard: ${problem}`);
      const part = seriesPart(series, request);
      output.result({ run: run.id, of: request.of, ...part }, () => partWords(part, request));
    });
}

/** @throws AppError `cli/wrong-use` */
function requestOf(options: SeriesOptions): SeriesRequest {
  const { of, columns = SERIES_COLUMNS[of], from = null, to = null, buckets, smoothing } = options;
  const known: readonly string[] = SERIES_COLUMNS[of];
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const problem = `There is no column "${unknown}" of ${of}; there are ${listed(known)}.`;
    throw cliError('cli/wrong-use', { problem });
  }
  const parsed = seriesRequestSchema.safeParse({ of, columns, from, to, buckets, smoothing });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw cliError('cli/wrong-use', { problem: `--${String(issue?.path[0])}: ${issue?.message ?? ''}.` });
}

const toNames = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

const NOTHING: Readonly<Record<keyof SeriesColumns, string>> = {
  steps: 'The run has made no step yet.',
  epochs: 'The run has no whole epoch yet.',
  loads: 'The run has not told of the load of its machine yet.',
  gpus: 'The run has told of no GPU.',
};

function partWords({ rows, extent, lines }: SeriesPart, { of }: SeriesRequest): string {
  if (extent === null) return NOTHING[of];
  const heads = ['column', 'first', 'last', 'lowest', 'highest'];
  const whole = `${String(rows)} rows, x from ${String(extent[0])} to ${String(extent[1])}`;
  return [whole, table([heads, ...lines.map(lineWords)])].join('\n');
}

function lineWords({ column, gpu, y }: SeriesLine): readonly string[] {
  const values = y.filter((value) => value !== null);
  const name = gpu === null ? column : `${column} of GPU ${String(gpu.index)} (${gpu.name})`;
  const words = (value: number | undefined): string =>
    value === undefined ? 'none' : String(Number(value.toPrecision(6)));
  const sorted = [...values].sort((a, b) => a - b);
  return [name, words(values[0]), words(values.at(-1)), words(sorted[0]), words(sorted.at(-1))];
}
