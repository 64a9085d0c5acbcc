import type { CommanderError } from 'commander';
import { AppError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { didYouMean, listed, shown } from '../base/wording.ts';
import type { Wiring } from '../spaces/index.ts';

/** What each error of this room carries. */
export interface CliErrorFacts {
  /** `is`, `needs`: what the data are, and what the settings are for. */
  'cli/other-data': { readonly name: string; readonly is: string; readonly needs: string };
  'cli/wrong-use': { readonly problem: string };
  'cli/unknown-preset': { readonly preset: string; readonly kind: string; readonly known: readonly string[] };
  'cli/foreign-preset': {
    readonly preset: string;
    readonly its: Wiring;
    readonly wiring: Wiring;
    readonly known: readonly string[];
  };
  'cli/unknown-setting': { readonly key: string; readonly near: readonly string[]; readonly there: string };
  'cli/bad-setting': { readonly key: string; readonly problem: string };
  'cli/unreadable-file': { readonly path: string; readonly reason: string };
  'cli/data-changed': { readonly name: string; readonly expected: string; readonly found: string };
  'cli/split-changed': { readonly name: string; readonly expected: string; readonly found: string };
  'cli/data-mismatch': { readonly name: string; readonly problem: string };
  'cli/no-genotype': { readonly run: string; readonly problem: string };
  'cli/not-a-training': { readonly run: string };
  'cli/not-finished': { readonly run: string; readonly state: string };
  /** `problem`: as part of a sentence, `cut short or damaged`. */
  'cli/bad-picture': { readonly name: string; readonly problem: string };
  'cli/no-evaluation': { readonly run: string; readonly evaluation: string };
  /** `whose`: as in "of this evaluation". */
  'cli/no-predictions': { readonly whose: string };
  'cli/examiner-ended': { readonly how: string };
  /** `settings` are those that stand in the way; none: the run itself does. */
  'cli/not-forkable': {
    readonly run: string;
    readonly settings: readonly string[];
    readonly problem: string;
  };
}

/** The codes of this room's errors. */
export type CliErrorCode = keyof CliErrorFacts;

/** What a preset is for, and what there is instead. */
const FOR_WIRING: Readonly<Record<Wiring, string>> = {
  pairs: 'pairs of cells',
  complete: 'complete cells, as those of NAS-Bench-201',
  path: 'paths through a hypercuboid',
  recurrent: 'recurrent cells',
};
const OF_WIRING: Readonly<Record<Wiring, string>> = {
  pairs: 'a pair of cells',
  complete: 'a complete cell, as those of NAS-Bench-201',
  path: 'a path through a hypercuboid',
  recurrent: 'a recurrent cell',
};

const MESSAGES: { readonly [C in CliErrorCode]: (facts: CliErrorFacts[C]) => string } = {
  'cli/wrong-use': ({ problem }) => problem,
  'cli/other-data': ({ name, is, needs }) =>
    `${name} is ${is}, and these settings are for ${needs}: give other data, or begin from another preset (see: dartboard presets list).`,
  'cli/unknown-preset': ({ preset, kind, known }) =>
    `There is no ${kind} preset named "${preset}"${didYouMean(nearest(preset, known, 1))}; allowed are ${listed(known)}.`,
  'cli/foreign-preset': ({ preset, its, wiring, known }) =>
    `The preset "${preset}" is for ${FOR_WIRING[its]}, and this is ${OF_WIRING[wiring]}; allowed are ${listed(known)}.`,
  'cli/unknown-setting': ({ key, near, there }) =>
    `There is no setting "${key}"${didYouMean(near)}; ${there}.`,
  'cli/bad-setting': ({ key, problem }) => `${key}: ${problem}.`,
  'cli/unreadable-file': ({ path, reason }) => `${path} cannot be read: ${reason}; check the path.`,
  'cli/data-changed': ({ name, expected, found }) =>
    `The data set ${name} is not the one that the run began with (content ${found}, then ${expected}). Restore it, or start a new run.`,
  'cli/split-changed': ({ name, expected, found }) =>
    `The run's copy of its split ${name} was changed (now ${found}, then ${expected}). Restore the file split.json in the run's folder, or start a new run.`,
  'cli/data-mismatch': ({ name, problem }) => `The data set ${name} does not fit the run: ${problem}.`,
  'cli/no-genotype': ({ run, problem }) => `The run ${run} gives no genotype: ${problem}.`,
  'cli/not-a-training': ({ run }) =>
    `The run ${run} is a search: its supernet is no result. Train its cell first, then evaluate that training.`,
  'cli/not-finished': ({ run, state }) =>
    `The run ${run} is not finished (${state}). Let it end, or resume it, then evaluate it.`,
  'cli/bad-picture': ({ name, problem }) =>
    `${name} is ${problem}. Give an image as a JPEG, PNG, GIF, WebP or TIFF file.`,
  'cli/no-evaluation': ({ run, evaluation }) =>
    `The run ${run} has no evaluation ${evaluation} any more. Evaluate it again.`,
  'cli/no-predictions': ({ whose }) =>
    `What was predicted of each image is not kept with ${whose}. Evaluate it again: then it is.`,
  'cli/examiner-ended': ({ how }) =>
    `The process that holds the network ended before it answered (${how}). Try again; if it ends again, there may be too little memory for the network beside what runs now.`,
  'cli/not-forkable': ({ run, settings, problem }) =>
    settings.length === 0
      ? `The run ${run} cannot go on from this checkpoint: ${problem}.`
      : `${settings.join(' and ')} cannot be changed while the run ${run} goes on from a checkpoint: ${problem}.`,
};

/** Errors that the command line itself caused: they end the program with 2. */
const WRONG_USE: readonly string[] = [
  'cli/wrong-use',
  'cli/unknown-preset',
  'cli/foreign-preset',
  'cli/unknown-setting',
  'cli/bad-setting',
  'cli/not-forkable',
] satisfies CliErrorCode[];

/**
 * An error of this room, with its sentence made from the facts.
 *
 * @param code - which error
 * @param facts - what the sentence needs, kept as the error's `data`
 * @param cause - what was thrown below, if anything
 */
export function cliError<C extends CliErrorCode>(
  code: C,
  facts: CliErrorFacts[C],
  cause?: unknown,
): AppError {
  const trail = cause === undefined ? {} : { cause };
  return new AppError(code, MESSAGES[code](facts), { data: { ...facts }, ...trail });
}

/** With what the program ends after that error: 2 for wrong use, 1 for all else. */
export function exitCodeOf(thrown: unknown): 1 | 2 {
  return thrown instanceof AppError && WRONG_USE.includes(thrown.code) ? 2 : 1;
}

/**
 * What the parser of the command line complains of, in our way.
 *
 * @param command - the command that was called, whose help may help; null if it is unknown
 */
export function wrongUse(error: CommanderError, command: string | null): AppError {
  const value = wrongValue(error.message);
  if (value !== null) return cliError('cli/wrong-use', { problem: value }, error);
  const complaint = error.message
    .replace(/^error: /, '')
    .replace(/\s*\((Did you mean .*)\)$/, (_, question: string) => `; ${question.replace('Did', 'did')}`);
  const sentence = complaint.replace(/^./, (letter) => letter.toUpperCase()).replace(/(?<![.?])$/, '.');
  const help = `See: dartboard ${command === null ? '' : `${command} `}--help`;
  return cliError('cli/wrong-use', { problem: `${sentence} ${help}` }, error);
}

const WRONG_OPTION =
  /^error: option '(?:-\w, )?(?<name>--[\w-]+).*?' argument '(?<value>.*)' is invalid\. (?<reason>.*)$/s;
const WRONG_ARGUMENT =
  /^error: command-argument value '(?<value>.*)' is invalid for argument '(?<name>.*?)'\. (?<reason>.*)$/s;

/** What the parser says of a value that an option or argument refuses, as one sentence; null of all else that it says. */
function wrongValue(message: string): string | null {
  const { name, value, reason } = (WRONG_OPTION.exec(message) ?? WRONG_ARGUMENT.exec(message))?.groups ?? {};
  if (name === undefined || reason === undefined) return null;
  const wanted = reason
    .replace(/\.$/, '')
    .replace(
      /^Allowed choices are (.*)$/,
      (_, choices: string) => `Expected ${listed(choices.split(', '), 'or')}`,
    )
    .replace(/^./, (letter) => letter.toLowerCase());
  return `${name}: ${wanted}, got ${shown(value)}.`;
}
