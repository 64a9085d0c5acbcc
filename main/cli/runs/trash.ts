import type { Command } from 'commander';
import { bytesWords, resolveTrashed } from '../../runs/index.ts';
import type { TrashedRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { toSeconds } from './query-options.ts';

const ID_HELP = 'the id of a removed run, or the beginning of it';

/** `runs trash`. */
export function defineTrash(command: Command, cli: Cli): void {
  const trash = command.command('trash').description('removed runs: list, restore, empty');
  defineTrashList(trash, cli);
  defineRestore(trash, cli);
  defineEmpty(trash, cli);
}

function defineTrashList(command: Command, { host, output }: Cli): void {
  command
    .command('list')
    .description('removed runs, and what emptying the trash frees')
    .action(async () => {
      const list = await host.store.trash.list();
      output.result(list, () => {
        if (list.runs.length === 0 && list.totalBytes === 0) return 'The trash is empty.';
        const rows = list.runs.map(({ run, kind, removed, sizeBytes, title }) => [
          run,
          kind ?? '',
          removed.slice(0, 16).replace('T', ' '),
          bytesWords(sizeBytes),
          title ?? '(its record cannot be read)',
        ]);
        const heads = ['run', 'kind', 'removed (UTC)', 'size', 'title'];
        return `${table([heads, ...rows])}\n${bytesWords(list.totalBytes)} in all`;
      });
    });
}

function defineRestore(command: Command, { host, output }: Cli): void {
  command
    .command('restore')
    .description('put removed runs back')
    .argument('<run...>', ID_HELP)
    .action(async (references: readonly string[]) => {
      for (const reference of references) {
        const run = await host.store.trash.restore(reference);
        const { paths } = await host.store.locate(run);
        output.result({ run, folder: paths.folder }, () => `The run ${run} is back.`);
      }
    });
}

interface EmptyOptions {
  /** In seconds. */
  readonly olderThan?: number;
  readonly dryRun?: boolean;
}

function defineEmpty(command: Command, { host, output }: Cli): void {
  command
    .command('empty')
    .description('delete removed runs for good')
    .argument('[run...]', `${ID_HELP}; all: every one`)
    .option('--older-than <duration>', 'only those that were removed longer ago, such as 30d', toSeconds)
    .option('--dry-run', 'only show which runs that would be')
    .action(async (references: readonly string[], { olderThan, dryRun }: EmptyOptions) => {
      if (references.length === 0 && olderThan === undefined)
        throw cliError('cli/wrong-use', {
          problem: 'Name the runs that are to be deleted for good, or all, or give --older-than.',
        });
      const { runs, totalBytes } = await host.store.trash.list();
      const isAll = references.length === 0 || references.includes('all');
      const chosen = (isAll ? runs : resolveTrashed(references, runs)).filter(
        ({ removed }) => olderThan === undefined || Date.now() - Date.parse(removed) > 1000 * olderThan,
      );
      if (dryRun) {
        // What an emptying left that was interrupted goes with them.
        const kept = runs.filter((run) => !chosen.includes(run));
        const bytes = kept.reduce((rest, { sizeBytes }) => rest - sizeBytes, totalBytes);
        output.result(emptied(chosen, bytes, false), () => dryWords(chosen, bytes));
        return;
      }
      const { freedBytes } = await host.store.trash.empty(chosen);
      output.result(
        emptied(chosen, freedBytes, true),
        () => `${countWords(chosen)} deleted for good: ${bytesWords(freedBytes)} are free again.`,
      );
    });
}

const emptied = (chosen: readonly TrashedRun[], freedBytes: number, deleted: boolean): object => ({
  runs: chosen.map(({ run }) => run),
  freedBytes,
  deleted,
});

const dryWords = (chosen: readonly TrashedRun[], bytes: number): string =>
  [
    ...chosen.map(({ run, sizeBytes }) => `${run}  ${bytesWords(sizeBytes)}`),
    `${countWords(chosen)} would be deleted for good, which frees ${bytesWords(bytes)}.`,
  ].join('\n');

const countWords = (chosen: readonly TrashedRun[]): string =>
  chosen.length === 1 ? '1 run' : `${chosen.length} runs`;
