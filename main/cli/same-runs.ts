/** Whether a run that was run again gave the same, to the bit; and if not, from where on and by how much. */
import type { SameComparison, SavedState } from '../api/index.ts';
import { newestCheckpoint, readEvents, summarize, weightsSha256 } from '../runs/index.ts';
import type { RunEvent, RunResult, RunState, StoredRun } from '../runs/index.ts';
import { environmentDifferences } from './run-differences.ts';

/** What of a run is compared. */
interface Computed {
  readonly stored: StoredRun;
  readonly state: RunState;
  readonly steps: ReadonlyMap<number, StepEvent>;
  /** What its epochs gave, each as text. */
  readonly epochs: readonly string[];
  readonly result: RunResult | null;
  readonly saved: SavedState | null;
}

type StepEvent = Extract<RunEvent, { type: 'step' }>;

/**
 * Compares a run with another one that it should equal.
 *
 * @throws AppError `runs/unreadable`
 */
export async function compareSame(run: StoredRun, of: StoredRun): Promise<SameComparison> {
  const [one, other] = [await computedBy(run), await computedBy(of)];
  const steps = stepDifferences(one, other);
  const weightsEqual =
    one.saved?.step === other.saved?.step && one.saved !== null
      ? one.saved.sha256 === other.saved?.sha256
      : null;
  const isFinished = one.state === 'finished' && other.state === 'finished';
  const identical =
    isFinished &&
    weightsEqual === true &&
    steps.firstDifferentStep === null &&
    one.steps.size === other.steps.size &&
    one.epochs.join('\n') === other.epochs.join('\n') &&
    JSON.stringify(one.result) === JSON.stringify(other.result);
  return {
    run: run.id,
    of: of.id,
    identical,
    states: { run: one.state, of: other.state },
    isOnGpu: [run, of].some(({ record }) =>
      record.starts.some(({ environment }) => environment.device === 'gpu'),
    ),
    weights: { run: one.saved, of: other.saved, equal: weightsEqual },
    ...steps,
    resultDifference: largestDifference(numbersOf(one.result), numbersOf(other.result)),
    sameCell: isSameCell(one.result, other.result),
    environment: environmentDifferences([run.record, of.record]),
  };
}

async function computedBy(stored: StoredRun): Promise<Computed> {
  const { state, result } = await summarize(stored);
  const { events } = await readEvents(stored);
  const { checkpoint } = await newestCheckpoint(stored.paths.checkpoints);
  const steps = events.flatMap((event) => (event.type === 'step' ? [[event.step, event] as const] : []));
  const epochs = events.flatMap((event) => {
    if (event.type === 'epoch') return [JSON.stringify([event.epoch, event.train, event.valid])];
    return event.type === 'alphas' ? [JSON.stringify([event.epoch, event.alphas, event.genotype])] : [];
  });
  return {
    stored,
    state,
    steps: new Map(steps),
    epochs,
    result,
    saved:
      checkpoint === null
        ? null
        : { step: checkpoint.snapshot.step, sha256: weightsSha256(checkpoint.snapshot) },
  };
}

function stepDifferences(
  one: Computed,
  other: Computed,
): Pick<SameComparison, 'stepsCompared' | 'firstDifferentStep' | 'largestLossDifference'> {
  let stepsCompared = 0;
  let firstDifferentStep: number | null = null;
  let largest: SameComparison['largestLossDifference'] = null;
  for (const [step, mine] of one.steps) {
    const theirs = other.steps.get(step);
    if (theirs === undefined) continue;
    stepsCompared += 1;
    if (firstDifferentStep === null && !isSameStep(mine, theirs)) firstDifferentStep = step;
    const difference = Math.abs(mine.train.loss - theirs.train.loss);
    if (largest === null || difference > largest.difference) largest = { difference, step };
  }
  return { stepsCompared, firstDifferentStep, largestLossDifference: largest };
}

/** Its time is the machine's, not the run's. */
function isSameStep(one: StepEvent, other: StepEvent): boolean {
  const numbers = ({ epoch, train, valid, learningRate }: StepEvent): string =>
    JSON.stringify([epoch, train, valid, learningRate]);
  return numbers(one) === numbers(other);
}

/** What of a result is measured: the rest follows from it or is a matter of names. */
function numbersOf(result: RunResult | null): readonly number[] {
  if (result === null) return [];
  if (result.kind === 'search') return [...result.alphas.normal, ...result.alphas.reduction].flat();
  const { test, best } = result;
  return [test.loss, test.accuracy, ...(best === null ? [] : [best.accuracy])];
}

/** Null where there are no numbers, or not as many. */
function largestDifference(some: readonly number[], others: readonly number[]): number | null {
  if (some.length === 0 || some.length !== others.length) return null;
  return some.reduce((most, value, i) => Math.max(most, Math.abs(value - (others[i] ?? value))), 0);
}

function isSameCell(one: RunResult | null, other: RunResult | null): boolean | null {
  if (one?.kind !== 'search' || other?.kind !== 'search') return null;
  return JSON.stringify(one.genotype) === JSON.stringify(other.genotype);
}
