import { z } from 'zod';
import type { BestEpoch, EpochEvent, Score, StepEvent } from './events.ts';
import type { StepRate } from './learning-rate.ts';
import { EMPTY_TALLY, meanOf, tally, tallySchema } from './metrics.ts';
import type { Tally } from './metrics.ts';
import { foreignSnapshot } from './snapshot.ts';

/** Where a loop is. It changes only between a step and the event that tells of it, so a snapshot always agrees with the log. */
export interface Position {
  /** Updates made so far. */
  step: number;
  /** What the current epoch's means are made of. */
  soFar: Tally;
  /** The epoch that is complete but not yet reported. */
  unreported: number | null;
  /** Of the reported epochs that were scored on held-out data, the first of highest accuracy; left out: not known. */
  best?: BestEpoch | null;
}

/** What of a position a snapshot carries beside the step. Snapshots of earlier versions do not know the best epoch. */
const carriedSchema = z.strictObject({
  soFar: tallySchema,
  unreported: z.int().min(0).nullable(),
  best: z
    .strictObject({ epoch: z.int().min(0), accuracy: z.number() })
    .nullable()
    .exactOptional(),
});

/** The position to begin at, or to go on from. @throws train/foreign-snapshot when the snapshot is another loop's */
export function positionAt(restore: { readonly step: number; readonly carried: unknown } | null): Position {
  if (restore === null) return { step: 0, soFar: EMPTY_TALLY, unreported: null, best: null };
  const carried = carriedSchema.safeParse(restore.carried);
  if (carried.success) return { step: restore.step, ...carried.data };
  throw foreignSnapshot('it does not say where in an epoch it was taken', carried.error);
}

/** What a snapshot carries of a position. */
export const carriedOf = ({ soFar, unreported, best }: Position): unknown => ({
  soFar,
  unreported,
  ...(best === undefined ? {} : { best }),
});

/** One update, done. */
export interface StepReport {
  readonly train: Score;
  readonly valid: Score | null;
  /** Images in the weights' batch. */
  readonly size: number;
}

/** What a loop does in its steps and at the end of its epochs. */
export interface EpochPlan<D> {
  readonly position: Position;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly learningRate: StepRate;
  step(at: {
    readonly epoch: number;
    readonly index: number;
    readonly learningRate: number;
  }): Promise<StepReport>;
  closeEpoch(epoch: number): Promise<{ readonly valid: Score | null; readonly detail: D }>;
}

/** Runs what is left of a plan, from wherever its position is. */
export async function* runEpochs<D>(
  plan: EpochPlan<D>,
): AsyncGenerator<StepEvent | EpochEvent<D>, void, void> {
  const { position, stepsPerEpoch, epochs } = plan;
  const steps = stepsPerEpoch * epochs;
  while (position.step < steps || position.unreported !== null) {
    if (position.unreported !== null) {
      const epoch = position.unreported;
      const { valid, detail } = await plan.closeEpoch(epoch);
      const train = meanOf(position.soFar);
      position.unreported = null;
      position.soFar = EMPTY_TALLY;
      if (position.best !== undefined) position.best = betterOf(position.best, epoch, valid);
      yield { type: 'epoch', epoch, epochs, train, valid, detail };
      continue;
    }
    const epoch = Math.floor(position.step / stepsPerEpoch);
    const index = position.step % stepsPerEpoch;
    const learningRate = plan.learningRate(epoch, index / stepsPerEpoch);
    const { train, valid, size } = await plan.step({ epoch, index, learningRate });
    position.step += 1;
    position.soFar = tally(position.soFar, train, size);
    if (index === stepsPerEpoch - 1) position.unreported = epoch;
    yield { type: 'step', epoch, step: position.step, steps, train, valid, learningRate };
  }
}

/**
 * Whether an epoch is scored on held-out data: every so many epochs, and the last one always.
 * @param epoch - from 0
 * @param evaluateEvery - null: no epoch is scored, not even the last one
 */
export const isScored = (
  epoch: number,
  { epochs, evaluateEvery }: { readonly epochs: number; readonly evaluateEvery: number | null },
): boolean => evaluateEvery !== null && ((epoch + 1) % evaluateEvery === 0 || epoch === epochs - 1);

function betterOf(best: BestEpoch | null, epoch: number, score: Score | null): BestEpoch | null {
  if (score === null || (best !== null && score.accuracy <= best.accuracy)) return best;
  return { epoch, accuracy: score.accuracy };
}
