import type {
  ComparisonWithAgain,
  GroupComparison,
  GroupMeasure,
  SeedGroup,
} from '../../../../main/api/contract.ts';
import type { MeanValue, TableSubject } from '../../../figures/subject.ts';
import { duration } from '../../../ui/format.ts';

type Spread = SeedGroup[GroupMeasure];

const points = (share: number): string => (100 * share).toFixed(2);

/** `97.21 ± 0.08 %`: the mean and the deviation of a sample; empty where there is none. */
export function spreadWords(spread: Spread): string {
  if (spread === null) return '';
  const { mean, deviation } = spread;
  return deviation === null ? `${points(mean)} %` : `${points(mean)} ± ${points(deviation)} %`;
}

/** Where the true means lie with 95 % confidence, by Student's t distribution. */
export function intervalWords(
  group: SeedGroup,
  measures: readonly { readonly id: GroupMeasure; readonly title: string }[],
): readonly string[] {
  return measures.flatMap(({ id, title }) => {
    const interval = group[id]?.interval ?? null;
    if (interval === null || id === 'seconds') return [];
    return [
      `mean ${title} between ${points(interval.low)} and ${points(interval.high)} % with 95 % confidence (Student's t)`,
    ];
  });
}

/** What Welch's test says, a line for each measure that it says something of. */
export function welchWords(
  comparison: GroupComparison,
  measures: readonly { readonly id: GroupMeasure; readonly title: string }[],
): readonly string[] {
  return measures.flatMap(({ id, title }) => {
    const found = comparison[id];
    if (found === null) return [];
    const { difference, interval, p } = found;
    const form = (value: number): string =>
      id === 'seconds'
        ? `${value < 0 ? '−' : '+'}${duration(Math.abs(value))}`
        : `${value < 0 ? '−' : '+'}${points(Math.abs(value))} points`;
    const probability = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
    return [
      `${title} ${form(difference)} (95 %: ${form(interval.low)} to ${form(interval.high)}), ${probability} by Welch's test`,
    ];
  });
}

/** The scores as a table of a paper: groups as means, the others alone. */
export function scoreFigure(
  { runs, groups }: ComparisonWithAgain,
  titleOf: (run: string) => string,
): TableSubject {
  const grouped = new Set(groups.flatMap((group) => group.runs));
  const mean = (spread: Spread, scale = 100): MeanValue | null =>
    spread === null
      ? null
      : {
          mean: scale * spread.mean,
          std: spread.deviation === null ? null : scale * spread.deviation,
          n: spread.n,
        };
  const million = (value: number | null): number | null => (value === null ? null : value / 1e6);
  const share = (value: number | null): number | null => (value === null ? null : 100 * value);
  const ofGroups = groups.map((group) => {
    const first = runs.find(({ run }) => run === group.runs[0]);
    return {
      title: titleOf(group.runs[0] ?? ''),
      values: [
        mean(group.testAccuracy ?? group.heldOutAccuracy),
        million(first?.parameters ?? null),
        million(first?.macs ?? null),
        mean(group.seconds, 1 / 3600),
      ],
    };
  });
  const alone = runs
    .filter(({ run }) => !grouped.has(run))
    .map((row) => ({
      title: titleOf(row.run),
      values: [
        share(row.testAccuracy ?? row.latest?.valid?.accuracy ?? null),
        million(row.parameters),
        million(row.macs),
        row.seconds / 3600,
      ],
    }));
  return {
    kind: 'table',
    title: 'Scores',
    columns: [
      { id: 'accuracy', title: 'Accuracy', unit: '%', digits: 2, best: 'highest' },
      { id: 'parameters', title: 'Parameters', unit: 'M', digits: 2, best: null },
      { id: 'macs', title: 'MACs', unit: 'M', digits: 0, best: null },
      { id: 'time', title: 'Time', unit: 'h', digits: 2, best: null },
    ],
    rows: [...ofGroups, ...alone],
  };
}
