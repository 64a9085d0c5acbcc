/**
 * The event log of a run: append-only, one line an event. One process writes; any number read at the same time, also over
 * a network file system, because a reader takes whole lines only and checks each.
 */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Clock } from './clock.ts';
import { writeAll } from '../base/durable.ts';
import { unwritable } from './errors.ts';
import { decodeLine, encodeLine } from './event-line.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { readLines, readLinesBackwards, withFile } from './log-lines.ts';

const BLOCK_BYTES = 64 << 10;
/** A follower of a long log gets it in parts of this size. */
const PART_BYTES = 4 << 20;
/** Followers see an event at most this late; between, events share a write. */
const FLUSH_MS = 100;
const SYNC_MS = 1000;

/** What a reader found since it was asked last. */
export interface LogPart {
  readonly events: readonly RunEvent[];
  /** Numbers of complete lines, from 1, that are damaged and were left out. */
  readonly damagedLines: readonly number[];
  /** Bytes after the last line feed: a line that is being written, or that was torn when its writer died. */
  readonly unfinishedBytes: number;
}

/** Reads a log from the beginning, then what is added to it. */
export interface LogReader {
  next(): Promise<LogPart>;
}

/** Where a reader stands. Behind its last sound line, a repair may replace what is there. */
interface Place {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * A reader of the log at `path`; a file that does not exist yet is an empty log.
 *
 * @throws AppError `runs/unreadable` from `next`
 */
export function createLogReader(path: string): LogReader {
  let sound: Place = { bytes: 0, lines: 0 };
  let lastSeq = -1;
  /** Lines behind the last sound one that were told of. */
  let told = 0;
  return {
    async next() {
      const events: RunEvent[] = [];
      const damagedLines: number[] = [];
      const unfinishedBytes = await withFile(path, 0, async (file) => {
        const { size } = await file.stat();
        if (size < sound.bytes) [sound, told] = [{ bytes: 0, lines: 0 }, 0];
        let { lines } = sound;
        const onLine = (bytes: Buffer, at: number): void => {
          lines++;
          const event = decodeLine(bytes);
          if (event === null) {
            if (lines > told) damagedLines.push(lines);
            return;
          }
          sound = { bytes: at + bytes.length + 1, lines };
          told = Math.min(told, lines);
          if (event.seq <= lastSeq) return;
          lastSeq = event.seq;
          events.push(event);
        };
        const end = await readLines(file, { from: sound.bytes, to: size, onLine });
        told = Math.max(told, lines);
        return size - end;
      });
      return { events, damagedLines, unfinishedBytes };
    },
  };
}

/** Hands out the events of a log from some number on, in parts. */
export interface LogFollower {
  /** The next part; null where there is none at present. @throws AppError `runs/unreadable` */
  next(): Promise<readonly RunEvent[] | null>;
}

/** A follower of the log at `path`, from the event with the number `from` on: what comes before is not read. */
export function createLogFollower(path: string, from: number): LogFollower {
  let lastSeq = from - 1;
  let soundBytes: number | null = null;
  return {
    next: () =>
      withFile<readonly RunEvent[] | null>(path, null, async (file) => {
        const { size } = await file.stat();
        if (soundBytes === null || size < soundBytes)
          soundBytes = await offsetBefore(file, lastSeq + 1, size);
        for (let length = PART_BYTES; ; length *= 2) {
          const start = soundBytes;
          const events: RunEvent[] = [];
          const to = Math.min(size, start + length);
          const onLine = (bytes: Buffer, at: number): void => {
            const event = decodeLine(bytes);
            if (event === null) return;
            soundBytes = at + bytes.length + 1;
            if (event.seq <= lastSeq) return;
            lastSeq = event.seq;
            events.push(event);
          };
          await readLines(file, { from: start, to, onLine });
          if (events.length > 0) return events;
          if (to === size) return null;
          // Nothing but damaged lines, or a line longer than this.
          if (soundBytes > start) length = PART_BYTES;
        }
      }),
  };
}

/** An offset, perhaps within a line, before which all numbers are below `seq`; at most a block before the first that is not. */
async function offsetBefore(file: FileHandle, seq: number, size: number): Promise<number> {
  let low = 0;
  let high = size;
  while (high - low > BLOCK_BYTES) {
    const middle = Math.floor((low + high) / 2);
    const found = await firstSeq(file, middle, Math.min(size, middle + BLOCK_BYTES));
    if (found === null || found >= seq) high = middle;
    else low = middle;
  }
  return low;
}

/** The number of the first sound line of a part that may begin within one. */
async function firstSeq(file: FileHandle, from: number, to: number): Promise<number | null> {
  let found: number | null = null;
  const onLine = (bytes: Buffer): void => {
    found ??= decodeLine(bytes)?.seq ?? null;
  };
  await readLines(file, { from, to, onLine });
  return found;
}

/** The end of a log. */
interface LogTail {
  /** Sound events, the last first. */
  readonly events: readonly RunEvent[];
  /** Where the last sound line ends. */
  readonly soundBytes: number;
  readonly sizeBytes: number;
}

/**
 * Reads a log from its end as far as is needed, so that a log of a million steps is as quick as a short one.
 *
 * @param isEnough - whether these events, the last first, suffice
 */
export async function readTail(
  path: string,
  isEnough: (events: readonly RunEvent[]) => boolean,
): Promise<LogTail> {
  return withFile(path, { events: [], soundBytes: 0, sizeBytes: 0 }, async (file) => {
    const { size } = await file.stat();
    const events: RunEvent[] = [];
    let soundBytes = 0;
    const onLine = (bytes: Buffer, at: number): void => {
      const event = decodeLine(bytes);
      if (event === null) return;
      if (events.length === 0) soundBytes = at + bytes.length + 1;
      events.push(event);
    };
    await readLinesBackwards(file, { to: size, onLine, isEnough: () => isEnough(events) });
    return { events, soundBytes, sizeBytes: size };
  });
}

/** Appends to a log. */
export interface LogWriter {
  /** Numbers the event and writes it soon; `append` throws what an earlier write failed with. */
  append(body: RunEventBody): RunEvent;
  /** Everything appended so far is on the disk when this resolves. @throws AppError `runs/unwritable` */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log for the one process that writes it. A tail that holds no sound line is what a writer left when it was killed,
 * and is cut off.
 *
 * @returns the writer, and how many bytes were cut off
 * @throws AppError `runs/unwritable`
 */
export async function openLog(
  path: string,
  clock: Clock,
): Promise<{ readonly writer: LogWriter; readonly repairedBytes: number }> {
  const { events, soundBytes, sizeBytes } = await readTail(path, (found) => found.length > 0);
  try {
    const file = await open(path, 'a');
    const repairedBytes = sizeBytes - soundBytes;
    if (repairedBytes > 0) {
      await file.truncate(soundBytes);
      await file.sync();
    }
    const start = { seq: (events[0]?.seq ?? -1) + 1, size: soundBytes };
    return { writer: new AppendingWriter({ path, file, clock, ...start }), repairedBytes };
  } catch (error) {
    throw unwritable(path, error);
  }
}

interface Appending {
  readonly path: string;
  readonly file: FileHandle;
  readonly clock: Clock;
  readonly seq: number;
  readonly size: number;
}

class AppendingWriter implements LogWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #clock: Clock;
  #seq: number;
  #size: number;
  #pending: Buffer[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #failure: unknown = null;
  #writtenAt = 0;
  #syncedAt = 0;

  constructor({ path, file, clock, seq, size }: Appending) {
    this.#path = path;
    this.#file = file;
    this.#clock = clock;
    this.#seq = seq;
    this.#size = size;
  }

  append(body: RunEventBody): RunEvent {
    if (this.#failure !== null) throw unwritable(this.#path, this.#failure);
    const event: RunEvent = { seq: this.#seq, at: this.#clock.now(), ...body };
    this.#pending.push(encodeLine(event));
    this.#seq++;
    // Timers come late while a step computes, so an event that is alone is written at once.
    const waited = (this.#clock.seconds() - this.#writtenAt) * 1000;
    if (waited >= FLUSH_MS) this.#write(false);
    else this.#timer ??= setTimeout(() => this.#write(false), FLUSH_MS - waited).unref();
    return event;
  }

  async flush(): Promise<void> {
    this.#write(true);
    await this.#writing;
    if (this.#failure === null) return;
    const failure = this.#failure;
    // The events stay pending: with room on the disk again, the next flush writes them.
    this.#failure = null;
    throw unwritable(this.#path, failure);
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      if (this.#timer !== null) clearTimeout(this.#timer);
      await this.#file.close();
    }
  }

  #write(mustSync: boolean): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writtenAt = this.#clock.seconds();
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#writePending(mustSync);
      } catch (error) {
        this.#failure = error;
      }
    });
  }

  async #writePending(mustSync: boolean): Promise<void> {
    // More may be appended while these are being written.
    const lines = [...this.#pending];
    if (lines.length > 0) {
      const bytes = Buffer.concat(lines);
      try {
        await writeAll(this.#file, bytes);
      } catch (error) {
        // A full disk may have taken a part: what follows must not be joined to it.
        await this.#file.truncate(this.#size);
        throw error;
      }
      this.#size += bytes.length;
      this.#pending = this.#pending.slice(lines.length);
    }
    if (!mustSync && (this.#clock.seconds() - this.#syncedAt) * 1000 < SYNC_MS) return;
    await this.#file.datasync();
    this.#syncedAt = this.#clock.seconds();
  }
}
