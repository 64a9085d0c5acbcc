import type { CommandDef } from '../command.ts';
import { addPlacingOptions } from '../queue/placing.ts';
import type { PlacingOptions } from '../queue/placing.ts';
import { addCareOptions } from '../run-care.ts';
import { addSearchOptions, searchRequest } from '../run-options.ts';
import type { SearchOptions } from '../run-options.ts';
import { addSeedsOption, makeRuns } from '../seeds.ts';
import type { SeedsOption } from '../seeds.ts';

/** `search`: looks for a cell. */
export const search: CommandDef = {
  summary: 'search a cell',
  define(command, cli) {
    const options = addSeedsOption(addSearchOptions(command));
    addPlacingOptions(addCareOptions(options)).action(
      async (options: SearchOptions & SeedsOption & PlacingOptions) => {
        process.exitCode = await makeRuns(cli, searchRequest(options), options);
      },
    );
  },
};
