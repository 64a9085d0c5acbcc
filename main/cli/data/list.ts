import type { Command } from 'commander';
import {
  FETCHABLE,
  listRegistered,
  namedCorpora,
  namedDatasets,
  removeAllLeftOver,
  splitNames,
} from '../../data/index.ts';
import type { RegisteredSet } from '../../data/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { printableSet } from './add.ts';
import { shortSizeWords } from './set-words.ts';

/** `data list`. */
export function defineList(command: Command, { host, output }: Cli): void {
  command
    .command('list')
    .description('the data sets that have a name')
    .action(async () => {
      const { data } = host.places;
      await removeAllLeftOver(data);
      const { sets, problems } = await listRegistered(data);
      for (const problem of problems) output.message(`dartboard: ${problem}`);
      const registered = [];
      for (const set of sets)
        registered.push({ ...printableSet(set), splits: await splitNames(data, set.name) });
      const embedded = [...namedDatasets(), ...namedCorpora()];
      const fetchable = Object.entries(FETCHABLE).map(([name, { title }]) => ({ name, title }));
      output.result({ embedded, sets: registered, fetchable }, () => {
        const own =
          sets.length === 0
            ? 'No data set of your own is registered yet. Register one with: dartboard data add PATH'
            : table([['name', 'training', 'test', 'kinds', 'size', 'added', 'files'], ...sets.map(rowOf)]);
        return [
          own,
          ...embedded.map(({ name, title }) => `Comes with the program: ${name} (${title})`),
          `Can be fetched with "dartboard data fetch NAME": ${fetchable.map(({ name }) => name).join(', ')}`,
        ].join('\n');
      });
    });
}

/** Of a text, tokens are counted, and different words. */
function rowOf(set: RegisteredSet): readonly (string | number)[] {
  const { name, added, path } = set;
  const place = [added.slice(0, 10), path];
  if (set.is === 'words') {
    const { train, test, vocabulary } = set.facts;
    return [name, `${train.tokens} tokens`, `${test.tokens} tokens`, `${vocabulary} words`, 'text', ...place];
  }
  const { train, test, classes, sizes } = set.facts;
  return [name, train.count, test.count, `${classes.length} classes`, shortSizeWords(sizes), ...place];
}
