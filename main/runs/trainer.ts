import { AppError, messageOf } from '../base/errors.ts';
import type { SearchDetail, SearchEvent, ShrinkEvent } from '../search/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import type { EpochEvent, Loop, Score, Snapshot, StepEvent } from '../train/index.ts';
import { newestCheckpoint, setAsideAfter } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { epochsIn } from './epochs-so-far.ts';
import type { EpochSoFar } from './epochs-so-far.ts';
import { runsError } from './errors.ts';
import type { RunEvent, RunEventBody, RunResult } from './events.ts';
import { notFiniteWord } from './finite.ts';
import { memoryOutlookSchema, memoryWarning } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';
import type { Environment } from './record.ts';
import { isSaveWanted, saveDone, wantedStop } from './requests.ts';
import { Saving } from './saving.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { alarmWatch } from './watch/alarms.ts';
import type { Alarm, AlarmWatch } from './watch/alarms.ts';
import { hungError, readHangNote, removeHangNote } from './watch/hang-note.ts';
import { startWatch, unwatched } from './watch/watch.ts';
import type { Watch, WatchOptions } from './watch/watch.ts';
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
  /** The space whose alphas it learns, which alarms look at; null or left out: it learns none. */
  readonly alphaSpace?: SearchSpace | null;
}

/** What a trainer needs. */
export interface TrainerOptions {
  readonly run: StoredRun;
  /**
   * Makes the run's loop, at its beginning or where the snapshot was taken.
   *
   * @param progress - to be called whenever something was done that takes a while: a trainer that does nothing for long is ended
   */
  readonly prepare: (run: StoredRun, restore: Snapshot | null, progress: () => void) => Promise<PreparedRun>;
  /** Aborted when the run is to stop after its present step. */
  readonly stop: AbortSignal;
  readonly clock: Clock;
  /** How the trainer is watched; left out: nobody looks for hangs or measures the load. */
  readonly watch?: WatchOptions;
  /** Rejects when something fails that nobody waits for; the run then ends with that error. */
  readonly failure?: Promise<never>;
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
  const watch = watchOf(options, writer);
  try {
    await tellOfHang(run, writer);
    const work = new Trainer(options, writer, watch).run();
    return await (options.failure === undefined ? work : Promise.race([work, options.failure]));
  } catch (error) {
    const code = error instanceof AppError ? { code: error.code } : {};
    try {
      await writer.append({ type: 'state', state: 'failed', message: messageOf(error), ...code });
    } catch {
      // What keeps the log from being written is most likely what failed; the first error tells more.
    }
    return { state: 'failed', error };
  } finally {
    await watch.close();
    // How the run ended is on the disk already, or could not be written.
    await writer.close().catch(() => undefined);
  }
}

function watchOf({ run, watch }: TrainerOptions, writer: RunWriter): Watch {
  if (watch === undefined) return unwatched();
  return startWatch(watch, {
    run: run.id,
    note: run.paths.hang,
    onLoad: (load) => {
      // A log that cannot be written fails again at the next step, which ends the run.
      writer.append({ type: 'load', ...load }).catch(() => undefined);
    },
  });
}

/** An earlier trainer was ended by its watchdog, and nobody lived to say so. */
async function tellOfHang(run: StoredRun, writer: RunWriter): Promise<void> {
  const note = await readHangNote(run.paths.hang);
  if (note === null) return;
  const { code, message } = hungError(note);
  await writer.append({ type: 'state', state: 'lost', message, code });
  await removeHangNote(run.paths.hang);
}

class Trainer {
  readonly #options: TrainerOptions;
  readonly #writer: RunWriter;
  readonly #watch: Watch;
  readonly #saving: Saving;
  #alarms: AlarmWatch | null = null;
  #before: readonly EpochSoFar[] = [];
  #lastStep = 0;
  /** Of the steps since the supernet was made smaller last. */
  #pace = { steps: 0, seconds: 0 };

  constructor(options: TrainerOptions, writer: RunWriter, watch: Watch) {
    this.#options = options;
    this.#writer = writer;
    this.#watch = watch;
    const { run, clock } = options;
    this.#saving = new Saving({ run: run.id, care: run.record.care, clock, writer });
  }

  async run(): Promise<TrainerEnd> {
    const { run, prepare, clock } = this.#options;
    const { progress } = this.#watch;
    const restore = await this.#restore();
    if (this.#mustStop(null)) return this.#interrupted();
    const prepared = await this.#inMemory(null, () => prepare(run, restore, progress));
    const { loop, device, environment, alphaSpace = null } = prepared;
    const { memory } = environment;
    try {
      const at = new Date(clock.now()).toISOString();
      await this.#writer.started({ at, fromStep: restore?.step ?? 0, environment });
      await this.#writer.append({ type: 'engine', device, parameters: loop.parameters });
      await this.#writer.append(this.#running(restore, memory));
      this.#alarms = this.#alarmsOf(alphaSpace);
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
    const { events } = await readEvents(run);
    // What the log tells of later steps is void from now on; what it tells of epochs until here counts.
    this.#before = epochsIn(events).filter((epoch) => epoch.step <= step);
    const said = [
      ...(problems.length === 0 ? [] : [...problems, `Going on from the one of step ${step}.`]),
      ...untold(run, events, step),
    ];
    const message = said.length === 0 ? null : said.join(' ');
    await this.#writer.append({ type: 'state', state: 'starting', message });
    const last = this.#before.at(-1);
    const epoch = last === undefined ? 0 : last.step === step ? last.epoch : last.epoch + 1;
    this.#saving.resume({ step, epoch }, this.#before);
    this.#lastStep = step;
    return checkpoint.snapshot;
  }

  /** A watch that knows what was raised before. */
  #alarmsOf(space: SearchSpace | null): AlarmWatch | null {
    if (space === null || this.#options.run.record.care.onAlarm === 'off') return null;
    const alarms = alarmWatch(space);
    for (const epoch of this.#before) alarms.next(epoch);
    return alarms;
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
      const checkpoint = this.#saving.last?.step ?? null;
      throw runsError('runs/out-of-memory', { run: this.#options.run.id, memory: known, checkpoint }, error);
    }
  }

  async #consume(loop: PreparedRun['loop']): Promise<TrainerEnd> {
    const { clock } = this.#options;
    const events = loop.events();
    this.#saving.begin();
    for (;;) {
      const began = clock.seconds();
      const { done, value } = await this.#watch.computing(() => events.next());
      if (done) {
        await this.#writer.append({ type: 'result', result: value });
        await this.#writer.append({ type: 'state', state: 'finished', message: null });
        return { state: 'finished' };
      }
      const alarm = await this.#log(value, clock.seconds() - began);
      const isSaved = this.#isSaveDue(value.type) && (await this.#save(loop, value));
      // Signals, messages and timers have their turn between two steps at the latest.
      await new Promise(setImmediate);
      if (alarm === null && !this.#mustStop(value)) continue;
      if (!isSaved) await this.#save(loop, value);
      return this.#interrupted(alarm);
    }
  }

  #isSaveDue(after: LoopEvent['type']): boolean {
    return after === 'epoch' || this.#saving.isDue || isSaveWanted(this.#options.run.paths);
  }

  async #save(loop: PreparedRun['loop'], event: LoopEvent): Promise<true> {
    const { paths } = this.#options.run;
    const isAsked = isSaveWanted(paths);
    const epoch = event.type === 'start' ? null : event.epoch;
    const take = (): Promise<Snapshot> => this.#watch.computing(() => loop.snapshot());
    const message = await this.#saving.save(take, epoch);
    if (isAsked) await saveDone(paths);
    if (message !== null) await this.#writer.append({ type: 'state', state: 'running', message });
    return true;
  }

  /** @returns the alarm that ends the run, if there is one */
  async #log(event: LoopEvent, seconds: number): Promise<Alarm | null> {
    switch (event.type) {
      case 'start':
        await this.#logAlphas(0, event.detail);
        return null;
      case 'step':
        this.#refuseDivergence(event);
        await this.#writer.append({ ...event, seconds });
        this.#pace = { steps: this.#pace.steps + 1, seconds: this.#pace.seconds + seconds };
        return null;
      case 'shrink':
        await this.#logShrink(event);
        return null;
      case 'epoch':
        return this.#logEpoch(event);
    }
  }

  async #logEpoch({ detail, ...event }: Extract<LoopEvent, { type: 'epoch' }>): Promise<Alarm | null> {
    this.#refuseDivergence({ ...event, step: this.#lastStep });
    await this.#writer.append(event);
    const found = hasAlphas(detail) ? detail : null;
    if (found !== null) await this.#logAlphas(event.epoch + 1, found);
    const cells = found === null ? null : { alphas: found.alphas, genotype: found.genotype };
    const epoch = { ...event, step: this.#lastStep, detail: cells };
    this.#saving.closeEpoch(epoch);
    const alarms = this.#alarms?.next(epoch) ?? [];
    for (const alarm of alarms) await this.#writer.append({ type: 'alarm', ...alarm });
    // After its last epoch a run has nothing left to do but to end.
    const isStopped = this.#options.run.record.care.onAlarm === 'stop' && event.epoch < event.epochs - 1;
    return isStopped ? (alarms[0] ?? null) : null;
  }

  async #logAlphas(epoch: number, detail: SearchDetail): Promise<void> {
    await this.#writer.append({ type: 'alphas', epoch, ...detail });
  }

  async #logShrink(event: ShrinkEvent): Promise<void> {
    const { steps, seconds } = this.#pace;
    await this.#writer.append({ ...event, secondsPerStep: steps === 0 ? null : seconds / steps });
    this.#pace = { steps: 0, seconds: 0 };
  }

  /** @throws AppError `runs/diverged` if a loss is no number any more */
  #refuseDivergence(event: Pick<StepEvent, 'step' | 'epoch' | 'train' | 'valid'>): void {
    const { step, epoch, train, valid } = event;
    this.#lastStep = step;
    this.#watch.reached(step);
    const lost = [train, valid].find(
      (score): score is Score => score !== null && !Number.isFinite(score.loss),
    );
    if (lost === undefined) return;
    const found = { value: notFiniteWord(lost.loss), variable: null };
    const checkpoint = this.#saving.last;
    throw runsError('runs/diverged', { run: this.#options.run.id, ...found, step, epoch, checkpoint });
  }

  async #interrupted(alarm: Alarm | null = null): Promise<TrainerEnd> {
    const { last } = this.#saving;
    const where = last === null ? 'stopped before the first step' : `stopped at step ${last.step}`;
    const message = alarm === null ? where : `${where}, as the run asks for it: ${alarm.message}`;
    await this.#writer.append({ type: 'state', state: 'interrupted', message });
    return { state: 'interrupted' };
  }

  /** @param after - what was told last; null: nothing yet */
  #mustStop(after: LoopEvent | null): boolean {
    if (this.#options.stop.aborted) return true;
    const wanted = wantedStop(this.#options.run.paths);
    // After its last epoch a run has nothing left to do but to end.
    const isEpoch = after?.type === 'epoch' && after.epoch < after.epochs - 1;
    return wanted === 'step' || (wanted === 'epoch' && isEpoch);
  }
}

/** A sentence where the log ends before the checkpoint, as only damage makes it: it is on the disk before any checkpoint is. */
function untold({ paths, record }: StoredRun, events: readonly RunEvent[], step: number): readonly string[] {
  const told = events.findLast((event) => event.type === 'step')?.step ?? record.origin?.step ?? 0;
  if (told >= step) return [];
  return [`${paths.events} is cut off: what it told of the steps ${told + 1} to ${step} is lost.`];
}

function hasAlphas(detail: unknown): detail is SearchDetail {
  return typeof detail === 'object' && detail !== null && 'alphas' in detail && 'genotype' in detail;
}
