import { resolve } from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import {
  factsOf,
  findDuplicates,
  findRegistered,
  isCorpusName,
  openCorpus,
  openDataset,
  splitNames,
  writeSampleSheet,
} from '../../data/index.ts';
import type { AddContext, Dataset, Duplicates, RegisteredSet, Sheet } from '../../data/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { opening } from '../places.ts';
import { parseSeed } from '../run-options.ts';
import { showText } from './show-text.ts';
import { balanceWords, factRows, histogramWords, sourceWords } from './set-words.ts';
import { withStages } from './stages.ts';

interface ShowOptions {
  readonly samples?: string;
  readonly perClass: number;
  readonly seed: number;
  readonly duplicates?: true;
}

const MOST_PER_CLASS = 100;

/** `data show`. */
export function defineShow(command: Command, cli: Cli): void {
  command
    .command('show')
    .description(
      'a data set: counts, balance of the classes, sizes, mean and deviation; of a text: its vocabulary, and what each part lacks of it',
    )
    .argument('<name or path>', 'a data set by its name, or its folder, archive or file')
    .option('--samples <file.png>', 'write a sheet of sample images there, a row of each class')
    .option('--per-class <number>', 'how many images of a class the sheet has', parsePerClass, 10)
    .option('--seed <number>', 'decides which images the sheet has', parseSeed, 0)
    .option('--duplicates', 'look for images that are in the set more than once')
    .action(async (name: string, options: ShowOptions) => {
      const places = opening(cli.host.places);
      const { samples, duplicates } = options;
      if (await isCorpusName(name, places)) {
        const asked = Object.entries({ samples, duplicates }).find(([, value]) => value !== undefined);
        if (asked !== undefined)
          throw cliError('cli/wrong-use', { problem: `${name} is a text: --${asked[0]} is for images.` });
        const corpus = await openCorpus(name, places);
        showText(cli, corpus, await findRegistered(cli.host.places.data, name));
        return;
      }
      const shown = await withStages(cli, (context) => look(name, options, context));
      if (shown !== null) tell(cli, name, shown);
    });
}

interface Shown {
  readonly dataset: Dataset;
  readonly registered: RegisteredSet | null;
  readonly splits: readonly string[];
  readonly duplicates: Duplicates | null;
  readonly sheet: Sheet | null;
}

async function look(name: string, options: ShowOptions, { opening, onProgress }: AddContext): Promise<Shown> {
  const { dataDir, signal } = opening;
  const dataset = await openDataset(name, {
    ...opening,
    onProgress: ({ phase, done, total }) => onProgress(phase, done, total),
  });
  const registered = await findRegistered(dataDir, name);
  const { samples, perClass, seed } = options;
  const watched = {
    onProgress: (done: number, total: number) => onProgress('images', done, total),
    ...(signal === undefined ? {} : { signal }),
  };
  return {
    dataset,
    registered,
    splits: registered === null ? [] : await splitNames(dataDir, name),
    sheet:
      samples === undefined ? null : await writeSampleSheet(dataset, resolve(samples), { perClass, seed }),
    duplicates: options.duplicates === true ? await findDuplicates(dataset, watched) : null,
  };
}

function tell({ output }: Cli, name: string, shown: Shown): void {
  const { dataset, registered, splits, duplicates, sheet } = shown;
  const facts = factsOf(dataset);
  const value = {
    name,
    id: dataset.id,
    ...facts,
    ...(registered === null
      ? {}
      : {
          source: registered.source,
          path: registered.path,
          reader: registered.reader,
          added: registered.added,
        }),
    splits,
    ...(duplicates === null ? {} : { duplicates }),
    ...(sheet === null ? {} : { samples: sheet }),
  };
  output.result(value, () => {
    const rows = [
      ['name', name],
      ...factRows(facts),
      ['content', dataset.id],
      ...(registered === null
        ? []
        : [
            ['files', sourceWords(registered)],
            ['added', registered.added],
            ['splits', splits.length === 0 ? 'none' : splits.join(', ')],
          ]),
    ];
    const histogram = histogramWords(facts.sizes);
    return [
      table(rows),
      '',
      balanceWords(facts),
      ...(histogram === null ? [] : ['', histogram]),
      ...(duplicates === null ? [] : ['', duplicateWords(duplicates, dataset)]),
      ...(sheet === null ? [] : ['', sheetWords(sheet, dataset)]),
    ].join('\n');
  });
}

function duplicateWords(found: Duplicates, { classes }: Dataset): string {
  const { withinTrain, withinTest, across, conflicting, groups, examples } = found;
  if (groups === 0) return 'No image is in the set more than once.';
  return [
    `In the set more than once: ${groups} images. ${withinTrain} copies within the training images, ${withinTest} within the test images; ${across} test images are training images too; ${conflicting} have several labels.`,
    ...examples.map((group) =>
      group
        .map(({ part, index, label }) => `${part} ${index} (${classes[label] ?? String(label)})`)
        .join(' = '),
    ),
  ].join('\n');
}

function sheetWords({ file, rows }: Sheet, { classes }: Dataset): string {
  return classes.length > rows
    ? `Samples of all classes, ${rows} in a column, are in ${file}.`
    : `Samples are in ${file}; from the top: ${classes.join(', ')}.`;
}

function parsePerClass(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_PER_CLASS) return count;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_PER_CLASS}.`);
}
