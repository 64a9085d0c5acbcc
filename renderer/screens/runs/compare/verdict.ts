/** Whether a run that was made again came out as the original did. */
import type { ComparedRun, SameComparison } from '../../../../main/api/contract.ts';

/** What is said of it. `open`: not known yet. */
export interface Verdict {
  readonly outcome: 'pass' | 'fail' | 'open';
  readonly sentence: string;
}

/** Test accuracies may differ by so much, as a share: half a point is what the processors' order of additions may make. */
export const USUAL_TOLERANCE = 0.005;

const points = (share: number): string => `${(100 * share).toFixed(2)} points`;

/**
 * The verdict within a tolerance.
 *
 * @param tolerance - of the test accuracy of trainings, as a share
 */
export function verdictOf(same: SameComparison, rows: readonly ComparedRun[], tolerance: number): Verdict {
  const { identical, states, stepsCompared, firstDifferentStep } = same;
  if (states.run !== 'finished' || states.of !== 'finished') {
    const which = states.of === 'finished' ? 'The run that was made again' : 'The original';
    return { outcome: 'open', sentence: `${which} is not finished; so far ${progressWords(same)}.` };
  }
  if (identical)
    return {
      outcome: 'pass',
      sentence: `The same to the bit: ${stepsCompared} steps, the weights and the result.`,
    };
  const from = firstDifferentStep === null ? '' : ` They differ from step ${firstDifferentStep} on.`;
  if (same.sameCell !== null) {
    return same.sameCell
      ? {
          outcome: 'pass',
          sentence: `Within tolerance: the same cell, alphas that differ by ${same.resultDifference?.toPrecision(2) ?? 'an unknown amount'} at most.${from}`,
        }
      : { outcome: 'fail', sentence: `Another cell was found.${from}` };
  }
  const [one = null, other = null] = [same.run, same.of].map(
    (id) => rows.find(({ run }) => run === id)?.testAccuracy ?? null,
  );
  if (one === null || other === null)
    return { outcome: 'open', sentence: 'One of the two has no test accuracy to compare.' };
  const difference = Math.abs(one - other);
  const words = `the test accuracies differ by ${points(difference)}, and ${points(tolerance)} are allowed.${from}`;
  return difference <= tolerance
    ? { outcome: 'pass', sentence: `Within tolerance: ${words}` }
    : { outcome: 'fail', sentence: `Not within tolerance: ${words}` };
}

function progressWords({ stepsCompared, firstDifferentStep }: SameComparison): string {
  if (stepsCompared === 0) return 'there is no step that both have made';
  return firstDifferentStep === null
    ? `the ${stepsCompared} steps that both have made are the same to the bit`
    : `they differ from step ${firstDifferentStep} of ${stepsCompared} on`;
}
