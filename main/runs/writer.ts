import { rm } from 'node:fs/promises';
import type { Snapshot } from '../train/index.ts';
import { addCheckpoint } from './checkpoints.ts';
import type { Keeping } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { writeDurably } from './durable.ts';
import { runsError, unwritable } from './errors.ts';
import { openLog } from './event-log.ts';
import type { LogWriter } from './event-log.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { beat, HEARTBEAT_MS } from './heartbeat.ts';
import { sweepLeftOver } from './left-over.ts';
import { takeLock } from './lock.ts';
import type { Lock } from './lock.ts';
import { writeRecord } from './record.ts';
import type { Start } from './record.ts';
import { holdReserve, releaseReserve } from './reserve.ts';
import { isGone } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { oomKills } from './watch/oom-kills.ts';
import type { OomKills } from './watch/oom-kills.ts';

/** The one process that writes a run writes it through this. */
export interface RunWriter {
  /** Logs an event. States and results are on the disk when this resolves, others within a second. @throws AppError `runs/unwritable` */
  append(body: RunEventBody): Promise<RunEvent>;
  /**
   * Saves a snapshot; it is on the disk, and logged, when this resolves.
   *
   * @throws AppError `runs/unwritable`; the earlier checkpoints are then as they were
   */
  checkpoint(snapshot: Snapshot, keeping: Keeping): Promise<void>;
  /** Adds a start of the trainer to the run's record. @throws AppError `runs/unwritable` */
  started(start: Start): Promise<void>;
  /** Writes what is pending and lets others write the run. */
  close(): Promise<void>;
}

/**
 * Takes the sole right to write a run.
 *
 * @throws AppError `runs/locked`, `runs/unwritable`
 */
export async function takeRun(run: Pick<StoredRun, 'id' | 'paths'>, clock: Clock): Promise<Lock> {
  const taken = await takeLock(run.paths.folder, async (holder) => isGone(run.paths, holder, clock.now()));
  if ('lock' in taken) return taken.lock;
  const { pid, host } = taken.holder.mark;
  throw runsError('runs/locked', { run: run.id, pid, host });
}

/**
 * Opens a run for writing and gives signs of life until it is closed.
 *
 * @throws AppError `runs/locked`, `runs/unwritable`
 */
export async function openWriter(run: StoredRun, clock: Clock): Promise<RunWriter> {
  const lock = await takeRun(run, clock);
  try {
    // What an earlier trainer held that was killed.
    await releaseReserve(run.paths.reserve);
    const oom = await oomKills();
    beat(run.paths.heartbeat, clock.now(), oom);
    // What was asked of an earlier trainer is not asked of this one.
    for (const request of [run.paths.stop, run.paths.save]) await rm(request, { force: true });
    await sweepLeftOver(run.paths, clock.now());
    const { writer } = await openLog(run.paths.events, clock);
    await holdReserve(run.paths.reserve);
    return writerOf({ run, clock, lock, oom, log: writer });
  } catch (error) {
    await lock.release();
    throw unwritable(run.paths.folder, error);
  }
}

interface Opened {
  readonly run: StoredRun;
  readonly clock: Clock;
  readonly lock: Lock;
  readonly oom: OomKills | null;
  readonly log: LogWriter;
}

function writerOf({ run, clock, lock, oom, log }: Opened): RunWriter {
  const heartbeat = setInterval(() => {
    try {
      beat(run.paths.heartbeat, clock.now(), oom);
    } catch {
      // On a full disk the log's own writes fail and say so; this machine needs no sign to see that the process lives.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const append = async (body: RunEventBody): Promise<RunEvent> => {
    if (body.type === 'result') {
      await writeDurably(run.paths.result, [`${JSON.stringify(body.result, null, 2)}\n`]);
    }
    if (body.type === 'state' && body.state === 'failed') {
      // If it is the disk that is full, what is pending and the reason for the end fit into this.
      await releaseReserve(run.paths.reserve);
      await log.flush();
    }
    const event = log.append(body);
    if (body.type === 'state' || body.type === 'result' || body.type === 'checkpoint') await log.flush();
    return event;
  };
  const starts = [...run.record.starts];
  return {
    append,
    async checkpoint(snapshot, keeping) {
      // What led to the checkpoint is on the disk before it is.
      await log.flush();
      const file = await addCheckpoint(run.paths.checkpoints, snapshot, keeping);
      await append({ type: 'checkpoint', step: snapshot.step, file });
    },
    async started(start) {
      starts.push(start);
      await writeRecord(run.paths.record, { ...run.record, starts });
    },
    async close() {
      clearInterval(heartbeat);
      try {
        await releaseReserve(run.paths.reserve);
        await log.close();
      } finally {
        await lock.release();
      }
    },
  };
}
