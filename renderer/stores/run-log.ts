import { createPace } from '../../main/api/client.ts';
import type { Pace } from '../../main/api/client.ts';
import { lowerBound } from '../../main/base/decimate.ts';
import type { Load, RunEvent, RunResult, RunState, StepPage } from '../../main/api/contract.ts';

type Frame = Pick<Extract<RunEvent, { type: 'alphas' }>, 'epoch' | 'alphas' | 'genotype' | 'importance'>;
type ShrinkLine = Extract<RunEvent, { type: 'shrink' }>;
type EpochRow = Pick<Extract<RunEvent, { type: 'epoch' }>, 'epoch' | 'epochs' | 'train' | 'valid'>;

/** One number a step, in columns, as charts want them. What was not measured is NaN. */
export interface StepColumns {
  /** The numbers of the events that told of the steps. */
  readonly seq: readonly number[];
  readonly step: readonly number[];
  readonly trainLoss: readonly number[];
  readonly trainAccuracy: readonly number[];
  readonly validLoss: readonly number[];
  readonly validAccuracy: readonly number[];
  readonly learningRate: readonly number[];
  /** Wall time of the step. */
  readonly seconds: readonly number[];
}

/** The alphas and the cell after some epochs, and the last step before them. */
export interface AlphaFrame extends Frame {
  readonly step: number;
  /** Whether the cell that would be derived differs from that of the frame before. */
  readonly changed: boolean;
}

/** Means over an epoch, and the step that ended it. */
export interface EpochScores extends EpochRow {
  readonly step: number;
}

/** A sign that the search goes wrong, and the last step before it. */
export interface RaisedAlarm extends Pick<
  Extract<RunEvent, { type: 'alarm' }>,
  'alarm' | 'epoch' | 'message'
> {
  readonly step: number;
}

/** The supernet was made smaller, and the last step before that. */
export interface Shrink extends Pick<ShrinkLine, 'epoch' | 'removed' | 'importance' | 'parameters'> {
  readonly step: number;
  /** Of the supernet that it was made from; null: not told. */
  readonly parametersBefore: number | null;
  /** Mean wall time of a step since the shrink before; null: none was measured. */
  readonly secondsBefore: number | null;
}

/** Something that a run said in words, for its console. */
export interface Said {
  readonly seq: number;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  /** The last step before it. */
  readonly step: number;
  readonly text: string;
}

/** Everything that a run has told so far. It only grows, but for steps that a resumed run makes again. */
export interface RunLog extends Readonly<Known> {
  readonly columns: StepColumns;
  /** Another array whenever there is one more. */
  readonly epochs: readonly EpochScores[];
  /** Another array whenever there is one more: what is drawn of it need not be drawn again at every step. */
  readonly frames: readonly AlphaFrame[];
  readonly alarms: readonly RaisedAlarm[];
  /** Another array whenever there is one more. */
  readonly shrinks: readonly Shrink[];
  /** The steps of the checkpoints from which it went on after it had ended. */
  readonly resumes: readonly number[];
  /** Another array whenever there is one more. */
  readonly said: readonly Said[];
  /** How often columns were cut: what was computed of them before is void. */
  readonly generation: number;
  /** Takes steps in columns, before anything else is told: the rows from `from` on, and those before are as they were. */
  fill(from: number, page: StepPage): void;
  /** @param steps - the last step before each event, where steps that are not filled in yet came before them */
  append(events: readonly RunEvent[], steps?: readonly number[]): void;
}

/** What later events replace. */
interface Known {
  pace: Pace;
  /** The number of the next event. */
  next: number;
  steps: number;
  learningRate: number | null;
  state: RunState | null;
  /** Why it is in that state, in a sentence. */
  message: string | null;
  device: string | null;
  parameters: number | null;
  /** When the latest checkpoint was written, in milliseconds since 1970, and its step. */
  checkpoint: { readonly at: number; readonly step: number } | null;
  result: RunResult | null;
  /** What it took of its machine when it looked last. */
  load: Load | null;
}

/** The log as its owner writes it. */
interface OpenLog extends Known {
  readonly columns: { readonly [C in keyof StepColumns]: number[] };
  epochs: EpochScores[];
  frames: AlphaFrame[];
  alarms: RaisedAlarm[];
  shrinks: Shrink[];
  resumes: number[];
  said: Said[];
  generation: number;
  /** The lists that nobody has been shown yet: they may still grow. */
  readonly fresh: Set<readonly unknown[]>;
  fill(from: number, page: StepPage): void;
  append(events: readonly RunEvent[], steps?: readonly number[]): void;
}

/** The list with one more: a copy, but for one that was made for the same events, of which there may be thousands. */
function withOne<T>({ fresh }: OpenLog, list: T[], one: T): T[] {
  const grown = fresh.has(list) ? list : [...list];
  fresh.add(grown);
  grown.push(one);
  return grown;
}

/** The log of a run of which nothing is known yet. */
export function createRunLog(): RunLog {
  const log: OpenLog = {
    columns: {
      seq: [],
      step: [],
      trainLoss: [],
      trainAccuracy: [],
      validLoss: [],
      validAccuracy: [],
      learningRate: [],
      seconds: [],
    },
    epochs: [],
    frames: [],
    alarms: [],
    shrinks: [],
    resumes: [],
    said: [],
    generation: 0,
    fresh: new Set(),
    pace: createPace(),
    next: 0,
    steps: 0,
    learningRate: null,
    state: null,
    message: null,
    device: null,
    parameters: null,
    checkpoint: null,
    result: null,
    load: null,
    fill: (from, page) => fill(log, from, page),
    append: (events, steps) => {
      log.fresh.clear();
      for (const [i, event] of events.entries()) {
        if (event.seq < log.next) continue;
        log.next = event.seq + 1;
        take(log, event, steps?.[i]);
        const words = wordsOf(event);
        if (words === null) continue;
        const step = steps?.[i] ?? stepBefore(log, event);
        log.said = withOne(log, log.said, { seq: event.seq, at: event.at, step, ...words });
      }
    },
  };
  return log;
}

function take(log: OpenLog, event: RunEvent, before: number | undefined): void {
  const step = before ?? stepBefore(log, event);
  switch (event.type) {
    case 'state':
      if (event.resumedFrom !== undefined) {
        rewind(log, event.resumedFrom, event.seq);
        log.resumes = withOne(log, log.resumes, event.resumedFrom);
      }
      log.state = event.state;
      log.message = event.message;
      break;
    case 'engine':
      log.device = event.device;
      log.parameters = event.parameters;
      break;
    case 'step':
      takeStep(log, event);
      break;
    case 'epoch':
      log.epochs = withOne(log, log.epochs, { ...event, step });
      break;
    case 'alphas':
      takeFrame(log, event, step);
      break;
    case 'checkpoint':
      log.checkpoint = { at: event.at, step: event.step };
      break;
    case 'load':
      log.load = event;
      break;
    case 'alarm':
      log.alarms = withOne(log, log.alarms, { ...event, step });
      break;
    case 'result':
      log.result = event.result;
      break;
    case 'shrink':
      takeShrink(log, event, step);
      break;
  }
}

const COLUMN_NAMES = [
  'seq',
  'step',
  'trainLoss',
  'trainAccuracy',
  'validLoss',
  'validAccuracy',
  'learningRate',
  'seconds',
] as const satisfies readonly (keyof StepColumns)[];

function fill(log: OpenLog, from: number, { rows, columns: packed, last }: StepPage): void {
  const { columns } = log;
  if (from === 0) log.pace = createPace();
  if (columns.step.length > from) log.generation += 1;
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    column.length = from;
    append(column, packed[name], rows);
  }
  for (let i = from; i < columns.seconds.length; i++) log.pace.add(columns.seconds[i] ?? Number.NaN);
  if (last !== null) ({ steps: log.steps, learningRate: log.learningRate } = last);
}

/** Adds what the host packed; NaN where nothing was measured. */
function append(column: number[], packed: string | null, rows: number): void {
  if (packed === null) {
    for (let i = 0; i < rows; i++) column.push(Number.NaN);
    return;
  }
  // Plain loops: a function for each of millions of bytes would hold the page up.
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const isSingle = text.length === Float32Array.BYTES_PER_ELEMENT * rows;
  const values = isSingle ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  for (let i = 0; i < rows; i++) column.push(values[i] ?? Number.NaN);
}

function takeStep(log: OpenLog, event: Extract<RunEvent, { type: 'step' }>): void {
  const { columns } = log;
  log.steps = event.steps;
  log.learningRate = event.learningRate;
  // What fills the log knew the step already.
  if (event.seq <= (columns.seq.at(-1) ?? -1)) return;
  columns.seq.push(event.seq);
  columns.step.push(event.step);
  columns.trainLoss.push(event.train.loss);
  columns.trainAccuracy.push(event.train.accuracy);
  columns.validLoss.push(event.valid?.loss ?? Number.NaN);
  columns.validAccuracy.push(event.valid?.accuracy ?? Number.NaN);
  columns.learningRate.push(event.learningRate);
  columns.seconds.push(event.seconds);
  log.pace.add(event.seconds);
}

function takeFrame(log: OpenLog, event: Extract<RunEvent, { type: 'alphas' }>, step: number): void {
  const { epoch, alphas, genotype, importance } = event;
  // A run that died between its alphas and its checkpoint tells the same epoch again.
  if ((log.frames.at(-1)?.epoch ?? -1) >= epoch)
    log.frames = log.frames.filter((frame) => frame.epoch < epoch);
  const before = log.frames.at(-1);
  const changed = before !== undefined && JSON.stringify(before.genotype) !== JSON.stringify(genotype);
  const scored = importance === undefined ? {} : { importance };
  log.frames = withOne(log, log.frames, { epoch, alphas, genotype, ...scored, step, changed });
}

function takeShrink(log: OpenLog, event: ShrinkLine, step: number): void {
  const { epoch, removed, importance, parameters, secondsPerStep: secondsBefore } = event;
  // As with alphas: it may be told again.
  if ((log.shrinks.at(-1)?.epoch ?? -1) >= epoch)
    log.shrinks = log.shrinks.filter((shrink) => shrink.epoch < epoch);
  const parametersBefore = log.shrinks.at(-1)?.parameters ?? log.parameters;
  const shrink = { epoch, removed, importance, parameters, parametersBefore, secondsBefore, step };
  log.shrinks = withOne(log, log.shrinks, shrink);
}

/** Forgets what was told before of later steps: the run went on from there and makes them again. */
function rewind(log: OpenLog, step: number, seq: number): void {
  const { columns } = log;
  const kept = lowerBound(columns.step, step + 1);
  if ((columns.seq[kept] ?? Infinity) < seq) {
    for (const name of COLUMN_NAMES) columns[name].length = kept;
    log.generation += 1;
    log.pace = createPace();
  }
  log.epochs = log.epochs.filter((row) => row.step <= step);
  log.frames = log.frames.filter((frame) => frame.step <= step);
  log.alarms = log.alarms.filter((alarm) => alarm.step <= step);
  log.shrinks = log.shrinks.filter((shrink) => shrink.step <= step);
}

/** What the console says of an event; null: nothing. */
function wordsOf(event: RunEvent): Pick<Said, 'level' | 'text'> | null {
  switch (event.type) {
    case 'state': {
      const from = event.resumedFrom === undefined ? '' : `, goes on from step ${event.resumedFrom}`;
      const why = event.message === null ? '' : `: ${event.message}`;
      const isBad = event.state === 'failed' || event.state === 'lost';
      return { level: isBad ? 'error' : 'info', text: `${event.state}${from}${why}` };
    }
    case 'engine':
      return { level: 'info', text: `computes on ${event.device}` };
    case 'checkpoint':
      return { level: 'info', text: `checkpoint of step ${event.step} written` };
    case 'alarm':
      return { level: 'warning', text: event.message };
    case 'epoch':
      return { level: 'info', text: epochWords(event) };
    case 'shrink': {
      const gone = Object.values(event.removed).reduce((sum, list) => sum + list.length, 0);
      const left = `${event.parameters.toLocaleString('en')} parameters are left`;
      return { level: 'info', text: `supernet made smaller: ${gone} candidates removed, ${left}` };
    }
    case 'result':
      return { level: 'info', text: 'the result is written' };
    case 'step':
    case 'alphas':
    case 'load':
      return null;
  }
}

function epochWords({ epoch, epochs, train, valid }: Extract<RunEvent, { type: 'epoch' }>): string {
  const heldOut = valid === null ? '' : `, held-out accuracy ${(100 * valid.accuracy).toFixed(2)} %`;
  return `epoch ${epoch + 1} of ${epochs}: loss ${train.loss.toFixed(4)}${heldOut}`;
}

/** The last step that was told before the event. */
function stepBefore({ columns }: OpenLog, { seq }: Pick<RunEvent, 'seq'>): number {
  return columns.step[lowerBound(columns.seq, seq) - 1] ?? 0;
}
