import type { Command } from 'commander';
import type { Cli } from '../command.ts';
import { RUN_HELP } from './run-help.ts';

/** `runs remove`. */
export function defineRemove(command: Command, { host, output }: Cli): void {
  command
    .command('remove')
    .description('move a run to the trash')
    .argument('<run>', RUN_HELP)
    .action(async (reference: string) => {
      const removed = await host.store.remove(await host.store.find(reference));
      const size = `${(removed.sizeBytes / 1e6).toFixed(1)} MB`;
      output.result(
        removed,
        () => `The run ${removed.run} lies in ${removed.folder}; deleting that folder frees ${size}.`,
      );
    });
}
