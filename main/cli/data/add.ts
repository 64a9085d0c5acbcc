import type { Command } from 'commander';
import { addSet, locateDataset, READERS } from '../../data/index.ts';
import type { AddedSet, AnyReaderDef } from '../../data/index.ts';
import { SEARCH_PRESETS } from '../../search/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { opening } from '../places.ts';
import { configure } from '../settings.ts';
import { isTree } from '../setting-shape.ts';
import { factRows, sourceWords } from './set-words.ts';
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
    .option('--reader <reader>', 'read it with that reader, instead of the one that recognizes it')
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
  const readers: Readonly<Record<string, AnyReaderDef>> = READERS;
  const name = reader ?? (await locateDataset(path, opening(host.places))).reader;
  const def = Object.hasOwn(readers, name) ? readers[name] : undefined;
  // Of a reader that there is not, opening says so.
  const config = def === undefined ? {} : configure(def.config, {}, set);
  return isTree(config) ? config : {};
}

/** Says what was registered. */
export function tellAdded({ output }: Cli, { set, summary, sameAs }: AddedSet): void {
  const { name, id, facts } = set;
  for (const same of sameAs) output.message(`${same} has the same images.`);
  for (const { count, reason } of facts.skipped) output.message(`${count} left out: ${reason}.`);
  output.result(printableSet(set), () =>
    [
      `${name} is registered: ${summary}.`,
      table([...factRows(facts), ['files', sourceWords(set)], ['content', id]]),
      useWords(set),
    ].join('\n'),
  );
}

/** The shortest command that works with a set. */
function useWords({ name, facts: { train, sizes } }: AddedSet['set']): string {
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
