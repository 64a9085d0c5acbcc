import type { CommandDef } from '../command.ts';
import { addPlacingOptions } from '../queue/placing.ts';
import type { PlacingOptions } from '../queue/placing.ts';
import { addCareOptions } from '../run-care.ts';
import { addTrainOptions, trainRequest } from '../run-options.ts';
import type { TrainOptions } from '../run-options.ts';
import { addSeedsOption, makeRuns } from '../seeds.ts';
import type { SeedsOption } from '../seeds.ts';

/** `train`: trains the network of a cell from scratch and tests it. */
export const train: CommandDef = {
  summary: 'train the network of a cell and test it',
  define(command, cli) {
    const options = addSeedsOption(addTrainOptions(command));
    addPlacingOptions(addCareOptions(options)).action(
      async (options: TrainOptions & SeedsOption & PlacingOptions) => {
        process.exitCode = await makeRuns(cli, trainRequest(options), options);
      },
    );
  },
};
