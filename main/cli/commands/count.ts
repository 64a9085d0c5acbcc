import { InvalidArgumentError, Option } from 'commander';
import { AppError } from '../../base/errors.ts';
import { countNetwork, traceDerivedNetwork } from '../../nn/index.ts';
import type { DerivedNetworkOptions, NetworkCost, NetworkName } from '../../nn/index.ts';
import { OP_TABLES } from '../../spaces/index.ts';
import type { Genotype, OpTableName } from '../../spaces/index.ts';
import type { CommandDef } from '../command.ts';
import { GENOTYPE_HELP, readGenotypeArgument } from '../genotype-argument.ts';
import { table } from '../output.ts';

interface CountOptions {
  readonly ops: OpTableName;
  readonly network: NetworkName;
  readonly channels: number;
  readonly layers: number;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly midChannels?: number;
}

const NETWORKS = ['cifar', 'imagenet'] as const satisfies readonly NetworkName[];

/** `count`: parameters and multiply-accumulates of a derived network. */
export const count: CommandDef = {
  summary: 'count parameters and multiply-accumulates of the network of a genotype',
  define(command, { output }) {
    command
      .argument('<genotype>', GENOTYPE_HELP)
      .addOption(
        new Option('--ops <table>', 'what the names of primitives stand for')
          .choices(Object.keys(OP_TABLES))
          .makeOptionMandatory(),
      )
      .addOption(new Option('--network <name>', 'the published network').choices(NETWORKS).default('cifar'))
      .requiredOption('--channels <number>', 'channels of the first cell', positive)
      .requiredOption('--layers <number>', 'number of cells', positive)
      .requiredOption('--input <HxWxC>', 'size of the images, such as 32x32x3', imageSize)
      .requiredOption('--classes <number>', 'number of classes', positive)
      .option('--mid-channels <number>', 'mid channels of choke convolutions', positive)
      .action((argument: string, options: CountOptions) => {
        const cost = costOf(readGenotypeArgument(argument).genotype, options);
        output.result(cost, () => words(cost));
      });
  },
};

/** The counts of a network; those of the auxiliary head are null where the images are too small for one. */
type Counts = Omit<NetworkCost, 'auxiliaryParams' | 'auxiliaryMacs'> & {
  readonly auxiliaryParams: number | null;
  readonly auxiliaryMacs: number | null;
};

function costOf(genotype: Genotype, options: CountOptions): Counts {
  const [height, width, inputChannels] = options.input;
  const plan: DerivedNetworkOptions = {
    batch: 1,
    height,
    width,
    inputChannels,
    classes: options.classes,
    initChannels: options.channels,
    cells: options.layers,
    network: options.network,
    opTable: options.ops,
    ...(options.midChannels === undefined ? {} : { midChannels: options.midChannels }),
    auxiliary: true,
    dropPath: false,
    mode: 'train',
  };
  try {
    return countNetwork(traceDerivedNetwork(genotype, plan));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'nn/head-size') throw error;
    const cost = countNetwork(traceDerivedNetwork(genotype, { ...plan, auxiliary: false }));
    return { ...cost, auxiliaryParams: null, auxiliaryMacs: null };
  }
}

function words({ layers, ...total }: Counts): string {
  const millions = (value: number | null): string =>
    value === null ? 'too small for one' : (value / 1e6).toFixed(6);
  const rows = [
    ['', 'params', 'macs', 'multiply-adds'],
    ...layers.map(({ name, params, macs, multiplyAdds }) => [name, params, macs, multiplyAdds]),
    ['network', total.params, total.macs, total.multiplyAdds],
  ];
  return [
    table(rows),
    '',
    `${millions(total.params)} M parameters, ${millions(total.multiplyAdds)} M multiply-adds as the papers count them`,
    `auxiliary head: ${millions(total.auxiliaryParams)} M parameters, ${millions(total.auxiliaryMacs)} M macs`,
  ].join('\n');
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d{1,7}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

function imageSize(text: string): CountOptions['input'] {
  const [, height, width, channels] = /^(\d{1,5})x(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (height === undefined || width === undefined || channels === undefined) {
    throw new InvalidArgumentError('Expected height, width and channels, such as 32x32x3.');
  }
  return [positive(height), positive(width), positive(channels)];
}
