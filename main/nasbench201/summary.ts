import { defined } from '../base/assert.ts';
import { spreadOf } from '../base/statistics.ts';

/** How the results of many searches are spread. */
export interface Summary {
  readonly mean: number;
  /** Of a sample; null of a single result. */
  readonly deviation: number | null;
  readonly median: number;
  /** A tenth of the results lies below the first and above the last; half lies between the others. Between two results: in proportion. */
  readonly quantiles: Readonly<Record<'p10' | 'p25' | 'p75' | 'p90', number>>;
}

/** The summary of at least one result. */
export function summaryOf(values: readonly number[]): Summary {
  const { mean, deviation, median } = spreadOf(values);
  const ascending = Float64Array.from(values).sort();
  const quantile = (share: number): number => {
    const place = share * (ascending.length - 1);
    const [low, high] = [Math.floor(place), Math.ceil(place)].map((i) =>
      defined(ascending[i], 'a place between the first and the last'),
    );
    return defined(low, 'two') + (place % 1) * (defined(high, 'two') - defined(low, 'two'));
  };
  const quantiles = {
    p10: quantile(0.1),
    p25: quantile(0.25),
    p75: quantile(0.75),
    p90: quantile(0.9),
  };
  return { mean, deviation, median, quantiles };
}
