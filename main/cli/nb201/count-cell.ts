import { countCell } from '../../nasbench201/index.ts';
import type { Cli } from '../command.ts';
import { COUNTING_RULES } from '../counting-rules.ts';
import { cliError } from '../errors.ts';
import { table } from '../output.ts';
import { cellOfArgument } from './cell-argument.ts';

/** The options of `count` that the network of NAS-Bench-201 is made by, and those that say nothing of it. */
export interface BenchmarkCountOptions {
  readonly channels: number;
  readonly layers: number;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly ops?: string;
  readonly space?: string;
  readonly midChannels?: unknown;
  readonly reductionSpacing?: unknown;
}

const MOST = { channels: 4096, layers: 100 } as const;

const RULES = {
  params: COUNTING_RULES.params,
  macs: COUNTING_RULES.macs,
  multiplyAdds: "the benchmark's FLOPs: the macs, and one for each output of the linear layer, for its bias",
};

/**
 * `count --network nasbench201`: what the benchmark's network takes with a cell.
 *
 * @throws AppError `cli/wrong-use`, `nasbench201/...`, `spaces/...`
 */
export function countBenchmarkCell(
  argument: string,
  options: BenchmarkCountOptions,
  { host, output }: Pick<Cli, 'host' | 'output'>,
): void {
  checkOptions(options);
  const { channels, layers: cellsPerStage, classes } = options;
  const [height, width, inputChannels] = options.input;
  const size = { channels, cellsPerStage, height, width, inputChannels, classes };
  const cost = countCell(cellOfArgument(argument, host.places.resources), size);
  const result = { ...cost, auxiliaryParams: null, auxiliaryMacs: null, rules: RULES };
  output.result(result, () => {
    const millions = (value: number): string => `${(value / 1e6).toFixed(6)} M`;
    const rows = cost.layers.map(({ name, params, macs, multiplyAdds }) => [
      name,
      params,
      macs,
      multiplyAdds,
    ]);
    return [
      table([
        ['', 'params', 'macs', 'multiply-adds'],
        ...rows,
        ['network', cost.params, cost.macs, cost.multiplyAdds],
      ]),
      '',
      `network: ${millions(cost.params)} params, ${millions(cost.macs)} macs, ${millions(cost.multiplyAdds)} multiply-adds`,
      '',
      `params: ${RULES.params}`,
      `macs: ${RULES.macs}`,
      `multiply-adds: ${RULES.multiplyAdds}`,
    ].join('\n');
  });
}

function checkOptions(options: BenchmarkCountOptions): void {
  const { ops, space, midChannels, reductionSpacing, channels, layers } = options;
  const wrong = (problem: string) => cliError('cli/wrong-use', { problem });
  const foreign = {
    '--ops': ops === 'nasbench201' ? undefined : ops,
    '--space': space === 'nasbench201' ? undefined : space,
    '--mid-channels': midChannels,
    '--reduction-spacing': reductionSpacing,
  };
  const given = Object.entries(foreign).find(([, value]) => value !== undefined);
  if (given !== undefined) throw wrong(`${given[0]} says nothing of the network nasbench201; leave it out.`);
  if (channels > MOST.channels)
    throw wrong(`--channels: expected a whole number from 1 to ${MOST.channels}, got ${channels}.`);
  if (layers > MOST.layers)
    throw wrong(`--layers: expected a whole number from 1 to ${MOST.layers}, got ${layers}.`);
}
