import { existsSync } from 'node:fs';
import { AppError, messageOf } from '../base/errors.ts';
import type { SearchDetail, SearchEvent } from '../search/index.ts';
import type { EpochEvent, Loop, Score, Snapshot, StepEvent } from '../train/index.ts';
import { newestCheckpoint, setAsideAfter } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { runsError } from './errors.ts';
import type { RunEventBody, RunResult } from './events.ts';
import { memoryOutlookSchema, memoryWarning } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';
import type { Environment } from './record.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { openWriter } from './writer.ts';
import type { RunWriter } from './writer.ts';

/** What a loop of either kind tells. */
export type LoopEvent = SearchEvent | EpochEvent;

/** A run that is ready to compute. */
export interface PreparedRun {
  readonly loop: Loop<LoopEvent, RunResult>;
  /** What computes, as `dartboard doctor` words it. */
  readonly device: string;
  readonly environment: Environment;
}

/** What a trainer needs. */
export interface TrainerOptions {
  readonly run: StoredRun;
  /** Makes the run's loop, at its beginning or where the snapshot was taken. */
  readonly prepare: (run: StoredRun, restore: Snapshot | null) => Promise<PreparedRun>;
  /** Aborted when the run is to stop after its present step. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
}

/** How a trainer ended. */
export type TrainerEnd =
  { readonly state: 'finished' | 'interrupted' } | { readonly state: 'failed'; readonly error: unknown };

/**
 * Computes a run, from its beginning or from its newest checkpoint, until it is finished, stopped or failed; each of these
 * is in the log when this resolves.
 *
 * @throws AppError when the run cannot even be opened: `runs/locked`, `runs/not-resumable`, `runs/unwritable`
 */
export async function runToEnd(options: TrainerOptions): Promise<TrainerEnd> {
  const { run, clock } = options;
  if ((await summarize(run, clock.now())).state === 'finished')
    throw runsError('runs/not-resumable', { run: run.id });
  const writer = await openWriter(run, clock);
  try {
    return await new Trainer(options, writer).run();
  } catch (error) {
    const code = error instanceof AppError ? { code: error.code } : {};
    try {
      await writer.append({ type: 'state', state: 'failed', message: messageOf(error), ...code });
    } catch {
      // What keeps the log from being written is most likely what failed; the first error tells more.
    }
    return { state: 'failed', error };
  } finally {
    // How the run ended is on the disk already, or could not be written.
    await writer.close().catch(() => undefined);
  }
}

class Trainer {
  readonly #options: TrainerOptions;
  readonly #writer: RunWriter;
  #lastCheckpoint: number | null = null;
  #lastStep = 0;

  constructor(options: TrainerOptions, writer: RunWriter) {
    this.#options = options;
    this.#writer = writer;
  }

  async run(): Promise<TrainerEnd> {
    const { run, prepare, clock } = this.#options;
    const restore = await this.#restore();
    if (this.#mustStop()) return this.#interrupted();
    const { loop, device, environment } = await this.#inMemory(null, () => prepare(run, restore));
    const { memory } = environment;
    try {
      const at = new Date(clock.now()).toISOString();
      await this.#writer.started({ at, fromStep: restore?.step ?? 0, environment });
      await this.#writer.append({ type: 'engine', device, parameters: loop.parameters });
      await this.#writer.append(this.#running(restore, memory));
      return await this.#inMemory(memory, () => this.#consume(loop));
    } finally {
      await loop.dispose();
    }
  }

  /** The snapshot to go on from; null to begin. */
  async #restore(): Promise<Snapshot | null> {
    const { run } = this.#options;
    const { checkpoint, problems } = await newestCheckpoint(run.paths.checkpoints);
    if (checkpoint === null) {
      if (problems.length > 0) throw runsError('runs/damaged-checkpoints', { run: run.id, problems });
      await this.#writer.append({ type: 'state', state: 'starting', message: null });
      return null;
    }
    const { step } = checkpoint.snapshot;
    await setAsideAfter(run.paths.checkpoints, step);
    const message =
      problems.length === 0 ? null : `${problems.join(' ')} Going on from the one of step ${step}.`;
    await this.#writer.append({ type: 'state', state: 'starting', message });
    [this.#lastCheckpoint, this.#lastStep] = [step, step];
    return checkpoint.snapshot;
  }

  #running(restore: Snapshot | null, memory: MemoryOutlook | null): RunEventBody {
    const isFirst = this.#options.run.record.starts.length === 0;
    const warning = memoryWarning(memory);
    if (restore === null && isFirst) return { type: 'state', state: 'running', message: warning };
    const step = restore?.step ?? 0;
    const begun =
      restore === null ? 'started again: there was no checkpoint yet' : `resumed from step ${step}`;
    const message = warning === null ? begun : `${begun}; ${warning}`;
    return { type: 'state', state: 'running', message, resumedFrom: step };
  }

  /** What `work` gives; if memory runs out meanwhile, the error says what the run needs and where it can go on. */
  async #inMemory<T>(memory: MemoryOutlook | null, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'engine/out-of-memory') throw error;
      // While the run is prepared only the error itself can say it.
      const known = memory ?? memoryOutlookSchema.safeParse(error.data['memory']).data ?? null;
      const facts = { run: this.#options.run.id, memory: known, checkpoint: this.#lastCheckpoint };
      throw runsError('runs/out-of-memory', facts, error);
    }
  }

  async #consume(loop: PreparedRun['loop']): Promise<TrainerEnd> {
    const { clock } = this.#options;
    const events = loop.events();
    for (;;) {
      const began = clock.seconds();
      const { done, value } = await events.next();
      if (done) {
        await this.#writer.append({ type: 'result', result: value });
        await this.#writer.append({ type: 'state', state: 'finished', message: null });
        return { state: 'finished' };
      }
      await this.#log(value, clock.seconds() - began);
      if (value.type === 'epoch') await this.#checkpoint(loop);
      // Signals, messages and timers have their turn between two steps only.
      await new Promise(setImmediate);
      if (this.#mustStop()) {
        if (value.type !== 'epoch') await this.#checkpoint(loop);
        return this.#interrupted();
      }
    }
  }

  async #log(event: LoopEvent, seconds: number): Promise<void> {
    switch (event.type) {
      case 'start':
        return this.#logAlphas(0, event.detail);
      case 'step':
        this.#refuseDivergence(event);
        await this.#writer.append({ ...event, seconds });
        return;
      case 'epoch': {
        const { detail, ...epoch } = event;
        this.#refuseDivergence({ ...epoch, step: this.#lastStep });
        await this.#writer.append(epoch);
        if (hasAlphas(detail)) await this.#logAlphas(event.epoch + 1, detail);
      }
    }
  }

  async #logAlphas(epoch: number, { alphas, genotype }: SearchDetail): Promise<void> {
    await this.#writer.append({ type: 'alphas', epoch, alphas, genotype });
  }

  /** @throws AppError `runs/diverged` if a loss is no number any more */
  #refuseDivergence(event: Pick<StepEvent, 'step' | 'epoch' | 'train' | 'valid'>): void {
    const { step, epoch, train, valid } = event;
    this.#lastStep = step;
    const lost = [train, valid].find(
      (score): score is Score => score !== null && !Number.isFinite(score.loss),
    );
    if (lost === undefined) return;
    const value = Number.isNaN(lost.loss) ? 'NaN' : 'infinite';
    throw runsError('runs/diverged', { value, step, epoch, checkpoint: this.#lastCheckpoint });
  }

  async #checkpoint(loop: PreparedRun['loop']): Promise<void> {
    const snapshot = await loop.snapshot();
    await this.#writer.checkpoint(snapshot);
    this.#lastCheckpoint = snapshot.step;
  }

  async #interrupted(): Promise<TrainerEnd> {
    const message =
      this.#lastCheckpoint === null
        ? 'stopped before the first step'
        : `stopped at step ${this.#lastCheckpoint}`;
    await this.#writer.append({ type: 'state', state: 'interrupted', message });
    return { state: 'interrupted' };
  }

  #mustStop(): boolean {
    return this.#options.stop.aborted || existsSync(this.#options.run.paths.stop);
  }
}

function hasAlphas(detail: unknown): detail is SearchDetail {
  return typeof detail === 'object' && detail !== null && 'alphas' in detail && 'genotype' in detail;
}
