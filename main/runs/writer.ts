import { rm } from 'node:fs/promises';
import type { Snapshot } from '../train/index.ts';
import { addCheckpoint } from './checkpoints.ts';
import type { Clock } from './clock.ts';
import { writeDurably } from './durable.ts';
import { runsError } from './errors.ts';
import { openLog } from './event-log.ts';
import type { LogWriter } from './event-log.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { beat, HEARTBEAT_MS } from './heartbeat.ts';
import { takeLock } from './lock.ts';
import type { Lock } from './lock.ts';
import { writeRecord } from './record.ts';
import type { Start } from './record.ts';
import { isGone } from './summary.ts';
import type { StoredRun } from './summary.ts';

/** The one process that writes a run writes it through this. */
export interface RunWriter {
  /** Logs an event. States and results are on the disk when this resolves, others within a second. @throws AppError `runs/unwritable` */
  append(body: RunEventBody): Promise<RunEvent>;
  /** Saves a snapshot; it is on the disk, and logged, when this resolves. @throws AppError `runs/unwritable` */
  checkpoint(snapshot: Snapshot): Promise<void>;
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
export async function takeRun(run: StoredRun, clock: Clock): Promise<Lock> {
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
    beat(run.paths.heartbeat, clock.now());
    await rm(run.paths.stop, { force: true });
    const { writer } = await openLog(run.paths.events, clock);
    return writerOf({ run, clock, lock, log: writer });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Opened {
  readonly run: StoredRun;
  readonly clock: Clock;
  readonly lock: Lock;
  readonly log: LogWriter;
}

function writerOf({ run, clock, lock, log }: Opened): RunWriter {
  const heartbeat = setInterval(() => {
    try {
      beat(run.paths.heartbeat, clock.now());
    } catch {
      // On a full disk the log's own writes fail and say so; this machine needs no sign to see that the process lives.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  const append = async (body: RunEventBody): Promise<RunEvent> => {
    if (body.type === 'result') {
      await writeDurably(run.paths.result, [`${JSON.stringify(body.result, null, 2)}\n`]);
    }
    const event = log.append(body);
    if (body.type === 'state' || body.type === 'result' || body.type === 'checkpoint') await log.flush();
    return event;
  };
  const starts = [...run.record.starts];
  return {
    append,
    async checkpoint(snapshot) {
      // What led to the checkpoint is on the disk before it is.
      await log.flush();
      const file = await addCheckpoint(run.paths.checkpoints, snapshot);
      await append({ type: 'checkpoint', step: snapshot.step, file });
    },
    async started(start) {
      starts.push(start);
      await writeRecord(run.paths.record, { ...run.record, starts });
    },
    async close() {
      clearInterval(heartbeat);
      try {
        await log.close();
      } finally {
        await lock.release();
      }
    },
  };
}
