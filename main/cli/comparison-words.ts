import type { ComparedRun, Comparison, SeedGroup } from '../api/index.ts';
import type { Spread } from '../base/statistics.ts';
import { comparisonLines, intervalLines } from './group-words.ts';
import { table } from './output.ts';
import { duration } from './progress.ts';
import { differenceLine } from './same-words.ts';
import { percent, spreadParts } from './score-summary.ts';

const NONE = '-';

/** A comparison as a table, and one of the groups of seeds. */
export function comparisonWords({ runs, groups, comparisons, differences }: Comparison): string {
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
  if (differences.length > 0) {
    // The cell has a column of its own.
    const shown = differences.filter(({ name }) => name !== 'genotype').map(differenceLine);
    if (shown.length > 0) parts.push('', 'They differ besides in:', ...shown.map((line) => `  ${line}`));
  }
  if (groups.length > 0) parts.push('', groupWords(groups), ...intervalLines(groups));
  parts.push(...comparisons.flatMap(comparisonLines));
  return parts.join('\n');
}

function groupWords(groups: readonly SeedGroup[]): string {
  const rows = groups.flatMap((group) => {
    const named = [group.runs[0] ?? '', group.seeds.join(','), group.n] as const;
    const spreads = [
      spreadCells('test', group.testAccuracy, percent),
      spreadCells('best', group.bestAccuracy, percent),
      spreadCells('held-out', group.heldOutAccuracy, percent),
      spreadCells('time', group.seconds, duration),
    ];
    return spreads.flat().map((cells, i) => [...(i === 0 ? named : ['', '', '']), ...cells]);
  });
  const head = ['first run', 'seeds', 'n', 'of', 'mean', 'deviation (n - 1)', 'median', 'half range'];
  return `Runs that differ only in their seed:\n${table([head, ...rows])}`;
}

/** One row, or none of what the runs do not have. */
function spreadCells(
  of: string,
  spread: Spread | null,
  form: (value: number) => string,
): readonly (readonly string[])[] {
  return spread === null ? [] : [[of, ...spreadParts(spread, form)]];
}

/** Equal cells have equal letters. */
function cellNames(runs: readonly ComparedRun[]): (row: ComparedRun) => string {
  const cells = [
    ...new Set(runs.flatMap(({ genotype }) => (genotype === null ? [] : [JSON.stringify(genotype)]))),
  ];
  return ({ genotype }) => (genotype === null ? NONE : `#${cells.indexOf(JSON.stringify(genotype)) + 1}`);
}
