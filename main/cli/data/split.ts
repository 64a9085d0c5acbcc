import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { writeDurably } from '../../base/durable.ts';
import { writeFailure } from '../../base/system-failure.ts';
import {
  findRegistered,
  makeSplit,
  openDataset,
  printSplit,
  readSplit,
  removeSplit,
  saveSplit,
  SPLIT_KINDS,
  splitId,
  splitNames,
  splitText,
} from '../../data/index.ts';
import type {
  AddContext,
  Dataset,
  ImageSplit,
  SplitKind,
  SplitKindDef,
  SplitSettings,
} from '../../data/index.ts';
import { runsError } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { readText } from '../genotype-argument.ts';
import { table } from '../output.ts';
import { parseSeed } from '../run-options.ts';
import { withStages } from './stages.ts';

interface SplitOptions {
  readonly kind?: SplitKind;
  readonly fraction?: number;
  readonly seed?: number;
  readonly folds?: number;
  readonly fold?: number;
  readonly import?: string;
  readonly otherData?: true;
  readonly export?: string;
  readonly remove?: string;
  readonly name?: string;
  readonly out?: string;
}

const HELP = `
Kinds:
${Object.entries(SPLIT_KINDS)
  .map(([name, { title }]) => `  ${name}: ${title}`)
  .join('\n')}

With none of --kind, --import, --export and --remove the saved splits are listed. --kind kfold makes a split of each fold, or of --fold alone. Use
a split with: dartboard search --data NAME --split SPLIT`;

/** `data split`. */
export function defineSplit(command: Command, cli: Cli): void {
  command
    .command('split')
    .description('divide the images of a data set, and list, import and export such splits')
    .argument(
      '<name or path>',
      'a data set by its name; splits of others than registered ones go to --out FILE',
    )
    .addOption(new Option('--kind <kind>', 'how to divide').choices(Object.keys(SPLIT_KINDS)))
    .option(
      '--fraction <number>',
      'the share that is learnt from, between 0 and 1; a half without it',
      parseFraction,
    )
    .option('--seed <number>', 'decides every random choice', parseSeed)
    .option('--folds <number>', 'how many folds', parseFolds)
    .option('--fold <number>', 'only the split that holds that fold out, counted from 0', parseFold)
    .option('--import <file>', 'a split that this program or NAS-Bench-201 has written')
    .option('--other-data', 'import it although it was made for data of another content')
    .option('--export <split>', 'write that saved split to --out FILE')
    .option('--remove <split>', 'delete that saved split; runs keep the copy that they have of it')
    .option('--name <name>', 'what the split is to be called')
    .option('--out <file>', 'write the split to that file instead of saving it')
    .addHelpText('after', HELP)
    .action(async (name: string, options: SplitOptions) => {
      checkOptions(options);
      await withStages(cli, (context) => splitting(cli, { name, options, context }));
    });
}

interface Splitting {
  readonly name: string;
  readonly options: SplitOptions;
  readonly context: AddContext;
}

async function splitting(cli: Cli, asked: Splitting): Promise<true> {
  const { kind, import: from, export: exported, remove: removed } = asked.options;
  if (exported !== undefined) await exportSplit(cli, asked, exported);
  else if (removed !== undefined) await dropSplit(cli, asked, removed);
  else if (kind === undefined && from === undefined) await listSplits(cli, asked);
  else await keepEach(cli, asked);
  return true;
}

/** Makes or imports splits, and saves them or writes them to a file. */
async function keepEach({ output }: Cli, { name, options, context }: Splitting): Promise<void> {
  const { dataDir } = context.opening;
  const isRegistered = (await findRegistered(dataDir, name)) !== null;
  if (!isRegistered && options.out === undefined)
    throw cliError('cli/wrong-use', {
      problem: `${name} is not registered, so its splits are saved nowhere: give --out FILE, or register it with "dartboard data add".`,
    });
  const dataset = await openDataset(name, {
    ...context.opening,
    onProgress: ({ phase, done, total }) => context.onProgress(phase, done, total),
  });
  const splits = await wantedSplits(dataset, options);
  if (options.name !== undefined && splits.length > 1)
    throw cliError('cli/wrong-use', {
      problem: 'Several splits cannot have one --name: leave it out, or choose one --fold.',
    });
  if (options.out !== undefined && splits.length > 1)
    throw cliError('cli/wrong-use', {
      problem: 'Several splits do not go into one file: choose one with --fold.',
    });
  for (const made of splits) {
    const split = options.name === undefined ? made : { ...made, name: options.name };
    const file =
      options.out === undefined
        ? await saveSplit(dataDir, name, split)
        : await writeSplit(options.out, split);
    output.result(printable(split, file), () => `${splitWords(split)}, in ${file}`);
  }
}

async function wantedSplits(dataset: Dataset, options: SplitOptions): Promise<readonly ImageSplit[]> {
  if (options.import !== undefined) {
    const source = { file: options.import, dataset, isOtherDataAllowed: options.otherData === true };
    return [readSplit(readText(options.import), source)];
  }
  const { kind = 'halves', fraction = null, seed = null, folds = null, fold = null } = options;
  const settings: SplitSettings = { fraction, seed, folds, fold };
  const every = kind === 'kfold' && fold === null ? Array.from({ length: folds ?? 0 }, (_, i) => i) : [fold];
  return every.map((each) => makeSplit(dataset, kind, { ...settings, fold: each }));
}

async function exportSplit(
  { output }: Cli,
  { name, options, context }: Splitting,
  split: string,
): Promise<void> {
  const { file, text } = await splitText(context.opening.dataDir, name, split);
  const { out } = options;
  if (out === undefined)
    throw cliError('cli/wrong-use', { problem: '--export writes to a file: give --out FILE.' });
  const dataset = await openDataset(name, context.opening);
  const checked = readSplit(text, { file, dataset, isOtherDataAllowed: false });
  const written = await writeSplit(out, checked);
  output.result(printable(checked, written), () => `${splitWords(checked)}, in ${written}`);
}

async function dropSplit({ output }: Cli, { name, context }: Splitting, split: string): Promise<void> {
  await removeSplit(context.opening.dataDir, name, split);
  output.result({ name, removed: split }, () => `Removed the split ${split} of ${name}.`);
}

async function listSplits({ output }: Cli, { name, context }: Splitting): Promise<void> {
  const { opening } = context;
  const dataset = await openDataset(name, opening);
  const splits: ImageSplit[] = [];
  if ((await findRegistered(opening.dataDir, name)) !== null) {
    for (const split of await splitNames(opening.dataDir, name)) {
      const { file, text } = await splitText(opening.dataDir, name, split);
      splits.push(readSplit(text, { file, dataset, isOtherDataAllowed: false }));
    }
  }
  output.result({ name, splits: splits.map((split) => printable(split, null)) }, () =>
    splits.length === 0
      ? `${name} has no saved splits. Make one with: dartboard data split ${name} --kind halves`
      : table([
          ['split', 'of', 'learnt from', 'held out', 'how'],
          ...splits.map((split) => {
            const { train, valid } = countsOf(split);
            return [split.name, `${split.of} images`, train ?? 'all training', valid, howWords(split)];
          }),
        ]),
  );
}

async function writeSplit(path: string, split: ImageSplit): Promise<string> {
  const file = resolve(path);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeDurably(file, [printSplit(split)]);
  } catch (error) {
    throw runsError('runs/unwritable', { path: file, ...writeFailure(error) }, error);
  }
  return file;
}

function countsOf(split: ImageSplit) {
  return {
    train: split.of === 'train' ? split.parts.train.length : null,
    valid: split.parts.valid.length,
    test: split.of === 'test' ? split.parts.test.length : null,
  };
}

/** A split as scripts get it: its lists are in its file. */
function printable(split: ImageSplit, file: string | null): object {
  const { name, data, of, made } = split;
  return {
    split: name,
    id: splitId(split),
    data,
    of,
    ...countsOf(split),
    made,
    ...(file === null ? {} : { file }),
  };
}

const howWords = ({ made }: ImageSplit): string =>
  Object.entries(made)
    .map(([key, value]) => (key === 'how' ? String(value) : `${key} ${String(value)}`))
    .join(', ');

function splitWords(split: ImageSplit): string {
  const { train, valid, test } = countsOf(split);
  const parts =
    split.of === 'train'
      ? `${String(train)} training images to learn from and ${valid} held out`
      : `all training images to learn from, ${valid} test images held out for validation and ${String(test)} for testing`;
  return `${split.name} (${splitId(split)}): ${parts}`;
}

/** Passes if the options go together. @throws AppError `cli/wrong-use` */
function checkOptions(options: SplitOptions): void {
  const asked = (['kind', 'import', 'export', 'remove'] as const).filter((key) => options[key] !== undefined);
  const refuse = (problem: string): never => {
    throw cliError('cli/wrong-use', { problem });
  };
  if (asked.length > 1) refuse(`Give one of ${asked.map((key) => `--${key}`).join(' and ')}, not both.`);
  if (options.otherData === true && options.import === undefined)
    refuse('--other-data goes with --import FILE.');
  const { kind } = options;
  const def: SplitKindDef | null = kind === undefined ? null : SPLIT_KINDS[kind];
  for (const key of ['fraction', 'seed', 'folds', 'fold'] as const) {
    if (options[key] === undefined || def?.takes.includes(key) === true) continue;
    refuse(def === null ? `--${key} goes with --kind.` : `--kind ${kind ?? ''} has no --${key}.`);
  }
  if (kind === 'kfold' && options.folds === undefined) refuse('--kind kfold needs --folds K.');
}

function parseFraction(text: string): number {
  const fraction = Number(text);
  if (text.trim() !== '' && fraction > 0 && fraction < 1) return fraction;
  throw new InvalidArgumentError('Expected a number above 0 and below 1.');
}

const FEWEST_FOLDS = 2;
const MOST_FOLDS = 1000;

const parseFolds = (text: string): number => parseWhole(text, FEWEST_FOLDS, MOST_FOLDS);
const parseFold = (text: string): number => parseWhole(text, 0, MOST_FOLDS - 1);

function parseWhole(text: string, least: number, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
}
