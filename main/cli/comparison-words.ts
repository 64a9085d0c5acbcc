import type { Spread } from '../base/statistics.ts';
import type { ComparedRun, Comparison, SeedGroup } from './compare-runs.ts';
import { table } from './output.ts';
import { duration } from './progress.ts';
import { percent, spreadWords } from './score-summary.ts';

const NONE = '-';

/** A comparison as a table, and one of the groups of seeds. */
export function comparisonWords({ runs, groups }: Comparison): string {
  const settings = [...new Set(runs.flatMap((row) => Object.keys(row.settings)))];
  const cells = cellNames(runs);
  const head = ['run', 'kind', 'state', 'preset', 'seed', 'data', 'cell', 'test', 'best', 'parameters'];
  const rows = runs.map((row) => [
    row.run,
    row.kind,
    row.state,
    row.preset ?? NONE,
    row.seed,
    row.data,
    cells(row),
    row.testAccuracy === null ? NONE : percent(row.testAccuracy),
    row.bestAccuracy === null ? NONE : percent(row.bestAccuracy),
    row.parameters ?? NONE,
    row.macs ?? NONE,
    duration(row.seconds),
    ...settings.map((key) => (key in row.settings ? JSON.stringify(row.settings[key]) : NONE)),
  ]);
  const parts = [table([[...head, 'MACs', 'time', ...settings], ...rows])];
  if (groups.length > 0) parts.push('', groupWords(groups));
  return parts.join('\n');
}

function groupWords(groups: readonly SeedGroup[]): string {
  const accuracy = (spread: Spread | null) => (spread === null ? NONE : spreadWords(spread, percent));
  const rows = groups.map((group) => [
    group.runs[0] ?? '',
    group.seeds.join(','),
    group.n,
    accuracy(group.testAccuracy),
    accuracy(group.bestAccuracy),
    spreadWords(group.seconds, duration),
  ]);
  const title = 'Runs that differ only in their seed: mean +- deviation (n - 1)';
  return `${title}\n${table([['first run', 'seeds', 'n', 'test', 'best', 'time'], ...rows])}`;
}

/** Equal cells have equal letters. */
function cellNames(runs: readonly ComparedRun[]): (row: ComparedRun) => string {
  const cells = [
    ...new Set(runs.flatMap(({ genotype }) => (genotype === null ? [] : [JSON.stringify(genotype)]))),
  ];
  return ({ genotype }) => (genotype === null ? NONE : `#${cells.indexOf(JSON.stringify(genotype)) + 1}`);
}
