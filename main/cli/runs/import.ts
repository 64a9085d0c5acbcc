import type { Command } from 'commander';
import { importBundle } from '../../runs/index.ts';
import type { ImportedRun } from '../../runs/index.ts';
import type { Cli } from '../command.ts';

/** `runs import`. */
export function defineImport(command: Command, { host, output }: Cli): void {
  command
    .command('import')
    .description('take the runs of bundles into this store; what is here already stays as it is')
    .argument('<file...>', 'a file that runs export made')
    .action(async (files: readonly string[]) => {
      // One after the other: what is told of a file stays true whatever is wrong with the next.
      for (const file of files) {
        for (const run of await importBundle(host.home, file))
          output.result({ file, ...run }, () => words(run));
      }
    });
}

function words({ run, title, outcome }: ImportedRun): string {
  return outcome === 'imported'
    ? `The run ${run} (${title}) was imported.`
    : `The run ${run} (${title}) is here already; it was left as it is.`;
}
