import type { Difference, SameComparison } from '../api/index.ts';

/** What a comparison of a run with the same run again says, in sentences. */
export function sameWords(comparison: SameComparison): string {
  const { run, of } = comparison;
  return [
    `${run} and ${of}: ${verdict(comparison)}`,
    ...unfinished(comparison),
    ...environmentWords(comparison),
  ].join('\n');
}

function verdict(comparison: SameComparison): string {
  const { identical, stepsCompared, firstDifferentStep, weights } = comparison;
  if (identical) {
    return `the same to the bit: ${stepsCompared} steps, the weights (SHA-256 ${weights.run?.sha256 ?? ''}) and the result.`;
  }
  if (firstDifferentStep !== null) {
    return `differs from step ${firstDifferentStep} of ${stepsCompared} on; ${differenceWords(comparison)}.${causeWords(comparison)}`;
  }
  if (stepsCompared === 0) return 'there is no step that both have made.';
  const same = `the ${stepsCompared} steps that both have made are the same to the bit`;
  if (weights.equal === false) return `${same}, but the weights differ; ${differenceWords(comparison)}.`;
  return weights.equal === true ? `${same}, and so are the weights.` : `${same}.`;
}

function differenceWords({ largestLossDifference, resultDifference, sameCell }: SameComparison): string {
  const loss = largestLossDifference === null ? [] : [lossWords(largestLossDifference)];
  const of = sameCell === null ? 'test loss and accuracies' : 'alphas';
  const result = resultDifference === null ? [] : [`${shown(resultDifference)} of the ${of} in the end`];
  const cell = sameCell === null ? '' : `; ${sameCell ? 'the same cell' : 'another cell'}`;
  return `largest difference ${[...loss, ...result].join(', ') || 'not known'}${cell}`;
}

const lossWords = ({ difference, step }: { readonly difference: number; readonly step: number }): string =>
  difference === 0
    ? "0 of a step's training loss (what differs is the held-out score or the learning rate)"
    : `${shown(difference)} of a step's training loss (step ${step})`;

const shown = (difference: number): string => String(Number(difference.toPrecision(3)));

/** What a difference may come from. */
function causeWords({ environment, isOnGpu }: SameComparison): string {
  if (isOnGpu)
    return ' On a GPU some sums are made in whatever order their parts are ready: two runs that nothing interrupted differ so.';
  return environment.length === 0 ? '' : ' See below with what they were computed.';
}

function unfinished({ run, of, states }: SameComparison): readonly string[] {
  return [
    ...(states.run === 'finished' ? [] : [`${run} is not finished (${states.run}).`]),
    ...(states.of === 'finished' ? [] : [`${of} is not finished (${states.of}).`]),
  ];
}

function environmentWords({ environment }: SameComparison): readonly string[] {
  return environment.length === 0
    ? []
    : ['They were computed with:', ...environment.map((difference) => `  ${differenceLine(difference)}`)];
}

/** One thing in which runs differ, in a line: the value of each. */
export const differenceLine = ({ name, values }: Difference): string =>
  `${name}: ${values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' | ')}`;
