import { createPace } from '../../main/api/client.ts';
import type { Pace } from '../../main/api/client.ts';
import type { Load, RunEvent, RunResult, RunState } from '../../main/api/contract.ts';

type Frame = Pick<Extract<RunEvent, { type: 'alphas' }>, 'epoch' | 'alphas' | 'genotype'>;
type EpochRow = Pick<Extract<RunEvent, { type: 'epoch' }>, 'epoch' | 'epochs' | 'train' | 'valid'>;

/** One number a step, in columns, as charts want them. What was not measured is NaN. */
export interface StepColumns {
  readonly step: readonly number[];
  readonly trainLoss: readonly number[];
  readonly trainAccuracy: readonly number[];
  readonly validLoss: readonly number[];
  readonly validAccuracy: readonly number[];
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

/** Everything that a run has told so far. It only grows, but for steps that a resumed run makes again. */
export interface RunLog extends Readonly<Known> {
  readonly columns: StepColumns;
  /** Another array whenever there is one more. */
  readonly epochs: readonly EpochScores[];
  /** Another array whenever there is one more: what is drawn of it need not be drawn again at every step. */
  readonly frames: readonly AlphaFrame[];
  readonly alarms: readonly RaisedAlarm[];
  append(events: readonly RunEvent[]): void;
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
  epochs: readonly EpochScores[];
  frames: readonly AlphaFrame[];
  alarms: readonly RaisedAlarm[];
  append(events: readonly RunEvent[]): void;
}

/** The log of a run of which nothing is known yet. */
export function createRunLog(): RunLog {
  const log: OpenLog = {
    columns: { step: [], trainLoss: [], trainAccuracy: [], validLoss: [], validAccuracy: [] },
    epochs: [],
    frames: [],
    alarms: [],
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
    append: (events) => {
      for (const event of events) {
        if (event.seq < log.next) continue;
        log.next = event.seq + 1;
        take(log, event);
      }
    },
  };
  return log;
}

function take(log: OpenLog, event: RunEvent): void {
  switch (event.type) {
    case 'state':
      if (event.resumedFrom !== undefined) rewind(log, event.resumedFrom);
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
      log.epochs = [...log.epochs, { ...event, step: lastStep(log) }];
      break;
    case 'alphas':
      takeFrame(log, event);
      break;
    case 'checkpoint':
      log.checkpoint = { at: event.at, step: event.step };
      break;
    case 'load':
      log.load = event;
      break;
    case 'alarm':
      log.alarms = [...log.alarms, { ...event, step: lastStep(log) }];
      break;
    case 'result':
      log.result = event.result;
      break;
  }
}

function takeStep(log: OpenLog, event: Extract<RunEvent, { type: 'step' }>): void {
  const { columns } = log;
  columns.step.push(event.step);
  columns.trainLoss.push(event.train.loss);
  columns.trainAccuracy.push(event.train.accuracy);
  columns.validLoss.push(event.valid?.loss ?? Number.NaN);
  columns.validAccuracy.push(event.valid?.accuracy ?? Number.NaN);
  log.pace.add(event.seconds);
  log.steps = event.steps;
  log.learningRate = event.learningRate;
}

function takeFrame(log: OpenLog, { epoch, alphas, genotype }: Frame): void {
  // A run that died between its alphas and its checkpoint tells the same epoch again.
  const frames = log.frames.filter((frame) => frame.epoch < epoch);
  const before = frames.at(-1);
  const changed = before !== undefined && JSON.stringify(before.genotype) !== JSON.stringify(genotype);
  log.frames = [...frames, { epoch, alphas, genotype, step: lastStep(log), changed }];
}

/** Forgets what came after a step: the run went on from there and makes those steps again. */
function rewind(log: OpenLog, step: number): void {
  const kept = log.columns.step.findIndex((one) => one > step);
  if (kept >= 0) for (const column of Object.values(log.columns)) column.length = kept;
  log.epochs = log.epochs.filter((row) => row.step <= step);
  log.frames = log.frames.filter((frame) => frame.step <= step);
  log.alarms = log.alarms.filter((alarm) => alarm.step <= step);
  log.pace = createPace();
}

function lastStep({ columns }: OpenLog): number {
  return columns.step.at(-1) ?? 0;
}
