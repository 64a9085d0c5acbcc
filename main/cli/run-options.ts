import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { messageOf } from '../base/errors.ts';
import { isHyperCuboid, referenceTo } from '../spaces/index.ts';
import type { SearchSpace } from '../spaces/index.ts';
import { cliError } from './errors.ts';
import { GENOTYPE_HELP, readText } from './genotype-argument.ts';
import { presetsOf, supernetDefaults } from './kinds.ts';
import type { RunRequest } from './plan-run.ts';
import { careOf } from './run-care.ts';
import type { CareOptions } from './run-care.ts';
import { readSpaceArgument, SPACE_HELP } from './space-argument.ts';
import type { CellSource } from './wanted-cell.ts';

/** The options that every command which makes a run has. */
export interface RunOptions extends CareOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly data?: string;
  readonly split?: string;
  readonly seed?: number;
  readonly set: readonly string[];
}

/** The options of a command that makes a training. */
export interface TrainOptions extends RunOptions {
  readonly from?: string;
  readonly genotype?: string;
}

const MOST_SEED = 2 ** 31 - 1;

/** The options of a command that makes a search. */
export interface SearchOptions extends RunOptions {
  readonly space?: string;
}

/** Declares what selects a search. */
export const addSearchOptions = (command: Command): Command =>
  addRunOptions(command, Object.keys(presetsOf('search')))
    .option('--space <space>', `search in that space instead: ${SPACE_HELP}`)
    .addHelpText('after', SIZE_HELP);

const SIZE_HELP = `
The supernet has the cells and channels of --set network.cells=N and network.initChannels=C, else those of the preset or the
configuration file, else those of the space. Which cells are reduction cells, the space says.`;

/** Declares what selects a training. */
export const addTrainOptions = (command: Command): Command =>
  addRunOptions(command, Object.keys(presetsOf('train')))
    .option('--from <run>', 'the cell of that run; RUN@EPOCH for that of a search after so many epochs')
    .option('--genotype <genotype>', `${GENOTYPE_HELP}, or an architecture string of NAS-Bench-201`)
    .addHelpText('after', CELL_HELP);

const CELL_HELP = `
Two settings come with the cell wherever neither the preset or the configuration file nor --set names them: network.opTable, what
its names stood for where it was found or published, and network.reductions, which cells its space makes reduction cells. (presets
show leaves them out where the preset does.) A cell from a space of one's own also has the mid channels of its own definitions,
whatever preset or file say; only --set network.midChannels=N changes them.`;

/** The search that the options ask for. @throws AppError `cli/wrong-use`, `cli/unreadable-file`, `spaces/...` */
export function searchRequest({ space, ...options }: SearchOptions): RunRequest {
  const { preset, config } = options;
  if (preset === undefined && config === undefined) {
    throw cliError('cli/wrong-use', { problem: 'Give --preset NAME or --config FILE.' });
  }
  const wanted = wantedOf(options);
  if (space === undefined) return { kind: 'search', ...wanted };
  const searched = readSpaceArgument(space);
  const assignments = [`space=${JSON.stringify(referenceTo(searched))}`, ...fixedBy(searched), ...wanted.set];
  return { kind: 'search', ...wanted, set: assignments };
}

/** What a hypercuboid says of its supernet, whatever the preset or the file says; nothing of a space of cells. */
function fixedBy(space: SearchSpace): readonly string[] {
  if (!isHyperCuboid(space)) return [];
  const { cells, initChannels } = supernetDefaults(space);
  return ['network.kind=cifar', `network.cells=${cells}`, `network.initChannels=${initChannels}`];
}

/** The training that the options ask for. @throws AppError `cli/wrong-use`, `cli/unreadable-file` */
export const trainRequest = (options: TrainOptions): RunRequest => ({
  kind: 'train',
  cell: cellOf(options),
  ...wantedOf(options),
});

function cellOf({ from, genotype }: TrainOptions): CellSource {
  if (from !== undefined && genotype === undefined) return { from };
  if (genotype !== undefined && from === undefined) return { genotype };
  throw cliError('cli/wrong-use', { problem: 'Give either --from RUN or --genotype GENOTYPE.' });
}

const SPLIT_HELP =
  'divide the images by a saved split of the data set, or by a file with one (see: dartboard data split --help): the weights learn from its train images, and its valid images are those that the alphas learn from in a search, and that a training is tested on';

function addRunOptions(command: Command, presets: readonly string[]): Command {
  return command
    .option('--preset <name>', `settings to begin from: ${presets.join(', ')}`)
    .option('--config <file>', 'a JSON file with all settings, instead of a preset')
    .option(
      '--data <name or path>',
      'a data set by its name (see: dartboard data list), or its folder or archive',
    )
    .option('--split <name or file>', SPLIT_HELP)
    .option('--seed <number>', 'decides every random choice', parseSeed)
    .option(
      '--set <key=value>',
      'change one setting; may be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    );
}

/** The seed that an option is given. @throws commander's InvalidArgumentError */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= MOST_SEED) return seed;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${MOST_SEED}.`);
}

function wantedOf(options: RunOptions) {
  const { preset, config, set, data = null, split, seed = null } = options;
  if (preset !== undefined && config !== undefined) {
    throw cliError('cli/wrong-use', { problem: 'Give either --preset or --config, not both.' });
  }
  const shared = { set, data, seed, ...(split === undefined ? {} : { split }), ...careOf(options) };
  if (config !== undefined) return { preset: null, config: readConfig(config), ...shared };
  return { preset: preset ?? null, config: undefined, ...shared };
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
