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
    .strictObject({ epoch: z.int().min(0), accuracy: z.number(), loss: z.number().exactOptional() })
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
  /** Of every epoch, or of each in turn. */
  readonly stepsPerEpoch: number | readonly number[];
  readonly epochs: number;
  readonly learningRate: StepRate;
  step(at: {
    readonly epoch: number;
    readonly index: number;
    readonly learningRate: number;
  }): Promise<StepReport>;
  /** What makes an epoch the best one; left out: the highest accuracy. */
  readonly bestBy?: 'accuracy' | 'loss';
  closeEpoch(epoch: number): Promise<{ readonly valid: Score | null; readonly detail: D }>;
}

/** Runs what is left of a plan, from wherever its position is. */
export async function* runEpochs<D>(
  plan: EpochPlan<D>,
): AsyncGenerator<StepEvent | EpochEvent<D>, void, void> {
  const { position, epochs } = plan;
  const { steps, placeOf } = stepsOf(plan);
  while (position.step < steps || position.unreported !== null) {
    if (position.unreported !== null) {
      const epoch = position.unreported;
      const { valid, detail } = await plan.closeEpoch(epoch);
      const train = meanOf(position.soFar);
      position.unreported = null;
      position.soFar = EMPTY_TALLY;
      if (position.best !== undefined)
        position.best = betterOf(position.best, { epoch, valid, by: plan.bestBy ?? 'accuracy' });
      yield { type: 'epoch', epoch, epochs, train, valid, detail };
      continue;
    }
    const { epoch, index, of } = placeOf(position.step);
    const learningRate = plan.learningRate(epoch, index / of);
    const { train, valid, size } = await plan.step({ epoch, index, learningRate });
    position.step += 1;
    position.soFar = tally(position.soFar, train, size);
    if (index === of - 1) position.unreported = epoch;
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

function betterOf(
  best: BestEpoch | null,
  {
    epoch,
    valid,
    by,
  }: { readonly epoch: number; readonly valid: Score | null; readonly by: 'accuracy' | 'loss' },
): BestEpoch | null {
  if (valid === null) return best;
  if (by === 'loss') {
    if (best !== null && valid.loss >= (best.loss ?? -Infinity)) return best;
    return { epoch, ...valid };
  }
  if (best !== null && valid.accuracy <= best.accuracy) return best;
  return { epoch, accuracy: valid.accuracy };
}

/** How many steps a plan has, and where in its epochs each is. */
function stepsOf({ stepsPerEpoch, epochs }: Pick<EpochPlan<unknown>, 'stepsPerEpoch' | 'epochs'>): {
  readonly steps: number;
  readonly placeOf: (step: number) => { readonly epoch: number; readonly index: number; readonly of: number };
} {
  if (typeof stepsPerEpoch === 'number') {
    const of = stepsPerEpoch;
    return {
      steps: of * epochs,
      placeOf: (step) => ({ epoch: Math.floor(step / of), index: step % of, of }),
    };
  }
  const ends: number[] = [];
  for (const count of stepsPerEpoch) ends.push((ends.at(-1) ?? 0) + count);
  return {
    steps: ends.at(-1) ?? 0,
    placeOf(step) {
      const epoch = ends.findIndex((end) => step < end);
      const of = stepsPerEpoch[epoch] ?? 0;
      return { epoch, index: step - ((ends[epoch] ?? 0) - of), of };
    },
  };
}
