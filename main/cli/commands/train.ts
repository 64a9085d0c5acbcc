import { launchAndAttend } from '../attend.ts';
import type { CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { GENOTYPE_HELP } from '../genotype-argument.ts';
import { KINDS } from '../kinds.ts';
import { addRunOptions, wantedOf } from '../run-options.ts';
import type { RunOptions } from '../run-options.ts';

interface TrainOptions extends RunOptions {
  readonly from?: string;
  readonly genotype?: string;
}

/** `train`: trains the network of a cell from scratch and tests it. */
export const train: CommandDef = {
  summary: 'train the network of a cell and test it',
  define(command, cli) {
    addRunOptions(command, Object.keys(KINDS.train.presets))
      .option('--from <run>', 'the cell of that run; RUN@EPOCH for that of a search after so many epochs')
      .option('--genotype <genotype>', GENOTYPE_HELP)
      .action(async (options: TrainOptions) => {
        const run = await cli.host.create({
          kind: 'train',
          cell: cellOf(options),
          ...wantedOf(options, 'quick'),
        });
        process.exitCode = await launchAndAttend(cli, run, 0);
      });
  },
};

function cellOf({ from, genotype }: TrainOptions): { readonly from: string } | { readonly genotype: string } {
  if (from !== undefined && genotype === undefined) return { from };
  if (genotype !== undefined && from === undefined) return { genotype };
  throw cliError('cli/wrong-use', { problem: 'Give either --from RUN or --genotype GENOTYPE.' });
}
