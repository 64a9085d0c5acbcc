import type { CommandDef } from '../command.ts';
import { addTrainOptions, trainRequest } from '../run-options.ts';
import type { TrainOptions } from '../run-options.ts';
import { addSeedsOption, attendSeeds } from '../seeds.ts';
import type { SeedsOption } from '../seeds.ts';

/** `train`: trains the network of a cell from scratch and tests it. */
export const train: CommandDef = {
  summary: 'train the network of a cell and test it',
  define(command, cli) {
    addSeedsOption(addTrainOptions(command)).action(async (options: TrainOptions & SeedsOption) => {
      process.exitCode = await attendSeeds(cli, trainRequest(options), options);
    });
  },
};
