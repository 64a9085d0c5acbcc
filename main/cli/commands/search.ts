import { launchAndAttend } from '../attend.ts';
import type { CommandDef } from '../command.ts';
import { KINDS } from '../kinds.ts';
import { addRunOptions, wantedOf } from '../run-options.ts';
import type { RunOptions } from '../run-options.ts';

/** `search`: looks for a cell. */
export const search: CommandDef = {
  summary: 'search a cell',
  define(command, cli) {
    addRunOptions(command, Object.keys(KINDS.search.presets)).action(async (options: RunOptions) => {
      const run = await cli.host.create({ kind: 'search', ...wantedOf(options, null) });
      process.exitCode = await launchAndAttend(cli, run, 0);
    });
  },
};
