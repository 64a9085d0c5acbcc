import type { CommandDef } from '../command.ts';
import { addSearchOptions, searchRequest } from '../run-options.ts';
import type { SearchOptions } from '../run-options.ts';
import { addSeedsOption, attendSeeds } from '../seeds.ts';
import type { SeedsOption } from '../seeds.ts';

/** `search`: looks for a cell. */
export const search: CommandDef = {
  summary: 'search a cell',
  define(command, cli) {
    addSeedsOption(addSearchOptions(command)).action(async (options: SearchOptions & SeedsOption) => {
      process.exitCode = await attendSeeds(cli, searchRequest(options), options);
    });
  },
};
