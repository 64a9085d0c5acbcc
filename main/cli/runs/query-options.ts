import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { RUN_STATES, runQuerySchema } from '../../runs/index.ts';
import type { OnProgress, RunQuery } from '../../runs/index.ts';
import { listed } from '../../base/wording.ts';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';

/** The options that say which runs are meant. */
export interface QueryOptions {
  readonly kind?: 'search' | 'train';
  readonly state?: RunQuery['states'];
  readonly experiment?: string;
  readonly tag?: readonly string[];
  readonly starred?: boolean;
  readonly data?: string;
  readonly preset?: string;
  readonly text?: string;
}

type RunStates = NonNullable<RunQuery['states']>;
const isState = (text: string): text is RunStates[number] => RUN_STATES.some((state) => state === text);

/** Declares them. */
export function addQueryOptions(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'searches or trainings only').choices(['search', 'train']))
    .option('--state <states>', `runs in one of these states: ${RUN_STATES.join(', ')}`, toStates)
    .option('--experiment <name>', 'runs of that experiment')
    .option('--tag <tag>', 'runs with that tag; may be given several times', collect)
    .option('--starred', 'runs with a star')
    .option('--data <name>', 'runs on that data set')
    .option('--preset <name>', 'runs from that preset')
    .option(
      '--text <words>',
      'runs that have these words in title, id, experiment, tags, data, preset or note',
    );
}

/** The query that the options stand for. @throws AppError `cli/wrong-use` */
export function queryOf(options: QueryOptions, more: RunQuery = {}): RunQuery {
  const { kind, state: states, experiment, tag: tags, starred, data, preset, text } = options;
  const given = { kind, states, experiment, tags, starred, data, preset, text, ...more };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const parsed = runQuerySchema.safeParse(set);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw cliError('cli/wrong-use', { problem: `--${String(issue?.path[0])}: ${issue?.message ?? ''}.` });
}

function toStates(text: string): RunStates {
  return text.split(',').map((part) => {
    const state = part.trim();
    if (!isState(state))
      throw new InvalidArgumentError(`Expected some of ${listed(RUN_STATES)}, with commas between.`);
    return state;
  });
}

const collect = (tag: string, before: readonly string[] = []): readonly string[] => [...before, tag];

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds of a duration such as `90s`, `2m`, `1.5h` or `30d`. */
export function toSeconds(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.trim()) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds;
  throw new InvalidArgumentError('Expected a duration such as 90s, 2m, 1.5h or 30d.');
}

const TELL_FROM = 500;
const TELL_EVERY_MS = 2000;

/** Tells of a long reading of runs that the index does not know. */
export function readingWatch({ message }: Pick<Output, 'message'>): OnProgress {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    const now = performance.now();
    if (total < TELL_FROM || now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    message(`dartboard: ${done} of ${total} new or changed runs read; the next list finds them in its index`);
  };
}
