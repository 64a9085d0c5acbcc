import { launchAndAttend } from '../attend.ts';
import type { CommandDef } from '../command.ts';
import { addSearchOptions, searchRequest } from '../run-options.ts';
import type { RunOptions } from '../run-options.ts';

/** `search`: looks for a cell. */
export const search: CommandDef = {
  summary: 'search a cell',
  define(command, cli) {
    addSearchOptions(command).action(async (options: RunOptions) => {
      const run = await cli.host.create(searchRequest(options));
      process.exitCode = await launchAndAttend(cli, run, 0);
    });
  },
};
