import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { nearest, plainName } from '../../base/nearest.ts';
import { didYouMean, listed } from '../../base/wording.ts';
import { ALL_SCHEDULES } from '../../train/index.ts';
import type { ScheduleDef } from '../../train/index.ts';
import type { CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { problemOf } from '../setting-problem.ts';

interface ScheduleOptions {
  readonly epochs: number;
  readonly option: readonly string[];
}

/** What `schedule` gives. */
interface Scheduled {
  readonly schedule: string;
  readonly epochs: number;
  readonly options: object;
  /** Of each epoch, from the first on. */
  readonly values: readonly number[];
}

/** `schedule`: the values of a schedule, epoch by epoch. */
export const schedule: CommandDef = {
  summary: 'list the values of a schedule, epoch by epoch',
  define(command, { output }) {
    command
      .argument('<name>', `one of ${listed(Object.keys(ALL_SCHEDULES), 'or')}`)
      .requiredOption('--epochs <number>', 'epochs of the run', epochCount)
      .option(
        '--option <key=value>',
        'one of its settings; may be repeated. Also startEpoch=N restart=false: what a run follows that goes on at epoch N (from 1)',
        (value: string, all: readonly string[]) => [...all, value],
        [],
      )
      .action((name: string, { epochs, option }: ScheduleOptions) => {
        const result = scheduled(name, epochs, option);
        output.result(result, () => words(result));
      });
  },
};

/** Which part of a schedule is wanted, in the words of the published functions. */
const partSchema = z.strictObject({
  startEpoch: z.int().positive().default(1),
  restart: z.boolean().default(true),
});
const PART_NAMES = { restart_lr: 'restart' };

function scheduled(name: string, epochs: number, texts: readonly string[]): Scheduled {
  const [known, def] = scheduleNamed(name);
  const names = { ...PART_NAMES, ...def.settingNames };
  const keys = [...Object.keys(def.config.shape), ...Object.keys(partSchema.shape)];
  const given = texts.map((text) => optionOf(text, { names, keys, schedule: known }));
  const among = (shape: object) => Object.fromEntries(given.filter(([key]) => Object.hasOwn(shape, key)));
  const options = checked(def.config, among(def.config.shape));
  const { startEpoch, restart } = checked(partSchema, among(partSchema.shape));
  const misfit = def.misfit(epochs, options);
  if (misfit !== null) throw wrong(`The option "${misfit.setting}" does not fit: ${misfit.problem}.`);
  if (startEpoch > epochs) throw wrong(`There is no epoch ${startEpoch} in a run of ${epochs}.`);
  const values = def.values(epochs, options).slice(restart ? 0 : startEpoch - 1);
  return { schedule: known, epochs, options, values };
}

const DEFS: Readonly<Record<string, ScheduleDef<object>>> = ALL_SCHEDULES;

/** The schedule that a name means; case, `-` and `_` do not count. */
function scheduleNamed(name: string): readonly [string, ScheduleDef<object>] {
  const wanted = plainName(name);
  const found = Object.entries(DEFS).find(([key, { names }]) =>
    [key, ...names].some((one) => plainName(one) === wanted),
  );
  if (found !== undefined) return found;
  const known = Object.keys(DEFS);
  throw wrong(
    `There is no schedule "${name}"${didYouMean(nearest(name, known, 1))}. Schedules: ${listed(known)}.`,
  );
}

interface Allowed {
  /** Names in published functions, and the keys that they mean. */
  readonly names: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly schedule: string;
}

/** The key and the value of `key=value`; a value is JSON or plain text, `null` as if it were left out. */
function optionOf(
  text: string,
  { names, keys, schedule: of }: Allowed,
): readonly [key: string, value: unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw wrong(`An option is given as key=value, not "${text}".`);
  const name = text.slice(0, at);
  const aliases = [...keys.map((key) => [key, key] as const), ...Object.entries(names)];
  const key = aliases.find(([alias]) => plainName(alias) === plainName(name))?.[1];
  if (key === undefined) {
    const hint = didYouMean(nearest(name, keys, 1));
    throw wrong(`The schedule ${of} has no option "${name}"${hint}. Options: ${listed(keys)}.`);
  }
  const value = valueOf(text.slice(at + 1));
  return [key, value ?? undefined];
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checked<C>(schema: z.ZodType<C>, value: object): C {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { key, problem } = problemOf(schema, value, parsed.error);
  throw wrong(`The option "${key}" cannot be used: ${problem}.`, parsed.error);
}

const wrong = (problem: string, cause?: unknown) => cliError('cli/wrong-use', { problem }, cause);

/** Epochs that people read of count from 1. */
const words = ({ epochs, values }: Scheduled): string =>
  table([['epoch', 'value'], ...values.map((value, i) => [epochs - values.length + i + 1, value] as const)]);

function epochCount(text: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}
