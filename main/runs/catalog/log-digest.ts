/** What a list needs of a run's log: read from its end, as far as is needed, and later from where reading ended. */
import type { FileHandle } from 'node:fs/promises';
import { decodeLine } from '../event-line.ts';
import type { LatestEpoch, RunEvent, RunResult, RunState } from '../events.ts';
import { readAt, readLinesBackwards, withFile } from '../log-lines.ts';

/** What a log says of its run, signs of life apart. */
export interface LogDigest {
  /** How long the log was, in bytes. */
  readonly size: number;
  /** The last sound line; null of a log without one. Whoever finds it in its place may go on reading there. */
  readonly last: LogPosition | null;
  /** When the last sound line was written, in milliseconds since 1970. */
  readonly at: number | null;
  /** Null: nothing was said of it. */
  readonly state: RunState | null;
  /** What was said with the state. */
  readonly message: string | null;
  /** Updates made; null: not known yet. */
  readonly step: number | null;
  /** Updates that the whole run will make; null: not known yet. */
  readonly steps: number | null;
  /** The latest whole epochs, the last one last. */
  readonly epochs: readonly EndedEpoch[];
  readonly result: RunResult | null;
  /** Whether no earlier line of the log can tell more. */
  readonly isWhole: boolean;
}

interface LogPosition {
  readonly start: number;
  readonly end: number;
  /** Its last bytes, which hold its sum. */
  readonly sum: string;
}

interface EndedEpoch {
  /** Updates made by then. */
  readonly step: number;
  readonly epoch: LatestEpoch;
}

/** Of an empty log. */
const NOTHING: LogDigest = {
  size: 0,
  last: null,
  at: null,
  state: null,
  message: null,
  step: 0,
  steps: 0,
  epochs: [],
  result: null,
  isWhole: true,
};
/** Of a log whose end was not read yet. */
const UNKNOWN: LogDigest = { ...NOTHING, step: null, steps: null, isWhole: false };

/** A run that goes on from a checkpoint makes later epochs void; so many may be, until the log is read again. */
const EPOCHS_KEPT = 8;
/** More than this is not read as an addition. */
const MOST_ADDED = 4 << 20;
const LINE_FEED = 0x0a;

/**
 * The digest of the log at `path`; that of an empty log where there is none.
 *
 * @param before - an earlier digest of the same log, to go on from
 * @throws AppError `runs/unreadable`
 */
export async function digestLog(path: string, before: LogDigest | null = null): Promise<LogDigest> {
  return withFile(path, NOTHING, async (file) => {
    const { size } = await file.stat();
    const digest = (await continued(file, size, before)) ?? (await fromTheEnd(file, size));
    return { ...digest, size };
  });
}

/** Null where the log is not the earlier one with more at its end, or where the new part alone does not tell enough. */
async function continued(
  file: FileHandle,
  size: number,
  before: LogDigest | null,
): Promise<LogDigest | null> {
  const last = before?.last ?? null;
  // Where nothing was added, what is there was changed.
  if (before === null || last === null || size <= before.size || size - last.start > MOST_ADDED) return null;
  const bytes = await readAt(file, last.start, size - last.start);
  const length = last.end - last.start;
  const line = bytes.subarray(0, length - 1);
  if (bytes[length - 1] !== LINE_FEED || sumOf(line) !== last.sum || decodeLine(line) === null) return null;
  const scan = new BackwardScan();
  for (let end = bytes.lastIndexOf(LINE_FEED); end >= length;) {
    const start = bytes.lastIndexOf(LINE_FEED, end - 1) + 1;
    scan.add(bytes.subarray(start, end), last.start + start);
    end = start - 1;
  }
  const digest = scan.after(before);
  return isEnough(digest) ? digest : null;
}

async function fromTheEnd(file: FileHandle, size: number): Promise<LogDigest> {
  const scan = new BackwardScan();
  let digest = UNKNOWN;
  await readLinesBackwards(file, {
    to: size,
    onLine: (line, at) => scan.add(line, at),
    isEnough: () => isEnough((digest = scan.after(UNKNOWN))),
  });
  return isEnough(digest) ? digest : scan.after(NOTHING);
}

/** Whether nothing earlier in the log can matter. */
const isEnough = ({ isWhole, step, steps, epochs }: LogDigest): boolean =>
  isWhole || (step !== null && steps !== null && epochs.length > 0);

/** The digest after one more event. */
function fold(digest: LogDigest, event: RunEvent): LogDigest {
  switch (event.type) {
    case 'step':
      return { ...digest, state: 'running', message: null, step: event.step, steps: event.steps };
    case 'epoch': {
      // Without its step one could not tell later whether it is void.
      if (digest.step === null) return digest;
      const { epoch, train, valid } = event;
      const epochs = [...digest.epochs, { step: digest.step, epoch: { epoch, train, valid } }];
      if (epochs.length <= EPOCHS_KEPT) return { ...digest, epochs };
      return { ...digest, epochs: epochs.slice(-EPOCHS_KEPT), isWhole: false };
    }
    case 'result':
      return { ...digest, result: event.result };
    case 'state': {
      const { state, message, resumedFrom } = event;
      if (resumedFrom === undefined) return { ...digest, state, message };
      // It went on from there: the epochs that ended later are void.
      const epochs = digest.epochs.filter(({ step }) => step <= resumedFrom);
      return { ...digest, state, message, step: resumedFrom, epochs };
    }
    case 'engine':
    case 'alphas':
    case 'shrink':
    case 'checkpoint':
    case 'load':
    case 'alarm':
      return digest;
  }
}

const SUM_BYTES = 10;
const sumOf = (line: Buffer): string => line.subarray(-SUM_BYTES).toString('latin1');

/** How every line begins: its number, its time, its type. */
const TYPE = /^\{"seq":\d+,"at":[^,]+,"type":"(\w+)"/;
const TYPE_WITHIN = 72;
const MATTERS: ReadonlySet<string> = new Set<RunEvent['type']>(['state', 'epoch', 'result']);

/**
 * Lines from the last to the first. Of a row of steps only the last matters, and of other lines only some: the rest is not
 * decoded, which makes a log of a million steps a matter of reading.
 */
class BackwardScan {
  /** What matters, the last first. */
  readonly #events: RunEvent[] = [];
  /** The last sound line. */
  #end: { readonly last: LogPosition; readonly at: number } | null = null;
  #needsStep = true;

  /** Takes the line before those seen so far; it begins at `start`. */
  add(line: Buffer, start: number): void {
    const type = TYPE.exec(line.toString('latin1', 0, TYPE_WITHIN))?.[1];
    const matters = type === 'step' ? this.#needsStep : type === undefined || MATTERS.has(type);
    if (!matters && this.#end !== null) return;
    const event = decodeLine(line);
    if (event === null) return;
    this.#end ??= { last: { start, end: start + line.length + 1, sum: sumOf(line) }, at: event.at };
    if (!matters) return;
    this.#needsStep = event.type !== 'step';
    this.#events.push(event);
  }

  /** The digest after these lines, where `before` is that of all before them. */
  after(before: LogDigest): LogDigest {
    const digest = this.#events.reduceRight(fold, before);
    return { ...digest, ...this.#end };
  }
}
