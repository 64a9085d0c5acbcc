import { defined } from '../base/assert.ts';
import { createRng } from '../base/rng.ts';
import { cellOfCode, EDGES, OPERATIONS } from './cell.ts';
import { DATA_SETS, DATA_SET_NAMES } from './columns.ts';
import type { DataSetName } from './columns.ts';
import type { Choice, ChoiceSpace, TournamentMethod } from './method.ts';
import { PUBLISHED_BUDGET, PUBLISHED_DATA, PUBLISHED_SCORES } from './published.ts';
import type { PublishedScore } from './published.ts';
import { TOURNAMENT_METHODS } from './registry.ts';
import type { TournamentMethodName } from './registry.ts';
import { summaryOf } from './summary.ts';
import type { Summary } from './summary.ts';
import type { Table } from './table.ts';

/** What a tournament is asked for. */
export interface TournamentOptions {
  readonly methods: readonly TournamentMethodName[];
  /** The data set whose validation accuracy after 12 epochs is the reward. */
  readonly data: DataSetName;
  /** Searches of each method. */
  readonly repeats: number;
  /** Cells that a search trains. */
  readonly budget: number;
  readonly seed: number;
}

/** A point of a curve: the cell that was best so far, after so many trainings. */
export interface CurvePoint extends Summary {
  readonly trained: number;
}

/** What the searches of one method came to. */
export interface MethodResult {
  readonly method: TournamentMethodName;
  readonly title: string;
  readonly source: string;
  /** True test accuracies after 200 epochs, in percent, of the cells that the searches ended with. */
  readonly test: Readonly<Record<DataSetName, Summary>>;
  /** The same on the data set of the search, as the budget is spent. */
  readonly curve: readonly CurvePoint[];
  /** What the paper reports; null where this tournament is not the paper's. */
  readonly published: Readonly<Record<DataSetName, PublishedScore>> | null;
}

/** A tournament and its results. */
export interface Tournament extends Omit<TournamentOptions, 'methods'> {
  /** The column that the methods saw. */
  readonly reward: string;
  /** The best test accuracies in the table, in percent: nobody can do better. */
  readonly optimum: Readonly<Record<DataSetName, number>>;
  readonly methods: readonly MethodResult[];
}

const SPACE: ChoiceSpace = { edges: EDGES, operations: OPERATIONS.length };
/** More points than this say nothing that a person could see. */
const MOST_POINTS = 200;

/**
 * Lets each method search the table so many times. A method sees the validation accuracy after 12 epochs of the cells that it trains; the
 * cell with the best of them is its answer, and is judged by its test accuracy after 200 epochs, which no method sees.
 */
export function runTournament(table: Table, options: TournamentOptions): Tournament {
  const { data, repeats, budget, seed } = options;
  const reward = DATA_SETS[data].validation;
  return {
    data,
    repeats,
    budget,
    seed,
    reward,
    optimum: perDataSet((name) => table.column(DATA_SETS[name].test).reduce((a, b) => Math.max(a, b))),
    methods: options.methods.map((method) => resultOf(table, method, options)),
  };
}

function resultOf(
  table: Table,
  method: TournamentMethodName,
  { data, repeats, budget, seed }: TournamentOptions,
): MethodResult {
  const definition: TournamentMethod = TOURNAMENT_METHODS[method];
  const points = pointsOf(budget);
  const indexOf = (cell: Choice): number => table.indexOf(cellOfCode(placeOf(cell)));
  const validation = table.column(DATA_SETS[data].validation);
  const rewardOf = (cell: Choice): number => accuracy(validation, indexOf(cell));
  const bests = Array.from({ length: repeats }, (_, repeat) => {
    const rng = createRng(seed, 'nasbench201', method, repeat);
    return bestSoFar(definition, { space: SPACE, rng, rewardOf, points }).map(indexOf);
  });
  const testAt = (point: number, name: DataSetName): Summary => {
    const column = table.column(DATA_SETS[name].test);
    return summaryOf(bests.map((found) => accuracy(column, defined(found[point], 'a cell at every point'))));
  };
  const isPublished = data === PUBLISHED_DATA && budget === PUBLISHED_BUDGET;
  return {
    method,
    title: definition.title,
    source: definition.source,
    test: perDataSet((name) => testAt(points.length - 1, name)),
    curve: points.map((trained, point) => ({ trained, ...testAt(point, data) })),
    published: (isPublished ? PUBLISHED_SCORES[method] : null) ?? null,
  };
}

/** A search and what it is listened to with. */
export interface SearchTask {
  readonly space: ChoiceSpace;
  readonly rng: ReturnType<typeof createRng>;
  readonly rewardOf: (cell: Choice) => number;
  /** After how many trainings to look, ascending; the last is the budget. */
  readonly points: readonly number[];
}

/** The cell with the best reward so far, the first of equals, at each of the points. */
export function bestSoFar(
  method: TournamentMethod,
  { space, rng, rewardOf, points }: SearchTask,
): readonly Choice[] {
  const search = method.search(space, rng);
  const found: Choice[] = [];
  let asked = search.next();
  let best: Choice = asked.value;
  let highest = -Infinity;
  for (let trained = 1; found.length < points.length; trained++) {
    const cell: Choice = asked.value;
    const reward = rewardOf(cell);
    if (reward > highest) [best, highest] = [cell, reward];
    if (trained === points[found.length]) found.push(best);
    if (found.length < points.length) asked = search.next(reward);
  }
  return found;
}

/** Every number of trainings up to the budget, or where those are too many for a chart some in equal ratios, and 10, 30, 100, ... */
function pointsOf(budget: number): readonly number[] {
  if (budget <= MOST_POINTS) return Array.from({ length: budget }, (_, i) => i + 1);
  const spaced = Array.from({ length: MOST_POINTS }, (_, i) => Math.round(budget ** (i / (MOST_POINTS - 1))));
  const round = [1, 10, 100, 1_000, 10_000, 100_000].flatMap((n) => [n, 3 * n]).filter((n) => n <= budget);
  return [...new Set([...spaced, ...round])].sort((a, b) => a - b);
}

const placeOf = (cell: Choice): number =>
  cell.reduce((code, operation) => code * OPERATIONS.length + operation, 0);

const accuracy = (column: Float64Array, index: number): number =>
  defined(column[index], 'the table has every index');

function perDataSet<T>(make: (name: DataSetName) => T): Readonly<Record<DataSetName, T>> {
  const [first, second, third] = DATA_SET_NAMES;
  return { cifar10: make(first), cifar100: make(second), imagenet16: make(third) };
}
