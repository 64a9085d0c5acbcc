import { join } from 'node:path';
import { architectureToFile, printArchitecture } from '../../../spaces/index.ts';
import type { RunRecord } from '../../record.ts';
import { summarize } from '../../summary.ts';
import type { StoredRun } from '../../summary.ts';
import { alphaNaming } from '../alpha-names.ts';
import { takeEvents } from '../run-events.ts';
import { openSink } from '../sink.ts';
import { encodeEvent } from './event-message.ts';
import type { EventMessage, HparamsMessage, ValueMessage } from './event-message.ts';
import { fenced, valuesOf } from './event-values.ts';
import { recordFrame } from './record-frame.ts';
import { settingsOf, statusOf } from './settings.ts';
import type { Settings } from './settings.ts';
import { hparams, text } from './values.ts';

/** Of files whose events may come again; older ones would take a smaller step for a restart. */
const FILE_VERSION = 'brain.Event:2';

/** TensorBoard knows event files by the word in their names. */
const fileName = (seconds: number, of: string): string =>
  `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}.dartboard.${of}`;

/** What was written of a run. */
export interface WrittenRun {
  readonly settings: Settings;
  /** Of its scalars. */
  readonly tags: ReadonlySet<string>;
}

/** How the events of a run are written. */
export interface WriteOptions {
  /** An existing one. */
  readonly folder: string;
  /** What is told at the end, when all tags are known; null: nothing. */
  readonly closing: ((written: WrittenRun) => HparamsMessage) | null;
  /** Is told of each part of the log that is damaged, a sentence each. */
  readonly onNote: (sentence: string) => void;
}

/**
 * Writes the events of a run that count as one event file.
 *
 * @throws AppError `runs/unreadable`, `runs/unwritable`
 */
export async function writeRunEvents(
  run: StoredRun,
  { folder, closing, onNote }: WriteOptions,
): Promise<WrittenRun> {
  const { record } = run;
  const created = Date.parse(record.created) / 1000;
  const settings = settingsOf(record);
  const naming = alphaNaming(record);
  const tags = new Set<string>();
  const sink = await openSink(join(folder, fileName(created, run.id)));
  let wallTime = created;
  const add = (event: EventMessage): void => sink.add(recordFrame(encodeEvent(event)));
  const addValues = (step: number, value: readonly ValueMessage[]): void => {
    for (const one of value) if ('simpleValue' in one) tags.add(one.tag);
    add({ wallTime, step, summary: { value } });
  };
  try {
    add({ wallTime, fileVersion: FILE_VERSION });
    const sessionStart = { hparams: settings, startTimeSecs: created };
    addValues(0, [hparams('session_start_info', { version: 0, sessionStart }), ...textsOf(record)]);
    await takeEvents(run, {
      take(event, step) {
        wallTime = event.at / 1000;
        const placed = valuesOf(event, step, naming);
        if (placed !== null && placed.values.length > 0) addValues(placed.step, placed.values);
      },
      flush: () => sink.flush(),
      onNote,
    });
    const { state } = await summarize(run);
    const sessionEnd = { status: statusOf(state), endTimeSecs: wallTime };
    addValues(0, [hparams('session_end_info', { version: 0, sessionEnd })]);
    const written = { settings, tags };
    if (closing !== null) addValues(0, [hparams('experiment', closing(written))]);
    await sink.end();
    return written;
  } finally {
    await sink.dispose();
  }
}

/** Writes what runs have in common as an event file of its own. @throws AppError `runs/unwritable` */
export async function writeExperiment(
  folder: string,
  seconds: number,
  message: HparamsMessage,
): Promise<void> {
  const sink = await openSink(join(folder, fileName(seconds, 'runs')));
  try {
    const value = [hparams('experiment', message)];
    sink.add(recordFrame(encodeEvent({ wallTime: seconds, fileVersion: FILE_VERSION })));
    sink.add(recordFrame(encodeEvent({ wallTime: seconds, step: 0, summary: { value } })));
    await sink.end();
  } finally {
    await sink.dispose();
  }
}

/** What is known of a run from its beginning. */
function textsOf(record: RunRecord): readonly ValueMessage[] {
  const { genotype } = record;
  const settings = { ...record, genotype: genotype === null ? null : architectureToFile(genotype) };
  const cell = genotype === null ? [] : [text('genotype', fenced(printArchitecture(genotype)))];
  return [text('settings', fenced(JSON.stringify(settings, null, 2))), ...cell];
}
