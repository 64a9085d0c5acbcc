/** NAS-Bench-201: its cells, their true accuracies, and searches among them that need no training. */
export { canonicalString } from './canonical.ts';
export type { ClassOptions } from './canonical.ts';
export {
  CELLS,
  cellOfCode,
  cellOfGenotype,
  codeOf,
  EDGES,
  naslibTuple,
  OPERATIONS,
  parseCell,
  printCell,
} from './cell.ts';
export type { Cell, Operation } from './cell.ts';
export { COLUMN_NAMES, COLUMNS, DATA_SET_NAMES, DATA_SETS, perColumn } from './columns.ts';
export type { Column, DataSetName, PerColumn } from './columns.ts';
export { CIFAR10_NETWORK, countCell } from './counts.ts';
export type { LayerCount, NetworkCount, NetworkSize } from './counts.ts';
export type { BenchmarkErrorCode, BenchmarkErrorFacts } from './errors.ts';
export { PUBLISHED_BUDGET, PUBLISHED_SCORES } from './published.ts';
export type { PublishedScore } from './published.ts';
export { isMethodName, TOURNAMENT_METHOD_NAMES, TOURNAMENT_METHODS } from './registry.ts';
export type { TournamentMethodName } from './registry.ts';
export type { Summary } from './summary.ts';
export { findIndex, openTable } from './table.ts';
export type { Entry, Table } from './table.ts';
export { runTournament } from './tournament.ts';
export type { CurvePoint, MethodResult, Tournament, TournamentOptions } from './tournament.ts';
