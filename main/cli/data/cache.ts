import type { Command } from 'commander';
import { cacheContents, cacheFolder, clearCache } from '../../data/index.ts';
import type { CachedSet } from '../../data/index.ts';
import { bytesWords } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';

/** `data cache`. */
export function defineCache(command: Command, { host, output }: Cli): void {
  command
    .command('cache')
    .description('the decoded images that are kept so that data sets open fast')
    .option('--clear', 'delete all that no running process uses; it is made again when a set is opened')
    .action(async ({ clear }: { readonly clear?: true }) => {
      const { data } = host.places;
      const folder = cacheFolder(data);
      if (clear === true) {
        const removed = await clearCache(data);
        const left = await cacheContents(data);
        output.result({ folder, freedBytes: sum(removed), removed, left }, () =>
          [
            `Deleted ${removed.length} of ${removed.length + left.length} decoded data sets in ${folder}: ${bytesWords(sum(removed))} are free again.`,
            ...(left.length === 0 ? [] : [`In use, and left: ${left.map(nameWords).join(', ')}.`]),
          ].join('\n'),
        );
        return;
      }
      const sets = await cacheContents(data);
      output.result({ folder, bytes: sum(sets), sets }, () =>
        sets.length === 0
          ? `The cache in ${folder} is empty.`
          : [
              table([
                ['data set', 'size', 'last used (UTC)', ''],
                ...sets.map((set) => [
                  nameWords(set),
                  bytesWords(set.bytes),
                  set.lastUsed.slice(0, 16).replace('T', ' '),
                  set.isInUse ? 'in use' : '',
                ]),
              ]),
              `${bytesWords(sum(sets))} in ${folder}`,
            ].join('\n'),
      );
    });
}

const sum = (sets: readonly CachedSet[]): number => sets.reduce((total, { bytes }) => total + bytes, 0);

const nameWords = ({ name, key }: CachedSet): string => name ?? `damaged (${key})`;
