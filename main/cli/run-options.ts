import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { cliError } from './errors.ts';
import { readText } from './genotype-argument.ts';
import { messageOf } from '../base/errors.ts';

/** The options that every command which makes a run has. */
export interface RunOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly data?: string;
  readonly seed?: number;
  readonly set: readonly string[];
}

const MOST_SEED = 2 ** 31 - 1;

/** Declares the options of a command that makes a run. */
export function addRunOptions(command: Command, presets: readonly string[]): Command {
  return command
    .option('--preset <name>', `settings to begin from: ${presets.join(', ')}`)
    .option('--config <file>', 'a JSON file with all settings, instead of a preset')
    .option('--data <name or folder>', 'a data set by its name, or a folder')
    .option('--seed <number>', 'decides every random choice', parseSeed)
    .option(
      '--set <key=value>',
      'change one setting; may be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    );
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= MOST_SEED) return seed;
  throw new InvalidArgumentError(`A seed is a whole number from 0 to ${MOST_SEED}.`);
}

/** What the options ask for. @throws AppError `cli/wrong-use`, `cli/unreadable-file` */
export function wantedOf(options: RunOptions, fallback: string | null) {
  const { preset, config, set, data = null, seed = null } = options;
  if (preset !== undefined && config !== undefined) {
    throw cliError('cli/wrong-use', { problem: 'Give either --preset or --config, not both.' });
  }
  if (config !== undefined) return { preset: null, config: readConfig(config), set, data, seed };
  const chosen = preset ?? fallback;
  if (chosen === null) throw cliError('cli/wrong-use', { problem: 'Give --preset NAME or --config FILE.' });
  return { preset: chosen, config: null, set, data, seed };
}

function readConfig(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw cliError(
      'cli/unreadable-file',
      { path, reason: `it is not valid JSON (${messageOf(error)})` },
      error,
    );
  }
}
