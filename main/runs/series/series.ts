import type { FileHandle } from 'node:fs/promises';
import { crc32 } from '../../base/checksum.ts';
import { decodeLine } from '../event-line.ts';
import type { RunEvent } from '../events.ts';
import { readAt, readLines, withFile } from '../log-lines.ts';
import type { StoredRun } from '../summary.ts';
import type { RunEvents } from '../supervise.ts';
import { seriesCache } from './cache-folder.ts';
import type { SeriesCache } from './cache-folder.ts';
import { LINE_TYPES, LogColumns } from './log-columns.ts';
import type { ColumnName, TableName } from './log-columns.ts';
import { eventsAt } from './told.ts';
import type { Table } from './table.ts';

const PROGRESS_BYTES = 4 << 20;
/** So much of the covered part may be behind it before a cache is written anew. */
const UNCOVERED_SHARE = 1 / 8;
const STAMPED_BYTES = 4 << 10;

/** A table of a series that only its owner writes. */
export type SeriesTable<T extends TableName> = Pick<
  Table<ColumnName<T>>,
  'names' | 'rows' | 'column' | 'at' | 'firstFrom'
>;

/** What a search's alphas were, and when. */
export interface AlphaFrame {
  readonly epoch: number;
  /** The last step before. */
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The alphas of a search after some epochs, and the cell derived from them. */
export type AlphasEvent = Extract<RunEvent, { type: 'alphas' }>;

/** What a run tells besides numbers. */
export interface Told extends RunEvents {
  /** For each event the last step before it. */
  readonly steps: readonly number[];
  /** The number of the first event that is not in it. */
  readonly next: number;
}

/** What became of a series when it was read on. */
export interface Refreshed {
  /** Rows of the steps' table that are as they were; those behind are new. */
  readonly unchangedSteps: number;
}

/** Everything that a run's log tells, every step of it, in columns. Columns are those of the last refresh. */
export interface Series {
  readonly steps: SeriesTable<'steps'>;
  readonly epochs: SeriesTable<'epochs'>;
  readonly loads: SeriesTable<'loads'>;
  readonly gpus: SeriesTable<'gpus'>;
  /** By the column `name` of `gpus`. */
  readonly gpuNames: readonly string[];
  readonly frames: readonly AlphaFrame[];
  /** A sentence for each part of the log that is damaged. */
  readonly problems: readonly string[];
  /** The number of the event that comes next: whoever follows the run from there misses none and gets none twice. */
  readonly next: number;
  /** What it takes of memory. */
  readonly sizeBytes: number;
  /** Reads what was logged since. @throws AppError `runs/unreadable` */
  refresh(): Promise<Refreshed>;
  /** Reads a frame; null if its line was damaged meanwhile. @throws AppError `runs/unreadable` */
  alphas(frame: number): Promise<AlphasEvent | null>;
  /** Reads all lines that count but those of steps and loads. @throws AppError `runs/unreadable` */
  told(): Promise<Told>;
}

/** How a series is opened. */
export interface OpenSeriesOptions {
  /** Told while a long log is read. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly cache?: SeriesCache;
}

/**
 * Opens the series of a run: from its cache and what was logged since, or from the whole log. The event loop turns at least
 * every few hundredths of a second meanwhile.
 *
 * @throws AppError `runs/unreadable`
 */
export async function openSeries(run: StoredRun, options: OpenSeriesOptions = {}): Promise<Series> {
  const series = new LogSeries(run, options);
  await series.refresh();
  return series;
}

class LogSeries implements Series {
  readonly #path: string;
  readonly #cache: SeriesCache;
  readonly #onProgress: OpenSeriesOptions['onProgress'];
  #columns = new LogColumns(null);
  /** Of the part of the log that the columns cover. */
  #stamp = '';
  #cachedBytes = 0;
  #isCaching = true;
  /** Damaged lines behind the last sound one: a repair will cut them off. */
  #pending: readonly number[] = [];
  #latest: Promise<unknown> = Promise.resolve();

  constructor(run: StoredRun, { onProgress, cache = seriesCache(run) }: OpenSeriesOptions) {
    this.#path = run.paths.events;
    this.#cache = cache;
    this.#onProgress = onProgress;
  }

  get steps(): SeriesTable<'steps'> {
    return this.#columns.tables.steps;
  }

  get epochs(): SeriesTable<'epochs'> {
    return this.#columns.tables.epochs;
  }

  get loads(): SeriesTable<'loads'> {
    return this.#columns.tables.loads;
  }

  get gpus(): SeriesTable<'gpus'> {
    return this.#columns.tables.gpus;
  }

  get gpuNames(): readonly string[] {
    return this.#columns.gpuNames;
  }

  get frames(): readonly AlphaFrame[] {
    const { lines } = this.#columns.tables;
    return this.#frameRows().map((row) => ({
      epoch: lines.at('of', row),
      step: lines.at('step', row),
      at: lines.at('at', row),
    }));
  }

  get problems(): readonly string[] {
    const damaged = [...this.#columns.tables.damaged.column('line'), ...this.#pending];
    return damaged.map((line) => `${this.#path}: line ${String(line)} is damaged and was left out.`);
  }

  get next(): number {
    return this.#columns.mark.lastSeq + 1;
  }

  get sizeBytes(): number {
    return Object.values(this.#columns.tables).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  refresh(): Promise<Refreshed> {
    const next = this.#latest.then(() => this.#readOn());
    this.#latest = next.catch(() => undefined);
    return next;
  }

  async alphas(frame: number): Promise<AlphasEvent | null> {
    const row = this.#frameRows()[frame];
    if (row === undefined) return null;
    const { events } = await eventsAt(this.#path, this.#columns.tables.lines, [row]);
    return events.find((event) => event.type === 'alphas') ?? null;
  }

  async told(): Promise<Told> {
    const { lines } = this.#columns.tables;
    // As they are now: the log may be read on meanwhile.
    const { problems: known, next } = this;
    const { rows } = lines;
    const { events, problems } = await eventsAt(
      this.#path,
      lines,
      Array.from({ length: rows }, (_, row) => row),
    );
    const steps = new Map(
      Array.from({ length: rows }, (_, row) => [lines.at('seq', row), lines.at('step', row)]),
    );
    return {
      events,
      steps: events.map(({ seq }) => steps.get(seq) ?? 0),
      problems: [...known, ...problems],
      next,
    };
  }

  #frameRows(): readonly number[] {
    const types = this.#columns.tables.lines.column('type');
    return [...types.keys()].filter((row) => types[row] === LINE_TYPES.alphas);
  }

  async #readOn(): Promise<Refreshed> {
    const isRead = await withFile(this.#path, false, async (file) => {
      const { size } = await file.stat();
      await this.#findCovered(file, size);
      this.#pending = await this.#takeLines(file, size);
      this.#stamp = await stampOf(file, this.#columns.mark.bytes);
      return true;
    });
    if (!isRead) this.#startAt(new LogColumns(null), '');
    await this.#save();
    return { unchangedSteps: this.#columns.takeUnchangedSteps() };
  }

  /** Begins with what is known of the log's beginning, if this is still that log. */
  async #findCovered(file: FileHandle, size: number): Promise<void> {
    const isStill = async (covered: LogColumns, stamp: string): Promise<boolean> =>
      covered.mark.bytes <= size && (await stampOf(file, covered.mark.bytes)) === stamp;
    const isFirst = this.#columns.mark.bytes === 0;
    if (!isFirst && (await isStill(this.#columns, this.#stamp))) return;
    const cached = size < this.#cache.leastLogBytes ? null : await this.#cache.read();
    if (cached !== null && (await isStill(cached.columns, cached.stamp))) {
      this.#startAt(cached.columns, cached.stamp);
      this.#cachedBytes = cached.columns.mark.bytes;
    } else {
      this.#startAt(new LogColumns(null), '');
    }
  }

  #startAt(columns: LogColumns, stamp: string): void {
    this.#columns = columns;
    this.#stamp = stamp;
    this.#pending = [];
    this.#cachedBytes = 0;
  }

  /** @returns the numbers of damaged lines behind the last sound one */
  async #takeLines(file: FileHandle, size: number): Promise<readonly number[]> {
    const columns = this.#columns;
    const { bytes: from, lines } = columns.mark;
    let line = lines;
    let pending: number[] = [];
    let told = from;
    const onLine = (bytes: Buffer, offset: number): void => {
      line += 1;
      const event = decodeLine(bytes);
      if (event === null) {
        pending.push(line);
      } else {
        for (const damaged of pending) columns.tables.damaged.append({ line: damaged });
        pending = [];
        columns.take(event, { offset, bytes: bytes.length + 1, line });
      }
      if (offset - told < PROGRESS_BYTES) return;
      told = offset;
      this.#onProgress?.(offset, size);
    };
    await readLines(file, { from, to: size, onLine });
    return pending;
  }

  async #save(): Promise<void> {
    const { bytes } = this.#columns.mark;
    const uncovered = bytes - this.#cachedBytes;
    const least = Math.max(this.#cache.leastLogBytes, UNCOVERED_SHARE * this.#cachedBytes);
    if (!this.#isCaching || uncovered < least) return;
    this.#isCaching = await this.#cache.write({ columns: this.#columns, stamp: this.#stamp });
    this.#cachedBytes = bytes;
  }
}

/** What tells the covered part of one log from that of another: its beginning and its end, each a few lines. */
async function stampOf(file: FileHandle, bytes: number): Promise<string> {
  const length = Math.min(STAMPED_BYTES, bytes);
  const parts = [await readAt(file, 0, length), await readAt(file, bytes - length, length)];
  return parts.map((part) => crc32(part).toString(16).padStart(8, '0')).join('-');
}
