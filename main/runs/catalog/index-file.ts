/**
 * Rows that outlive the process: a SQLite file that several processes use at once. It is a cache. A row has sums of its own,
 * because SQLite notices damage to its structure only, and whatever is wrong with the file costs time and nothing else.
 *
 * A file that is damaged or of another version is not mended: the next number begins a new one, so that no process ever
 * finds the file that it uses, or that file's journal, replaced beneath it.
 */
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type Libsql from 'libsql';
import { systemCode, writeFailure } from '../../base/system-failure.ts';
import { crc32 } from '../../base/checksum.ts';

/** What is kept of a run. */
export interface Row {
  readonly id: string;
  /** What every list reads, as JSON. */
  readonly head: string;
  /** What only lists that show the run read, as JSON. */
  readonly summary: string;
  /** What only reading the run again needs, as JSON. */
  readonly digest: string;
}

type Sqlite = typeof Libsql;
type Database = Libsql.Database;

/** Another one whenever heads or bodies get another shape. */
const VERSION = 4;
/** Apart, so that reading all heads is quick. */
const TABLES = [
  'CREATE TABLE heads (id BLOB PRIMARY KEY, head BLOB NOT NULL) WITHOUT ROWID',
  'CREATE TABLE bodies (id BLOB PRIMARY KEY, summary BLOB NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID',
].join(';');
const NAME = /^runs-(\d+)\.sqlite(?:-journal)?$/;
/** For so long a process waits for another one's write, which takes milliseconds. */
const WAIT_MS = 1000;
/** For so long a file that was of no use is not tried again: meanwhile the process has better things to do than to wait. */
const REST_MS = 5000;
/** Variables of one statement. */
const IDS_AT_ONCE = 500;
/** Reading so many, and taking them apart, takes about 20 ms. */
const HEADS_AT_ONCE = 1000;

/** A text that is what was written for that run. */
export interface Sealed {
  readonly id: string;
  readonly sum: string;
  readonly text: string;
}

/** Rows by their id, in whatever file is usable now. */
export interface IndexFile {
  /** The heads that are sound, in parts: the event loop turns between two. */
  heads(): AsyncIterable<readonly Sealed[]>;
  /** The summaries or digests that are there and sound, by id. */
  texts(part: 'summary' | 'digest', ids: readonly string[]): Promise<ReadonlyMap<string, Sealed>>;
  /** Whether the change is written; else `problem` says why not. */
  change(change: { readonly put: readonly Row[]; readonly remove: readonly string[] }): Promise<boolean>;
  /** Why the file was of no use when it was needed last; null if it was. */
  problem(): string | null;
  close(): void;
}

/** The index in `folder`, which is made when something is written. */
export function openIndexFile(folder: string): IndexFile {
  return new SqliteIndex(folder);
}

class SqliteIndex implements IndexFile {
  readonly #folder: string;
  #opened: { readonly db: Database; readonly number: number } | null = null;
  #problem: string | null = null;
  #restsUntil = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async *heads(): AsyncGenerator<readonly Sealed[]> {
    for (let at = 0; ; at += HEADS_AT_ONCE) {
      // Where another process changes rows meanwhile, one may be left out: it is read again then.
      const sql = `SELECT id, head FROM heads ORDER BY id LIMIT ${HEADS_AT_ONCE} OFFSET ${at}`;
      const rows = (await this.#use('read', (db) => selected(db, sql, []))) ?? [];
      yield rows.flatMap(unsealed);
      if (rows.length < HEADS_AT_ONCE) return;
      await setImmediate();
    }
  }

  async texts(part: 'summary' | 'digest', ids: readonly string[]): Promise<ReadonlyMap<string, Sealed>> {
    const found = new Map<string, Sealed>();
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      const some = ids.slice(at, at + IDS_AT_ONCE);
      const places = some.map(() => '?').join(',');
      const sql = `SELECT id, ${part} FROM bodies WHERE id IN (${places})`;
      const rows = await this.#use('read', (db) => selected(db, sql, some).flatMap(unsealed));
      for (const sealed of rows ?? []) found.set(sealed.id, sealed);
    }
    return found;
  }

  async change({
    put,
    remove,
  }: {
    readonly put: readonly Row[];
    readonly remove: readonly string[];
  }): Promise<boolean> {
    const done = await this.#use('write', (db) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        const putHead = db.prepare('INSERT OR REPLACE INTO heads VALUES (?, ?)');
        const putBody = db.prepare('INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)');
        for (const { id, head, summary, digest } of put) {
          putHead.run([id, seal(id, head)].map(bytesOf));
          putBody.run([id, seal(id, summary), seal(id, digest)].map(bytesOf));
        }
        for (const table of ['heads', 'bodies']) {
          const forget = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
          for (const id of remove) forget.run([bytesOf(id)]);
        }
        db.exec('COMMIT');
      } catch (error) {
        if (db.inTransaction) db.exec('ROLLBACK');
        throw error;
      }
      return true;
    });
    return done ?? false;
  }

  problem(): string | null {
    return this.#problem;
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = null;
  }

  /** What `work` makes of the database; null if none is usable. A damaged one gives way to a new one. */
  async #use<T>(mode: 'read' | 'write', work: (db: Database) => T): Promise<T | null> {
    if (performance.now() < this.#restsUntil) return null;
    this.#problem = null;
    const sqlite = await this.#sqlite();
    if (sqlite === null) return null;
    for (const isLast of [false, true]) {
      let damaged: number | null = null;
      try {
        damaged = (await this.#numbers())[0] ?? null;
        const db = await this.#database(sqlite, mode);
        return db === null ? null : work(db);
      } catch (error) {
        const isUsable = isPassing(error);
        if (isUsable) this.#restsUntil = performance.now() + REST_MS;
        else this.close();
        if (isUsable || isLast || !(await this.#begin(damaged))) {
          this.#problem ??= this.#sentence(error);
          return null;
        }
      }
    }
    return null;
  }

  /** Only who lists runs loads it, and where it does not exist, runs are listed without it. */
  async #sqlite(): Promise<Sqlite | null> {
    try {
      return (await import('libsql')).default;
    } catch (error) {
      this.#problem = this.#sentence(error);
      return null;
    }
  }

  /** The newest file, opened; null where there is none and none is needed. */
  async #database(sqlite: Sqlite, mode: 'read' | 'write'): Promise<Database | null> {
    const newest = (await this.#numbers())[0] ?? null;
    if (this.#opened !== null && this.#opened.number === newest) return this.#opened.db;
    this.close();
    if (newest === null && (mode === 'read' || !(await this.#begin(null)))) return null;
    const number = newest ?? (await this.#numbers())[0] ?? 1;
    const db = connect(sqlite, this.#fileOf(number));
    this.#opened = { db, number };
    return db;
  }

  /** Makes an empty file with the number after `before`, unless another process has done so; the older ones go. */
  async #begin(before: number | null): Promise<boolean> {
    this.close();
    try {
      await mkdir(this.#folder, { recursive: true });
      const older = await this.#numbers();
      if ((older[0] ?? null) !== before) return true;
      const file = await open(this.#fileOf((before ?? 0) + 1), 'a');
      await file.close();
      await this.#sweep(older);
      return true;
    } catch (error) {
      this.#problem = this.#sentence(error);
      return false;
    }
  }

  async #sweep(numbers: readonly number[]): Promise<void> {
    for (const number of numbers) {
      // The journal first: without its file it means nothing, and no other file will have its name.
      await rm(`${this.#fileOf(number)}-journal`, { force: true });
      await rm(this.#fileOf(number), { force: true });
    }
  }

  /** The highest first. */
  async #numbers(): Promise<readonly number[]> {
    try {
      const numbers = (await readdir(this.#folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []).map(Number);
      return [...new Set(numbers)].sort((a, b) => b - a);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    }
  }

  #fileOf(number: number): string {
    return join(this.#folder, `runs-${number}.sqlite`);
  }

  #sentence(error: unknown): string {
    const reason = systemCode(error)?.startsWith('SQLITE_BUSY')
      ? 'another process holds it'
      : writeFailure(error).reason;
    return `The index of runs in ${this.#folder} cannot be used (${reason}): the runs were read one by one, which takes longer and changes nothing else.`;
  }
}

/** Whether the database may be sound all the same: what stands in the way passes, or lies outside of it. */
function isPassing(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|NOMEM)/.test(systemCode(error) ?? '');
}

/** @throws Error where the file is none of this version, whatever the cause */
function connect(sqlite: Sqlite, path: string): Database {
  const db = new sqlite(path, { timeout: WAIT_MS });
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: Database): void {
  // What a power cut leaves half written is noticed by the sums. A journal that is a file works on network file systems too.
  db.exec('PRAGMA synchronous = OFF');
  db.exec('PRAGMA cell_size_check = ON');
  if (readVersion(db) === 0 && schemaOf(db) === '') {
    db.exec(`BEGIN IMMEDIATE`);
    // Another process may have been faster.
    if (readVersion(db) === 0) db.exec(`${TABLES}; PRAGMA user_version = ${VERSION}`);
    db.exec('COMMIT');
  }
  const version = readVersion(db);
  if (version !== VERSION || schemaOf(db) !== TABLES) throw new Error(`an index of version ${version}`);
  const mode = selected(db, 'SELECT journal_mode FROM pragma_journal_mode', [])[0]?.[0];
  if (mode !== 'delete') throw new Error(`a journal of the kind ${String(mode)}`);
}

function readVersion(db: Database): number {
  return Number(selected(db, 'SELECT user_version FROM pragma_user_version', [])[0]?.[0]);
}

function schemaOf(db: Database): string {
  return selected(db, 'SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name DESC', [])
    .flat()
    .join(';');
}

/**
 * The rows that a statement gives, as texts. Damage can make any type of any field, and libsql ends the whole process at a text
 * that is no UTF-8: so every field is asked for as bytes.
 */
function selected(db: Database, sql: string, ids: readonly string[]): readonly (readonly string[])[] {
  const columns = db
    .prepare(sql)
    .columns()
    .map(({ name }) => `CAST("${name}" AS BLOB)`);
  const rows = db
    .prepare(`SELECT ${columns.join(', ')} FROM (${sql})`)
    .raw()
    .all(ids.map(bytesOf));
  return rows.map((row) =>
    Array.isArray(row) ? row.map((field) => (Buffer.isBuffer(field) ? field.toString() : '')) : [],
  );
}

const bytesOf = (text: string): Buffer => Buffer.from(text);

const SUM_DIGITS = 8;

/** The sum of a text that is kept for a run. */
export const sumOf = (id: string, text: string): string =>
  crc32(bytesOf(`${id}\n${text}`))
    .toString(16)
    .padStart(SUM_DIGITS, '0');

const seal = (id: string, text: string): string => `${sumOf(id, text)}${text}`;

/** Nothing if it was damaged. */
function unsealed([id = '', sealed = '']: readonly string[]): readonly Sealed[] {
  const [sum, text] = [sealed.slice(0, SUM_DIGITS), sealed.slice(SUM_DIGITS)];
  return sum === sumOf(id, text) ? [{ id, sum, text }] : [];
}
