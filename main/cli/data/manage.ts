import type { Command } from 'commander';
import {
  changedFiles,
  holdingsOf,
  relocateSet,
  removeSet,
  requireRegistered,
  verifySet,
} from '../../data/index.ts';
import type { RegisteredSet } from '../../data/index.ts';
import { bytesWords } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import { cliError } from '../errors.ts';
import { printableSet } from './add.ts';
import { checkedWords } from './set-words.ts';
import { withStages } from './stages.ts';

const NAME_HELP = 'the name of a registered data set';

/** `data verify`. */
export function defineVerify(command: Command, cli: Cli): void {
  command
    .command('verify')
    .description(
      'read all files of a data set again, and compare with what was registered and what is published',
    )
    .argument('<name>', NAME_HELP)
    .action(async (name: string) => {
      const verified = await withStages(cli, (context) => verifySet(name, context));
      if (verified === null) return;
      const { set, found, files, isAsRegistered } = verified;
      const isGood = isAsRegistered && changedFiles(files).length === 0;
      cli.output.result({ name, verified: isGood, id: set.id, found, files }, () =>
        [
          isAsRegistered
            ? `${name} is what was registered: content ${found}, read again from ${set.path}.`
            : `${name} is no longer what was registered: its content is ${found}, and was ${set.id}. Restore its files in ${set.path}, or remove it and add it again; runs that began with it need it as it was.`,
          ...files.map(checkedWords),
        ].join('\n'),
      );
      if (!isGood) process.exitCode = 1;
    });
}

/** `data relocate`. */
export function defineRelocate(command: Command, cli: Cli): void {
  command
    .command('relocate')
    .description('tell where the files of a data set were moved to; its content must be the same')
    .argument('<name>', NAME_HELP)
    .argument('<path>', 'where its files are now')
    .action(async (name: string, path: string) => {
      const moved = await withStages(cli, (context) => relocateSet(name, path, context));
      if (moved !== null)
        cli.output.result(
          printableSet(moved),
          () => `${name} is now at ${moved.path}; its content is the same.`,
        );
    });
}

/** `data remove`. */
export function defineRemove(command: Command, { host, output }: Cli): void {
  command
    .command('remove')
    .description('forget a data set; files that were copied or fetched for it are deleted, others stay')
    .argument('<name>', NAME_HELP)
    .option('--yes', 'delete its own files too, without asking')
    .action(async (name: string, { yes }: { readonly yes?: true }) => {
      const { data } = host.places;
      const set = await requireRegistered(data, name);
      const { fileBytes, splits } = await holdingsOf(data, name);
      const goes = whatGoes(set, { fileBytes, splits });
      if (goes !== null && yes !== true)
        throw cliError('cli/wrong-use', { problem: `Removing ${name} deletes ${goes}: say so with --yes.` });
      await removeSet(data, name);
      const left = set.source.kind === 'referenced' ? set.path : null;
      output.result({ name, freedBytes: fileBytes, splits, left }, () =>
        [
          `${name} is no longer registered.`,
          ...(goes === null ? [] : [`Deleted: ${goes}.`]),
          ...(left === null ? [] : [`Its files stay where they are, in ${left}.`]),
        ].join(' '),
      );
    });
}

/** What is deleted with a set, in words; null: nothing but its record. */
function whatGoes(
  { path, source }: RegisteredSet,
  { fileBytes, splits }: { readonly fileBytes: number; readonly splits: readonly string[] },
): string | null {
  const goes = [
    ...(source.kind === 'owned' ? [`${bytesWords(fileBytes)} of files in ${path}`] : []),
    ...(splits.length === 0 ? [] : [`its splits ${splits.join(', ')}`]),
  ];
  return goes.length === 0 ? null : goes.join(' and ');
}
