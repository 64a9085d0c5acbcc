import type { RunEvent } from '../events.ts';
import { voidFrom } from '../superseded.ts';
import type { Counting } from '../superseded.ts';
import { Table } from './table.ts';

/** The tables of a run's log and their columns, in the order in which the cache keeps them. */
export const TABLES = {
  /** A row for each step that counts; `step` ascends. `steps` is how many were planned then. */
  steps: [
    'step',
    'epoch',
    'at',
    'seconds',
    'trainLoss',
    'trainAccuracy',
    'validLoss',
    'validAccuracy',
    'learningRate',
    'steps',
    'seq',
  ],
  /** Means over each epoch; `step` is the last one before it was told. */
  epochs: [
    'step',
    'epoch',
    'at',
    'trainLoss',
    'trainAccuracy',
    'validLoss',
    'validAccuracy',
    'epochs',
    'seq',
  ],
  loads: ['step', 'at', 'cpu', 'machineCpu', 'memoryBytes', 'freeBytes', 'seq'],
  /** A row for each GPU at each load; `name` counts in the names of GPUs. */
  gpus: ['step', 'at', 'index', 'name', 'utilization', 'memoryUsedBytes', 'memoryTotalBytes', 'seq'],
  /** Where all other lines lie in the log; `of` is a checkpoint's step, or the epoch of alphas. */
  lines: ['seq', 'at', 'offset', 'bytes', 'type', 'step', 'of'],
  /** Numbers of damaged lines, from 1. */
  damaged: ['line'],
} as const satisfies Record<string, readonly string[]>;

/** The name of a table. */
export type TableName = keyof typeof TABLES;
/** The name of a column of a table. */
export type ColumnName<T extends TableName> = (typeof TABLES)[T][number];
/** All tables. */
export type Tables = { readonly [T in TableName]: Table<ColumnName<T>> };

type StepEvent = Extract<RunEvent, { type: 'step' }>;
type EpochEvent = Extract<RunEvent, { type: 'epoch' }>;
type LoadEvent = Extract<RunEvent, { type: 'load' }>;
type LineEvent = Exclude<RunEvent, StepEvent | LoadEvent>;

/** Numbers for types of lines; they are in caches. */
export const LINE_TYPES: Readonly<Record<LineEvent['type'], number>> = {
  state: 0,
  engine: 1,
  epoch: 2,
  alphas: 3,
  checkpoint: 4,
  alarm: 5,
  result: 6,
  shrink: 7,
};

/** Lines that stay, whatever is void. */
const FOR_EVER: readonly number[] = [LINE_TYPES.state, LINE_TYPES.engine];

/** How far a log was read: up to the end of a sound line, behind which alone a repair changes anything. */
export interface LogMark {
  readonly bytes: number;
  readonly lines: number;
  /** The number of the last event; -1 before the first. */
  readonly lastSeq: number;
}

/** Where a line lies in the log, its line feed included. */
export interface LinePlace {
  readonly offset: number;
  readonly bytes: number;
  /** Its number, from 1. */
  readonly line: number;
}

const NONE = Number.NaN;

/** What a log tells, in columns: only what counts. It takes the sound lines of the log in their order. */
export class LogColumns implements Counting {
  readonly tables: Tables;
  readonly gpuNames: string[];
  #mark: LogMark;
  /** Rows of `steps` that are as they were when somebody looked last. */
  #unchangedSteps = 0;

  /** @param known - what a cache knew; nothing: an empty log */
  constructor(
    known: { readonly tables: Tables; readonly gpuNames: string[]; readonly mark: LogMark } | null,
  ) {
    this.tables = known?.tables ?? emptyTables();
    this.gpuNames = known?.gpuNames ?? [];
    this.#mark = known?.mark ?? { bytes: 0, lines: 0, lastSeq: -1 };
  }

  get mark(): LogMark {
    return this.#mark;
  }

  /** How many rows of `steps` are as they were when this was asked last. */
  takeUnchangedSteps(): number {
    const unchanged = this.#unchangedSteps;
    this.#unchangedSteps = this.tables.steps.rows;
    return unchanged;
  }

  take(event: RunEvent, { offset, bytes, line }: LinePlace): void {
    const isNew = event.seq > this.#mark.lastSeq;
    this.#mark = { bytes: offset + bytes, lines: line, lastSeq: Math.max(event.seq, this.#mark.lastSeq) };
    if (!isNew) return;
    const from = voidFrom(event, this);
    if (from !== null) this.#cut(from);
    if (event.type === 'step') this.#takeStep(event);
    else if (event.type === 'load') this.#takeLoad(event);
    else this.#takeLine(event, { offset, bytes });
  }

  firstStepFrom(step: number): number | null {
    const { steps } = this.tables;
    const row = steps.firstFrom('step', step);
    return row === steps.rows ? null : steps.at('seq', row);
  }

  lastCheckpoint(step: number): number | null {
    const { lines } = this.tables;
    for (let row = lines.rows - 1; row >= 0; row--) {
      if (lines.at('type', row) === LINE_TYPES.checkpoint && lines.at('of', row) === step) {
        return lines.at('seq', row);
      }
    }
    return null;
  }

  #cut(from: number): void {
    const { steps, epochs, loads, gpus, lines } = this.tables;
    steps.truncate(steps.firstFrom('seq', from));
    epochs.truncate(epochs.firstFrom('seq', from));
    loads.truncate(loads.firstFrom('seq', from));
    gpus.truncate(gpus.firstFrom('seq', from));
    lines.filter((row) => lines.at('seq', row) < from || FOR_EVER.includes(lines.at('type', row)));
    this.#unchangedSteps = Math.min(this.#unchangedSteps, steps.rows);
  }

  /** Written out: of a million steps, taking objects apart and together took longer than reading them. */
  #takeStep(event: StepEvent): void {
    const { train, valid } = event;
    this.tables.steps.append({
      step: event.step,
      epoch: event.epoch,
      at: event.at,
      seconds: event.seconds,
      trainLoss: train.loss,
      trainAccuracy: train.accuracy,
      validLoss: valid === null ? NONE : valid.loss,
      validAccuracy: valid === null ? NONE : valid.accuracy,
      learningRate: event.learningRate,
      steps: event.steps,
      seq: event.seq,
    });
  }

  #takeLoad({ gpus, ...event }: LoadEvent): void {
    const step = this.#lastStep();
    const { seq, at } = event;
    this.tables.loads.append({ step, ...event });
    for (const { name, ...gpu } of gpus) {
      if (!this.gpuNames.includes(name)) this.gpuNames.push(name);
      this.tables.gpus.append({ seq, at, step, name: this.gpuNames.indexOf(name), ...gpu });
    }
  }

  #takeLine(event: LineEvent, place: Pick<LinePlace, 'offset' | 'bytes'>): void {
    const { seq, at, type } = event;
    const step = this.#lastStep();
    const of = type === 'checkpoint' ? event.step : type === 'alphas' ? event.epoch : NONE;
    this.tables.lines.append({ seq, at, ...place, type: LINE_TYPES[type], step, of });
    if (type !== 'epoch') return;
    const { epoch, epochs, train, valid } = event;
    this.tables.epochs.append({ seq, at, step, epoch, epochs, ...scoresOf(train, valid) });
  }

  /** The last step that counts; 0 before the first. */
  #lastStep(): number {
    const { steps } = this.tables;
    return steps.rows === 0 ? 0 : steps.at('step', steps.rows - 1);
  }
}

function emptyTables(): Tables {
  return {
    steps: new Table(TABLES.steps),
    epochs: new Table(TABLES.epochs),
    loads: new Table(TABLES.loads),
    gpus: new Table(TABLES.gpus),
    lines: new Table(TABLES.lines),
    damaged: new Table(TABLES.damaged),
  };
}

type Scores = Pick<EpochEvent, 'train' | 'valid'>;

const scoresOf = (
  train: Scores['train'],
  valid: Scores['valid'],
): Record<'trainLoss' | 'trainAccuracy' | 'validLoss' | 'validAccuracy', number> => ({
  trainLoss: train.loss,
  trainAccuracy: train.accuracy,
  validLoss: valid?.loss ?? NONE,
  validAccuracy: valid?.accuracy ?? NONE,
});
