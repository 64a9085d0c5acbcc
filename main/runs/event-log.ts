/**
 * The event log of a run: append-only, one line an event. One process writes; any number read at the same time, also over
 * a network file system, because a reader takes whole lines only and checks each.
 */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Clock } from './clock.ts';
import { writeAll } from '../base/durable.ts';
import { systemCode } from '../base/system-failure.ts';
import { unreadable, unwritable } from './errors.ts';
import { decodeLine, encodeLine } from './event-line.ts';
import type { RunEvent, RunEventBody } from './events.ts';

const LINE_FEED = 0x0a;
const CHUNK_BYTES = 4 << 20;
const TAIL_BYTES = 64 << 10;
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

/**
 * A reader of the log at `path`; a file that does not exist yet is an empty log.
 *
 * @throws AppError `runs/unreadable` from `next`
 */
export function createLogReader(path: string): LogReader {
  let offset = 0;
  let lines = 0;
  let lastSeq = -1;
  return {
    async next() {
      const events: RunEvent[] = [];
      const damagedLines: number[] = [];
      const onLine = (bytes: Buffer): void => {
        lines++;
        const event = decodeLine(bytes);
        if (event === null) damagedLines.push(lines);
        // After a repair the file is read again from its beginning.
        else if (event.seq > lastSeq) {
          lastSeq = event.seq;
          events.push(event);
        }
      };
      const unfinishedBytes = await withFile(path, 0, async (file) => {
        const { size } = await file.stat();
        if (size < offset) [offset, lines] = [0, 0];
        const end = await readLines(file, { from: offset, to: size, onLine });
        offset = end;
        return size - end;
      });
      return { events, damagedLines, unfinishedBytes };
    },
  };
}

/** Reads whole lines; resolves to the offset after the last one. */
async function readLines(
  file: FileHandle,
  {
    from,
    to,
    onLine,
  }: { readonly from: number; readonly to: number; readonly onLine: (line: Buffer) => void },
): Promise<number> {
  let done = from;
  let rest = Buffer.alloc(0);
  for (let at = from; at < to;) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, to - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const text = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, start)) {
      onLine(text.subarray(start, end));
      start = end + 1;
    }
    rest = text.subarray(start);
    done += start;
  }
  return done;
}

async function withFile<T>(path: string, absent: T, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    const file = await open(path, 'r');
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return absent;
    throw unreadable(path, error);
  }
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
    for (let length = TAIL_BYTES; ; length *= 4) {
      const from = Math.max(0, size - length);
      const tail = await tailFrom(file, from, size);
      if (from === 0 || isEnough(tail.events)) return tail;
    }
  });
}

async function tailFrom(file: FileHandle, from: number, size: number): Promise<LogTail> {
  const events: RunEvent[] = [];
  let [at, soundBytes] = [from, 0];
  await readLines(file, {
    from,
    to: size,
    onLine: (bytes) => {
      at += bytes.length + 1;
      // The first line may be cut where reading began; then its sum is wrong.
      const event = decodeLine(bytes);
      if (event === null) return;
      events.unshift(event);
      soundBytes = at;
    },
  });
  return { events, soundBytes, sizeBytes: size };
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
