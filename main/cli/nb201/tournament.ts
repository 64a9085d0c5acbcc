import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { nearest } from '../../base/nearest.ts';
import { didYouMean, listed } from '../../base/wording.ts';
import {
  DATA_SET_NAMES,
  DATA_SETS,
  isMethodName,
  openTable,
  PUBLISHED_BUDGET,
  runTournament,
  TOURNAMENT_METHOD_NAMES,
  TOURNAMENT_METHODS,
} from '../../nasbench201/index.ts';
import type {
  DataSetName,
  MethodResult,
  Summary,
  Tournament,
  TournamentMethodName,
  TournamentOptions,
} from '../../nasbench201/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';

/** As in the benchmark's paper. */
const REPEATS = 500;
const MOST_REPEATS = 100_000;
const MOST_BUDGET = 100_000;
/** About a minute on one core, and a few hundred megabytes. */
const MOST_TRAININGS = 20_000_000;

/** `nb201 tournament`: search methods on the table. */
export function defineTournament(command: Command, { host, output }: Cli): void {
  const methods = TOURNAMENT_METHOD_NAMES.map((name) => `${name}: ${TOURNAMENT_METHODS[name].source}`);
  command
    .command('tournament')
    .description(
      'search methods that see validation accuracies after 12 epochs, judged by the true test accuracy',
    )
    .addOption(
      new Option('--methods <names>', `some of ${TOURNAMENT_METHOD_NAMES.join(',')}, with commas between`)
        .argParser(methodNames)
        .default(TOURNAMENT_METHOD_NAMES, 'all'),
    )
    .addOption(
      new Option('--data <name>', 'whose validation accuracy the methods see')
        .choices(DATA_SET_NAMES)
        .default('cifar10'),
    )
    .addOption(
      new Option('--repeats <number>', 'searches of each method')
        .argParser(upTo(MOST_REPEATS))
        .default(REPEATS),
    )
    .addOption(
      new Option(
        '--budget <number>',
        "cells that a search trains; by default about the paper's 12,000 seconds",
      )
        .argParser(upTo(MOST_BUDGET))
        .default(PUBLISHED_BUDGET),
    )
    .addOption(new Option('--seed <number>', 'of all searches').argParser(seed).default(0))
    .addHelpText('after', `\n${methods.join('\n')}`)
    .action((options: TournamentOptions) => {
      checkSize(options);
      const result = runTournament(openTable(host.places.resources), options);
      output.result(result, () => words(result));
    });
}

function checkSize({ repeats, budget }: TournamentOptions): void {
  if (repeats * budget <= MOST_TRAININGS) return;
  throw cliError('cli/wrong-use', {
    problem: `--budget: ${repeats} searches of ${budget} cells are too many; expected at most ${MOST_TRAININGS} in all.`,
  });
}

function methodNames(text: string): readonly TournamentMethodName[] {
  const names = text.split(',').map((name) => {
    const trimmed = name.trim();
    if (isMethodName(trimmed)) return trimmed;
    const near = didYouMean(nearest(trimmed, TOURNAMENT_METHOD_NAMES, 1));
    throw new InvalidArgumentError(
      `Expected some of ${listed(TOURNAMENT_METHOD_NAMES)}, with commas between${near}.`,
    );
  });
  return [...new Set(names)];
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  };
}

function seed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= 2147483647) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 2147483647.');
}

/** After how many trainings the table in words shows the curve. */
const SHOWN: readonly number[] = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000];

function words(result: Tournament): string {
  const { data, repeats, budget, seed: first, reward, optimum, methods } = result;
  const rows = methods.flatMap((one) => [
    [one.method, ...DATA_SET_NAMES.map((name) => meanAndDeviation(one.test[name])), spread(one.test[data])],
    ...publishedRow(one),
  ]);
  const heading = [
    '',
    ...DATA_SET_NAMES.map((name) => DATA_SETS[name].title),
    `${DATA_SETS[data].title}: median [10 % to 90 %]`,
  ];
  return [
    `${repeats} searches of each method, ${budget} cells trained in each, seed ${first}; chosen by ${reward}`,
    'test accuracy after 200 epochs of the cell that was chosen: mean ± standard deviation, in percent',
    '',
    table([heading, ...rows, ['optimum', ...DATA_SET_NAMES.map((name) => optimum[name].toFixed(2)), '']]),
    '',
    `mean on ${DATA_SETS[data].title} after so many cells trained`,
    table(curveRows(methods)),
  ].join('\n');
}

const meanAndDeviation = ({ mean, deviation }: Pick<Summary, 'mean' | 'deviation'>): string =>
  `${mean.toFixed(2)}${deviation === null ? '' : ` ± ${deviation.toFixed(2)}`}`;

const spread = ({ median, quantiles: { p10, p90 } }: Summary): string =>
  `${median.toFixed(2)} [${p10.toFixed(2)} to ${p90.toFixed(2)}]`;

function publishedRow({ published }: MethodResult): readonly (readonly string[])[] {
  if (published === null) return [];
  const score = (name: DataSetName): string => meanAndDeviation(published[name]);
  return [['  published', ...DATA_SET_NAMES.map(score), '']];
}

function curveRows(methods: readonly MethodResult[]): readonly (readonly (string | number)[])[] {
  const points = methods[0]?.curve ?? [];
  const last = points.length - 1;
  const shown = [...points.keys()].filter((i) => i === last || SHOWN.includes(points[i]?.trained ?? 0));
  return [
    ['', ...shown.map((i) => points[i]?.trained ?? '')],
    ...methods.map(({ method, curve }) => [method, ...shown.map((i) => curve[i]?.mean.toFixed(2) ?? '')]),
  ];
}
