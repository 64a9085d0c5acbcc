import { launchAndAttend } from '../attend.ts';
import type { CommandDef } from '../command.ts';
import { addTrainOptions, trainRequest } from '../run-options.ts';
import type { TrainOptions } from '../run-options.ts';

/** `train`: trains the network of a cell from scratch and tests it. */
export const train: CommandDef = {
  summary: 'train the network of a cell and test it',
  define(command, cli) {
    addTrainOptions(command).action(async (options: TrainOptions) => {
      const run = await cli.host.create(trainRequest(options));
      process.exitCode = await launchAndAttend(cli, run, 0);
    });
  },
};
