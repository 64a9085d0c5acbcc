/** When a run is saved while it is computed, and that only sound states are. */
import type { Snapshot } from '../train/index.ts';
import type { Care } from './care.ts';
import type { Clock } from './clock.ts';
import { betterOf } from './epochs-so-far.ts';
import type { BestEpochSoFar, EpochSoFar } from './epochs-so-far.ts';
import { runsError } from './errors.ts';
import { firstNotFinite } from './finite.ts';
import type { RunWriter } from './writer.ts';

/** Of the time between two saves that time alone makes due, the most that a save may take. */
const MOST_SHARE = 0.05;

/** A state that is safe. */
export interface SavedState {
  readonly step: number;
  /** The epoch that it was saved in or after; null before the first step. */
  readonly epoch: number | null;
}

/** What the saves of a run need. */
export interface SavingOptions {
  readonly run: string;
  readonly care: Care;
  readonly clock: Clock;
  readonly writer: Pick<RunWriter, 'checkpoint'>;
}

/** The saves of a run while it is computed. */
export class Saving {
  readonly #options: SavingOptions;
  #last: SavedState | null = null;
  #best: BestEpochSoFar | null = null;
  #savedAt: number;
  #interval: number;
  #isStretched = false;

  constructor(options: SavingOptions) {
    this.#options = options;
    this.#savedAt = options.clock.seconds();
    const { saveEveryMinutes } = options.care;
    this.#interval = saveEveryMinutes === 0 ? Infinity : saveEveryMinutes * 60;
  }

  /** The newest checkpoint; null: there is none yet. */
  get last(): SavedState | null {
    return this.#last;
  }

  /** Whether the newest checkpoint is so old that another one is due. */
  get isDue(): boolean {
    return this.#options.clock.seconds() - this.#savedAt >= this.#interval;
  }

  /** The run goes on from a checkpoint. @param epochs - all that its log tells of */
  resume(last: SavedState, epochs: readonly EpochSoFar[]): void {
    this.#last = last;
    this.#best = epochs.reduce(betterOf, null);
  }

  /** From now on time counts: what was before, the making of the network, is done anew by a resume anyway. */
  begin(): void {
    this.#savedAt = this.#options.clock.seconds();
  }

  /** An epoch is over: its checkpoint comes next. */
  closeEpoch(epoch: EpochSoFar): void {
    this.#best = betterOf(this.#best, epoch);
  }

  /**
   * Saves a state, if it is sound.
   *
   * @returns a sentence if saving takes so long that it will be done less often from now on; null otherwise
   * @throws AppError `runs/diverged`, `runs/unwritable`; the earlier checkpoints are then as they were
   */
  async save(take: () => Promise<Snapshot>, epoch: number | null): Promise<string | null> {
    const { clock, writer, care } = this.#options;
    const began = clock.seconds();
    const snapshot = await take();
    const { step } = snapshot;
    this.#refuse(snapshot, epoch);
    await writer.checkpoint(snapshot, { keep: care.keep, best: this.#best?.step ?? null });
    this.#last = { step, epoch };
    this.#savedAt = clock.seconds();
    return this.#stretch(this.#savedAt - began);
  }

  #refuse(snapshot: Snapshot, epoch: number | null): void {
    const found = firstNotFinite(snapshot);
    if (found === null) return;
    const { step } = snapshot;
    const { run } = this.#options;
    throw runsError('runs/diverged', { run, ...found, step, epoch: epoch ?? 0, checkpoint: this.#last });
  }

  #stretch(seconds: number): string | null {
    if (this.#interval === Infinity || seconds <= MOST_SHARE * this.#interval) return null;
    this.#interval = seconds / MOST_SHARE;
    if (this.#isStretched) return null;
    this.#isStretched = true;
    const minutes = Math.ceil(this.#interval / 60);
    return `writing a checkpoint took ${Math.round(seconds)} s, so that between epochs one is written about every ${minutes} minutes, not every ${this.#options.care.saveEveryMinutes}`;
  }
}
