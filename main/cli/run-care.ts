/** The options that say how a run is looked after and what is said of it. They change none of its numbers. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { annotationsSchema, careSchema } from '../runs/index.ts';
import type { Annotations, Care } from '../runs/index.ts';
import { cliError } from './errors.ts';

/** These options. */
export interface CareOptions {
  readonly keep?: Care['keep'];
  readonly saveEvery?: number;
  readonly onAlarm?: Care['onAlarm'];
  readonly experiment?: string;
  readonly tag?: readonly string[];
  readonly note?: string;
}

/** Declares them. */
export const addCareOptions = (command: Command): Command =>
  command
    .option(
      '--keep <number or all>',
      'how many of the newest checkpoints are kept, besides the best',
      parseKeep,
    )
    .option(
      '--save-every <minutes>',
      'also write a checkpoint within an epoch when the last one is so old; 0: never',
      parseMinutes,
    )
    .addOption(
      new Option(
        '--on-alarm <what>',
        'when a search seems to collapse: tell nobody, say so, or stop',
      ).choices(['off', 'warn', 'stop']),
    )
    .option('--experiment <name>', 'the experiment that the run belongs to')
    .option('--tag <tag>', 'a tag; may be repeated', (tag: string, all: readonly string[] | undefined) => [
      ...(all ?? []),
      tag,
    ])
    .option('--note <text>', 'what there is to say of the run, in Markdown');

const { keep: keepSchema, saveEveryMinutes } = careSchema.shape;

function parseKeep(text: string): Care['keep'] {
  const parsed = keepSchema.safeParse(text === 'all' ? text : /^\d+$/.test(text) ? Number(text) : null);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected a whole number from 1, or all.');
}

function parseMinutes(text: string): number {
  const parsed = saveEveryMinutes.safeParse(/^\d+(\.\d+)?$/.test(text) ? Number(text) : null);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected a number of minutes from 0.');
}

/** What they add to the request for a run. @throws AppError `cli/wrong-use` */
export function careOf({ keep, saveEvery, onAlarm, experiment, tag, note }: CareOptions): {
  readonly care?: Partial<Care>;
  readonly annotations?: Partial<Annotations>;
} {
  const care = {
    ...(keep === undefined ? {} : { keep }),
    ...(saveEvery === undefined ? {} : { saveEveryMinutes: saveEvery }),
    ...(onAlarm === undefined ? {} : { onAlarm }),
  };
  const annotations = {
    ...(experiment === undefined ? {} : { experiment: checked('experiment', experiment, '--experiment') }),
    ...(tag === undefined ? {} : { tags: checked('tags', [...tag], '--tag') }),
    ...(note === undefined ? {} : { note: checked('note', note, '--note') }),
  };
  return {
    ...(Object.keys(care).length === 0 ? {} : { care }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}

function checked<K extends keyof Annotations>(
  field: K,
  value: Annotations[K],
  option: string,
): Annotations[K] {
  const whole = { experiment: null, tags: [], starred: false, note: '', [field]: value };
  const parsed = annotationsSchema.safeParse(whole);
  if (parsed.success) return parsed.data[field];
  const problem = parsed.error.issues[0]?.message ?? 'this cannot be kept';
  throw cliError('cli/wrong-use', { problem: `${option}: ${problem}.` });
}
