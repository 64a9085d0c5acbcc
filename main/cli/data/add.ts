import type { Command } from 'commander';
import { addSet, isText, locateDataset, READERS, TEXT_LAYOUT } from '../../data/index.ts';
import type {
  AddedSet,
  AnyReaderDef,
  RegisteredImages,
  RegisteredWords,
  SetFacts,
} from '../../data/index.ts';
import { SEARCH_PRESETS } from '../../search/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { opening } from '../places.ts';
import { configure } from '../settings.ts';
import { isTree } from '../setting-shape.ts';
import { factRows, sourceWords, textRows } from './set-words.ts';
import { withStages } from './stages.ts';

interface AddOptions {
  readonly name?: string;
  readonly copy?: true;
  readonly reader?: string;
  readonly set: readonly string[];
}

/** `data add`. */
export function defineAdd(command: Command, cli: Cli): void {
  command
    .command('add')
    .description('register a data set under a name: its files are recognized, read and checked')
    .argument('<path>', 'its folder, its archive, or one of its files')
    .option('--name <name>', 'what it is to be called; without it, what it calls itself')
    .option('--copy', 'copy its files to where your data sets are, instead of leaving them in their place')
    .option(
      '--reader <reader>',
      `read it with that reader, instead of the one that recognizes it: ${[...Object.keys(READERS), TEXT_LAYOUT.name].join(', ')}`,
    )
    .option(
      '--set <key=value>',
      'tell the reader what the files do not say, as classes=["cat","dog"]; may be repeated',
      (value: string, all: readonly string[]) => [...all, value],
      [],
    )
    .action(async (path: string, { name, copy, reader, set }: AddOptions) => {
      const wanted = {
        path,
        name: name ?? null,
        isCopied: copy === true,
        reader: reader ?? null,
        config: await readerConfig(cli, path, { reader, set }),
      };
      const added = await withStages(cli, (context) => addSet(wanted, context));
      if (added !== null) tellAdded(cli, added);
    });
}

/** What the reader of the set is told. @throws AppError `cli/unknown-setting`, `cli/bad-setting`, `data/...` */
async function readerConfig(
  { host }: Cli,
  path: string,
  { reader, set }: Pick<AddOptions, 'set'> & { readonly reader: string | undefined },
): Promise<Readonly<Record<string, unknown>>> {
  if (set.length === 0) return {};
  // A text is told nothing: whatever it is, opening refuses it.
  if (await isText({ path, reader: reader ?? null }))
    return Object.fromEntries(set.map((text) => [text, text]));
  const readers: Readonly<Record<string, AnyReaderDef>> = READERS;
  const name = reader ?? (await locateDataset(path, opening(host.places))).reader;
  const def = Object.hasOwn(readers, name) ? readers[name] : undefined;
  // Of a reader that there is not, opening says so.
  const config = def === undefined ? {} : configure(def.config, {}, set);
  return isTree(config) ? config : {};
}

/** Says what was registered. */
export function tellAdded({ output }: Cli, { set, summary, sameAs }: AddedSet): void {
  const { name, id } = set;
  const what = set.is === 'images' ? 'images' : 'text';
  for (const same of sameAs) output.message(`${same} has the same ${what}.`);
  const { notes, rows, use } = set.is === 'images' ? aboutImages(set) : aboutText(set);
  for (const note of notes) output.message(note);
  output.result(printableSet(set), () =>
    [
      `${name} is registered: ${summary}.`,
      table([...rows, ['files', sourceWords(set)], ['content', id]]),
      use,
    ].join('\n'),
  );
}

interface AboutSet {
  readonly notes: readonly string[];
  readonly rows: readonly (readonly [string, string])[];
  /** The shortest command that works with it. */
  readonly use: string;
}

const aboutImages = ({ name, facts }: RegisteredImages): AboutSet => ({
  notes: facts.skipped.map(({ count, reason }) => `${count} left out: ${reason}.`),
  rows: factRows(facts),
  use: useWords(name, facts),
});

const aboutText = ({ name, facts }: RegisteredWords): AboutSet => ({
  notes: facts.notes,
  rows: textRows(facts),
  use: `Use it with: dartboard search --preset rnn-quick --data ${name}`,
});

function useWords(name: string, { train, sizes }: SetFacts): string {
  if (train.count === 0) return `Test a finished training on it: dartboard evaluate RUN --data ${name}`;
  const { images } = SEARCH_PRESETS.quick.config;
  const all = images !== null && train.count < images ? ' --set images=null' : '';
  const view = sizes !== null && sizes.distinct > 1 ? ` --set 'view={"resize":36,"crop":32}'` : '';
  return `Use it with: dartboard search --preset quick --data ${name}${all}${view}`;
}

/** A registered set as scripts get it. */
export function printableSet({ facts, ...set }: AddedSet['set']): object {
  return { ...set, ...facts };
}
