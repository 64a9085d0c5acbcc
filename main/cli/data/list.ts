import type { Command } from 'commander';
import { FETCHABLE, listRegistered, namedDatasets, removeAllLeftOver, splitNames } from '../../data/index.ts';
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
      const embedded = namedDatasets();
      const fetchable = Object.entries(FETCHABLE).map(([name, { title }]) => ({ name, title }));
      output.result({ embedded, sets: registered, fetchable }, () => {
        const rows = sets.map(({ name, facts: { train, test, classes, sizes }, added, path }) => [
          name,
          train.count,
          test.count,
          classes.length,
          shortSizeWords(sizes),
          added.slice(0, 10),
          path,
        ]);
        const own =
          rows.length === 0
            ? 'No data set of your own is registered yet. Register one with: dartboard data add PATH'
            : table([['name', 'training', 'test', 'classes', 'size', 'added', 'files'], ...rows]);
        return [
          own,
          ...embedded.map(({ name, title }) => `Comes with the program: ${name} (${title})`),
          `Can be fetched with "dartboard data fetch NAME": ${fetchable.map(({ name }) => name).join(', ')}`,
        ].join('\n');
      });
    });
}
