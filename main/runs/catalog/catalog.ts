/**
 * The list of all runs. What is searched is held in memory and kept in the index (`index-file.ts`) together with the
 * summaries; each look at the folder compares names, sizes and times with it and reads only the runs that changed. So the
 * list is right whatever becomes of the index.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { messageOf } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import type { Clock } from '../clock.ts';
import { unreadable } from '../errors.ts';
import type { ListedRun, RunSummary } from '../events.ts';
import { isRunId, runPaths } from '../paths.ts';
import { readRecord } from '../record.ts';
import { isUnderWay, presentState, tell } from '../summary.ts';
import { isRecent, markOf } from './files-mark.ts';
import { openIndexFile, sumOf } from './index-file.ts';
import type { IndexFile, Row, Sealed } from './index-file.ts';
import type { LogDigest } from './log-digest.ts';
import { planMark } from './plan-mark.ts';
import type { PlanMark } from './plan-mark.ts';
import { factsOf, select } from './query.ts';
import type { RunFacts, RunQuery } from './query.ts';

/** The runs that were asked for. */
export interface RunList {
  /** In the order that was asked for; the newest first if none was. */
  readonly runs: readonly ListedRun[];
  /** How many there are without regard to limit and offset. */
  readonly total: number;
  /** A sentence for whatever cannot be read, of any run; it does not hide the others. */
  readonly problems: readonly string[];
}

/** What is not as it was. */
export interface RunListChange {
  /** To be named when the next change is asked for; it means something to this process only. */
  readonly revision: number;
  /** Whether this is everything: what was known before is to be forgotten. */
  readonly isWhole: boolean;
  /** New runs and those whose summary changed, the newest first. */
  readonly changed: readonly ListedRun[];
  readonly removed: readonly string[];
  /** All that there are, new or not. */
  readonly problems: readonly string[];
  /** The runs that cannot be read, all of them, the newest first; what is wrong with them is among the problems. */
  readonly unreadable: readonly UnreadableRun[];
}

/** A run of which only its folder is known. */
export interface UnreadableRun {
  readonly run: string;
  /** What is wrong with it. */
  readonly problem: string;
}

/** The runs of an experiment. */
export interface Experiment {
  readonly name: string;
  readonly runs: number;
  /** How many of them are being computed. */
  readonly underWay: number;
  /** Its newest run. */
  readonly latest: string;
}

/** Is told how many runs are read, of how many that must be. */
export type OnProgress = (done: number, total: number) => void;

/** All runs of a folder. Each answer is as of now. */
export interface Catalog {
  /** @throws AppError `runs/unreadable` */
  list(query: RunQuery, onProgress?: OnProgress): Promise<RunList>;
  /**
   * What changed since a revision; everything where that is null.
   *
   * @throws AppError `runs/unreadable`
   */
  changes(since: number | null): Promise<RunListChange>;
  /**
   * The one with the newest run first.
   *
   * @throws AppError `runs/unreadable`
   */
  experiments(): Promise<readonly Experiment[]>;
  /** What a run was asked for, as of the latest answer; null of one that was not in it. */
  planOf(run: string): PlanMark | null;
  /** Lets go of the index. */
  close(): void;
}

/** Where the catalog finds what it needs. */
export interface CatalogPlaces {
  readonly runs: string;
  /** The folder of the index. */
  readonly index: string;
  readonly clock: Clock;
}

interface Head {
  readonly mark: string;
  /** When the files were read, in milliseconds since 1970. */
  readonly readAt: number;
  /** Null of a run that cannot be read. */
  readonly facts: RunFacts | null;
  readonly problems: readonly string[];
  /** Of the summary's text. */
  readonly sum: string;
  /** Null of a run that cannot be read. */
  readonly plan: PlanMark | null;
}

interface Entry extends Head {
  /** What signs of life say of a run that is under way. */
  readonly present: Pick<RunSummary, 'state' | 'problem'> | null;
  /** When it became what it is. */
  readonly revision: number;
}

/** Runs that are read at the same time, and rows that are written at once. */
const AT_ONCE = 32;
const ROWS_AT_ONCE = 256;
/** For so long the process does nothing else. */
const SHARE_MS = 15;

/** The catalog of these places. Nothing is read before it is asked. */
export function openCatalog(places: CatalogPlaces): Catalog {
  const reader = new CatalogReader(places);
  return {
    list: (query, onProgress) => reader.list(query, onProgress),
    changes: (since) => reader.changes(since),
    experiments: () => reader.experiments(),
    planOf: (run) => reader.planOf(run),
    close: () => reader.close(),
  };
}

class CatalogReader {
  readonly #places: CatalogPlaces;
  readonly #file: IndexFile;
  #entries: Map<string, Entry> | null = null;
  /** Rows that could not be written yet. */
  readonly #unsaved = new Map<string, Row>();
  readonly #removed = new Map<string, number>();
  #revision = 0;
  #indexProblem: string | null = null;
  /** What was asked is answered in turn. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(places: CatalogPlaces) {
    this.#places = places;
    this.#file = openIndexFile(places.index);
  }

  list(query: RunQuery, onProgress?: OnProgress): Promise<RunList> {
    return this.#inTurn(async () => {
      const entries = await this.#look(onProgress);
      const { offset = 0, limit = entries.size } = query;
      const selected = select([...entries.values()].flatMap(presentFacts), query);
      const ids = selected.slice(offset, offset + limit).map(({ run }) => run);
      return { runs: await this.#summaries(ids), total: selected.length, problems: this.#problems() };
    });
  }

  changes(since: number | null): Promise<RunListChange> {
    return this.#inTurn(async () => {
      const entries = await this.#look();
      const isNew = (revision: number): boolean => since === null || revision > since;
      const ids = [...entries].flatMap(([id, { revision, facts }]) =>
        facts !== null && isNew(revision) ? [id] : [],
      );
      return {
        revision: this.#revision,
        isWhole: since === null,
        changed: await this.#summaries(ids.sort().reverse()),
        removed: since === null ? [] : this.#goneSince(since),
        problems: this.#problems(),
        unreadable: this.#unreadable(),
      };
    });
  }

  experiments(): Promise<readonly Experiment[]> {
    return this.#inTurn(async () => {
      const found = new Map<string, Experiment>();
      const facts = [...(await this.#look()).values()].flatMap(presentFacts);
      for (const { experiment, state, run } of select(facts, {})) {
        if (experiment === null) continue;
        const { runs, underWay, latest } = found.get(experiment) ?? { runs: 0, underWay: 0, latest: run };
        const more = isUnderWay(state) ? 1 : 0;
        found.set(experiment, { name: experiment, runs: runs + 1, underWay: underWay + more, latest });
      }
      return [...found.values()];
    });
  }

  planOf(run: string): PlanMark | null {
    return this.#entries?.get(run)?.plan ?? null;
  }

  close(): void {
    this.#file.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** The runs as they are now. */
  async #look(onProgress?: OnProgress): Promise<ReadonlyMap<string, Entry>> {
    const ids = await runIds(this.#places.runs);
    this.#indexProblem = null;
    const entries = (this.#entries ??= await this.#load());
    const here = new Set(ids);
    const gone = [...entries.keys()].filter((id) => !here.has(id));
    for (const id of gone) this.#forget(id);
    const changed = await this.#changed(ids);
    if (changed.length === 0) await this.#save([], gone);
    for (let at = 0; at < changed.length; at += ROWS_AT_ONCE) {
      const rows = await this.#read(changed.slice(at, at + ROWS_AT_ONCE));
      await this.#save(rows, at === 0 ? gone : []);
      onProgress?.(Math.min(changed.length, at + ROWS_AT_ONCE), changed.length);
    }
    await this.#lookAfter();
    return entries;
  }

  async #load(): Promise<Map<string, Entry>> {
    const entries = new Map<string, Entry>();
    for await (const heads of this.#file.heads()) {
      for (const { id, text } of heads) {
        // What the sum vouches for is what this version wrote.
        if (isRunId(id)) entries.set(id, { ...(JSON.parse(text) as Head), present: null, revision: 0 });
      }
    }
    this.#indexProblem = this.#file.problem();
    return entries;
  }

  /** The runs whose files are not those that were read. */
  async #changed(ids: readonly string[]): Promise<readonly string[]> {
    const changed: string[] = [];
    let since = performance.now();
    for (const id of ids) {
      const entry = this.#entries?.get(id);
      const mark = markOf(`${this.#places.runs}${sep}${id}`);
      if (entry?.mark !== mark.text || isRecent(mark, entry.readAt)) changed.push(id);
      if (performance.now() - since < SHARE_MS) continue;
      await turn();
      since = performance.now();
    }
    return changed;
  }

  async #read(ids: readonly string[]): Promise<readonly Row[]> {
    const known = await this.#digests(ids.filter((id) => this.#entries?.has(id)));
    const rows: Row[] = [];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const part = ids.slice(at, at + AT_ONCE);
      const read = part.map((id) => this.#readOne(id, known.get(id) ?? null));
      rows.push(...(await Promise.all(read)).flatMap((row) => row ?? []));
    }
    return rows;
  }

  /** Null where the run is gone by now. */
  async #readOne(id: string, before: LogDigest | null): Promise<Row | null> {
    const paths = runPaths(this.#places.runs, id);
    // Before the files are: what is written meanwhile makes another mark.
    const readAt = Date.now();
    const mark = markOf(paths.folder).text;
    try {
      const record = await readRecord(paths.record, id);
      const { summary, problems, digest } = await tell({ id, paths, record }, before);
      const text = JSON.stringify(listed(summary));
      const head = {
        mark,
        readAt,
        facts: factsOf(summary),
        problems,
        sum: sumOf(id, text),
        plan: planMark(record),
      };
      // A log that has come to its end is not gone on with.
      return this.#keep(id, head, [text, summary.state === 'finished' ? '' : JSON.stringify(digest)]);
    } catch (error) {
      if (!existsSync(paths.folder)) {
        this.#forget(id);
        return null;
      }
      const problems = [messageOf(error)];
      return this.#keep(id, { mark, readAt, facts: null, problems, sum: '', plan: null }, ['', '']);
    }
  }

  #keep(id: string, head: Head, [summary, digest]: readonly [summary: string, digest: string]): Row {
    const before = this.#entries?.get(id);
    const isListed = head.facts !== null;
    const isSame = before?.sum === head.sum && (before.facts !== null) === isListed;
    const revision = isSame ? before.revision : ++this.#revision;
    if (isListed) this.#removed.delete(id);
    // A run that cannot be read any more leaves the list.
    else if (!isSame) this.#removed.set(id, revision);
    this.#entries?.set(id, { ...head, present: isSame ? before.present : null, revision });
    return { id, head: JSON.stringify(head), summary, digest };
  }

  #forget(id: string): void {
    this.#entries?.delete(id);
    this.#unsaved.delete(id);
    this.#removed.set(id, ++this.#revision);
  }

  async #save(rows: readonly Row[], remove: readonly string[]): Promise<void> {
    for (const row of rows) this.#unsaved.set(row.id, row);
    if (this.#unsaved.size === 0 && remove.length === 0) return;
    const isSaved = await this.#file.change({ put: [...this.#unsaved.values()], remove });
    if (isSaved) this.#unsaved.clear();
    this.#indexProblem ??= this.#file.problem();
  }

  /** Looks for signs of life of the runs that are under way. */
  async #lookAfter(): Promise<void> {
    const underWay = [...(this.#entries ?? [])].filter(([, { facts }]) =>
      isUnderWay(facts?.state ?? 'queued'),
    );
    for (let at = 0; at < underWay.length; at += AT_ONCE) {
      const part = underWay.slice(at, at + AT_ONCE);
      await Promise.all(part.map(([id, entry]) => this.#lookAfterOne(id, entry)));
    }
  }

  async #lookAfterOne(id: string, entry: Entry): Promise<void> {
    const present = await this.#presentOf(id, entry);
    if (present.state === (entry.present?.state ?? entry.facts?.state)) return;
    if (present.state !== 'lost') {
      this.#setPresent(id, present);
      return;
    }
    // Since its log was read, its trainer may have said how it ended, and let go of it.
    await this.#save(await this.#read([id]), []);
    const again = this.#entries?.get(id);
    if (again !== undefined && isUnderWay(again.facts?.state ?? 'queued'))
      this.#setPresent(id, await this.#presentOf(id, again));
  }

  #presentOf(id: string, { facts }: Entry): Promise<Pick<RunSummary, 'state' | 'problem'>> {
    const { runs, clock } = this.#places;
    const told = { state: facts?.state ?? 'queued', problem: null };
    return presentState(runPaths(runs, id), told, clock.now());
  }

  #setPresent(id: string, present: Pick<RunSummary, 'state' | 'problem'>): void {
    const entry = this.#entries?.get(id);
    if (entry !== undefined) this.#entries?.set(id, { ...entry, present, revision: ++this.#revision });
  }

  /** The summaries of these runs, in this order. */
  async #summaries(ids: readonly string[]): Promise<readonly ListedRun[]> {
    const texts = await this.#summaryTexts(ids);
    // The index has lost them, or another process has replaced it.
    const lacking = ids.filter((id) => !texts.has(id));
    for (let at = 0; at < lacking.length; at += ROWS_AT_ONCE) {
      const rows = await this.#read(lacking.slice(at, at + ROWS_AT_ONCE));
      for (const { id, summary } of rows) texts.set(id, summary);
      await this.#save(rows, []);
    }
    const summaries: ListedRun[] = [];
    let since = performance.now();
    for (const id of ids) {
      const text = texts.get(id) ?? '';
      if (text !== '')
        summaries.push({ ...(JSON.parse(text) as ListedRun), ...this.#entries?.get(id)?.present });
      if (performance.now() - since < SHARE_MS) continue;
      await turn();
      since = performance.now();
    }
    return summaries;
  }

  /** The summaries that are the ones that the entries speak of. */
  async #summaryTexts(ids: readonly string[]): Promise<Map<string, string>> {
    const saved = await this.#saved('summary', ids);
    const found = new Map<string, string>();
    for (const id of ids) {
      const entry = saved.get(id);
      const text = this.#unsaved.get(id)?.summary;
      if (text !== undefined) found.set(id, text);
      else if (entry !== undefined && entry.sum === this.#entries?.get(id)?.sum) found.set(id, entry.text);
    }
    return found;
  }

  async #digests(ids: readonly string[]): Promise<Map<string, LogDigest>> {
    const saved = await this.#saved('digest', ids);
    const found = new Map<string, LogDigest>();
    for (const id of ids) {
      const text = this.#unsaved.get(id)?.digest ?? saved.get(id)?.text ?? '';
      if (text !== '') found.set(id, JSON.parse(text) as LogDigest);
    }
    return found;
  }

  async #saved(part: 'summary' | 'digest', ids: readonly string[]): Promise<ReadonlyMap<string, Sealed>> {
    const found = await this.#file.texts(
      part,
      ids.filter((id) => !this.#unsaved.has(id)),
    );
    this.#indexProblem ??= this.#file.problem();
    return found;
  }

  #goneSince(since: number): readonly string[] {
    return [...this.#removed].flatMap(([id, revision]) => (revision > since ? [id] : []));
  }

  #unreadable(): readonly UnreadableRun[] {
    return [...(this.#entries ?? [])]
      .flatMap(([run, { facts, problems }]) =>
        facts === null ? [{ run, problem: problems[0] ?? 'It cannot be read.' }] : [],
      )
      .sort((a, b) => (a.run < b.run ? 1 : -1));
  }

  #problems(): readonly string[] {
    const ofRuns = [...(this.#entries ?? [])]
      .filter(([, { problems }]) => problems.length > 0)
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .flatMap(([, { problems }]) => problems);
    return this.#indexProblem === null ? ofRuns : [...ofRuns, this.#indexProblem];
  }
}

function presentFacts({ facts, present }: Entry): readonly RunFacts[] {
  if (facts === null) return [];
  return [present === null ? facts : { ...facts, state: present.state }];
}

/** The ids of all runs, the newest first. */
export async function runIds(runs: string): Promise<readonly string[]> {
  try {
    return (await readdir(runs)).filter(isRunId).sort().reverse();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw unreadable(runs, error);
  }
}

function listed({ result, ...summary }: RunSummary): ListedRun {
  if (result?.kind !== 'search') return { ...summary, result };
  const { alphas: _, ...rest } = result;
  return { ...summary, result: rest };
}
