import type { SearchSpace } from '../../spaces/index.ts';
import type { EpochSoFar } from '../epochs-so-far.ts';

/** How one kind of alarm stands after an epoch. `calm` ends an excursion; between the two it stays as it was. */
export type Verdict = { readonly raise: string } | 'calm' | null;

/** One kind of alarm. */
export interface AlarmDef {
  /** Where the threshold is from, or why it was chosen. */
  readonly source: string;
  /** @param epochs - all so far, the one that is judged last */
  judge(epochs: readonly EpochSoFar[], space: SearchSpace): Verdict;
}
