/** The numbers of a cell of the benchmark as a page shows them. */
import type { BenchmarkEntry, BenchmarkSet } from '../../main/api/contract.ts';
import { count } from '../ui/format.ts';
import { SET_NAMES } from './benchmark-store.ts';

/** How a cell did on a data set, as text, and where it stands between chance and the best. */
export interface SetView {
  readonly set: BenchmarkSet;
  readonly title: string;
  readonly accuracy: string;
  readonly rank: string;
  readonly percentile: string;
  readonly chance: string;
  readonly mean: string;
  readonly best: string;
  /** For those who do not see the bar. */
  readonly says: string;
  /** Of this cell and of the mean, as properties of the bar. */
  readonly places: Readonly<Record<'--at' | '--mean', string>>;
}

/** A view for each data set. */
export const setViews = (entry: BenchmarkEntry): readonly SetView[] =>
  SET_NAMES.map((set) => viewOf(entry, set));

function viewOf({ scores, all, cells }: BenchmarkEntry, set: BenchmarkSet): SetView {
  const { accuracy, rank, percentile } = scores[set];
  const { title, chance, mean, best } = all[set];
  const place = (value: number): string => {
    const share = (value - chance) / (best - chance);
    return `${(100 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;
  };
  const text = {
    accuracy: accuracy.toFixed(2),
    chance: chance.toFixed(2),
    mean: mean.toFixed(2),
    best: best.toFixed(2),
  };
  return {
    set,
    title,
    ...text,
    rank: count(rank),
    percentile: percentile.toFixed(2),
    says: `${title}: ${text.accuracy} % between chance, ${text.chance} %, and the best of ${count(cells)} cells, ${text.best} %; their mean is ${text.mean} %.`,
    places: { '--at': place(accuracy), '--mean': place(mean) },
  };
}

/** `+0.12`, `−3.40`: a difference of accuracies in points of percent. */
export function differenceText(difference: number): string {
  const size = Math.abs(difference).toFixed(2);
  if (Number(size) === 0) return '±0.00';
  return `${difference > 0 ? '+' : '−'}${size}`;
}
