import { Option } from 'commander';
import type { Command } from 'commander';
import { exportBundle } from '../../runs/index.ts';
import type { CheckpointChoice, Exported, ExportFormatName } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import type { Output } from '../output.ts';
import { findEach } from '../run-arguments.ts';
import { RUN_HELP } from './run-help.ts';

/** What `--force` does. */
export const FORCE_HELP = 'replace what is there: a file, or a folder that an export made';

interface Options {
  readonly out: string;
  readonly checkpoints: CheckpointChoice;
  readonly withParents: boolean;
  readonly logs: boolean;
  readonly force: boolean;
}

/** `runs export`. */
export function defineExport(command: Command, { host, output }: Cli): void {
  command
    .command('export')
    .description('pack whole runs into one file, for runs import elsewhere')
    .argument('<run...>', RUN_HELP)
    .requiredOption('--out <file>', 'where to write it, such as mine.dartboard')
    .addOption(
      new Option(
        '--checkpoints <which>',
        'all, the newest of each run, or none: then it cannot be resumed there',
      )
        .choices(['all', 'newest', 'none'])
        .default('all'),
    )
    .option('--with-parents', 'also the runs that they were made from', false)
    .option('--logs', 'also what their trainers printed', false)
    .option('--force', FORCE_HELP, false)
    .action(async (references: readonly string[], { withParents, ...choice }: Options) => {
      const runs = await findEach(host.store, references);
      const ancestors = withParents ? host.store : null;
      const exported = await exportBundle(runs, { ...choice, ancestors, appVersion: host.version });
      tellExport(exported, 'bundle', output);
    });
}

/** Tells what was exported, and what was not. */
export function tellExport({ path, runs, notes }: Exported, format: ExportFormatName, output: Output): void {
  for (const note of notes) output.message(`dartboard: ${note}`);
  const what = runs.length === 1 ? `The run ${runs[0] ?? ''}` : `${String(runs.length)} runs`;
  output.result(
    { path, format, runs, notes },
    () => `${what} ${runs.length === 1 ? 'is' : 'are'} in ${path}.`,
  );
}
