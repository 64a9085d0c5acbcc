import { InvalidArgumentError, Option } from 'commander';
import { countNetwork } from '../../nn/index.ts';
import type { NetworkCost, NetworkName } from '../../nn/index.ts';
import {
  checkPrimitives,
  networkProblem,
  OP_TABLES,
  tableOfSpace,
  tablePrimitives,
} from '../../spaces/index.ts';
import type { OpTableName, Primitive } from '../../spaces/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { countBenchmarkCell } from '../nb201/count-cell.ts';
import { COUNTING_RULES } from '../counting-rules.ts';
import { cliError } from '../errors.ts';
import { countRecurrent } from '../language/count-recurrent.ts';
import { countPath } from '../hypercuboid/count-path.ts';
import type { LastOperation } from '../hypercuboid/count-path.ts';
import { GENOTYPE_HELP, readGenotypeArgument } from '../genotype-argument.ts';
import { table } from '../output.ts';
import { readSpaceArgument, SPACE_HELP } from '../space-argument.ts';
import { tracedNetwork } from '../traced-network.ts';

interface CountOptions {
  readonly ops?: OpTableName | typeof RECURRENT;
  readonly space?: string;
  readonly network: NetworkName | typeof BENCHMARK | typeof PATH;
  readonly channels?: number;
  readonly layers?: number;
  readonly input?: readonly [height: number, width: number, channels: number];
  readonly classes?: number;
  readonly units?: number;
  readonly words?: number;
  readonly midChannels?: number | 'none';
  readonly reductionSpacing?: number;
  readonly last?: LastOperation;
  readonly base?: number;
}

/** With the size that networks of cells need. */
type SizedOptions = ImageOptions & { readonly channels: number; readonly layers: number };

/** With what all networks of images need. */
type ImageOptions = CountOptions & Required<Pick<CountOptions, 'input' | 'classes'>>;

/** The network of NAS-Bench-201, whose cells are architecture strings. */
const BENCHMARK = 'nasbench201';
/** The language models of recurrent cells. */
const RECURRENT = 'rnn';
/** The network of a path through a hypercuboid. */
const PATH = 'path';
const NETWORKS = ['cifar', 'imagenet', BENCHMARK, PATH] as const satisfies readonly CountOptions['network'][];

/** `count`: parameters and multiply-accumulates of a derived network. */
export const count: CommandDef = {
  summary: 'count parameters and multiply-accumulates of the network of a genotype',
  define(command, { output, host }) {
    command
      .argument(
        '<genotype>',
        `${GENOTYPE_HELP}; for ${BENCHMARK}: an architecture string or an index; for ${PATH}: a published path or its list of nodes`,
      )
      .addOption(
        new Option('--ops <table>', 'what the names of primitives stand for, and whose heads').choices([
          ...Object.keys(OP_TABLES),
          RECURRENT,
        ]),
      )
      .option('--space <space>', `take the primitives of that space: ${SPACE_HELP}`)
      .addOption(new Option('--network <name>', 'the published network').choices(NETWORKS).default('cifar'))
      .option('--channels <number>', 'channels of the first cell', positive)
      .option('--layers <number>', `number of cells; for ${BENCHMARK}: of each of the three stages`, positive)
      .option('--input <HxWxC>', 'size of the images, such as 32x32x3', imageSize)
      .option('--classes <number>', 'number of classes', positive)
      .option('--units <number>', `for --ops ${RECURRENT}: numbers in a state`, positive)
      .option('--words <number>', `for --ops ${RECURRENT}: words of the vocabulary`, positive)
      .option(
        '--mid-channels <number>',
        "mid channels of choke convolutions (32; published on ImageNet: 96), or none: the cell's own channels",
        midChannels,
      )
      .option(
        '--reduction-spacing <number>',
        'every so-manieth cell is a reduction cell, instead of those at one and two thirds',
        positive,
      )
      .addOption(
        new Option('--last <reading>', `for ${PATH}: whether its last operation counts`).choices([
          'kept',
          'dropped',
        ]),
      )
      .option('--base <number>', `for ${PATH}: channels behind the last operation (768)`, positive)
      .addHelpText('after', `\n${ruleWords()}`)
      .action((argument: string, given: CountOptions) => countAny(argument, given, { host, output }));
  },
};

/** Counts what the argument and the options mean. */
function countAny(
  argument: string,
  given: CountOptions,
  { host, output }: Pick<Cli, 'host' | 'output'>,
): void {
  if (given.ops === RECURRENT) {
    countRecurrent(argument, given, { output });
    return;
  }
  const options = { ...given, ...imageOf(given) };
  const { network } = options;
  if (network === PATH) {
    countPath(argument, options, { output });
    return;
  }
  const sized = { ...options, ...sizeOf(options) };
  if (network === BENCHMARK) {
    countBenchmarkCell(argument, sized, { host, output });
    return;
  }
  if (/^\s*\|/.test(argument)) {
    const problem = `A cell of NAS-Bench-201 is counted with --network ${BENCHMARK}, where --layers are the cells of each of the three stages.`;
    throw cliError('cli/wrong-use', { problem });
  }
  const cost = costOf(argument, { ...sized, network });
  output.result({ ...cost, rules: COUNTING_RULES }, () => words(cost));
}

/** @throws cli/wrong-use where it is not said what the images are */
function imageOf({ input, classes, units, words }: CountOptions): Pick<ImageOptions, 'input' | 'classes'> {
  if (units !== undefined || words !== undefined) {
    const problem = `--units and --words say something of --ops ${RECURRENT} alone; leave them out.`;
    throw cliError('cli/wrong-use', { problem });
  }
  if (input !== undefined && classes !== undefined) return { input, classes };
  const missing = input === undefined ? '--input <HxWxC>' : '--classes <number>';
  throw cliError('cli/wrong-use', { problem: `Say what the images are: ${missing} is missing.` });
}

/** @throws cli/wrong-use where the size of a network of cells is not given */
function sizeOf({ channels, layers, last, base }: CountOptions): {
  readonly channels: number;
  readonly layers: number;
} {
  if (last !== undefined || base !== undefined) {
    const problem = `--last and --base say something of --network ${PATH} alone; leave them out.`;
    throw cliError('cli/wrong-use', { problem });
  }
  if (channels !== undefined && layers !== undefined) return { channels, layers };
  const missing = channels === undefined ? '--channels' : '--layers';
  throw cliError('cli/wrong-use', {
    problem: `Say how large the network is: ${missing} <number> is missing.`,
  });
}

/** The counts of a network; those of the auxiliary head are null where the images are too small for one. */
type Counts = Omit<NetworkCost, 'auxiliaryParams' | 'auxiliaryMacs'> & {
  readonly auxiliaryParams: number | null;
  readonly auxiliaryMacs: number | null;
};

/** What the options are called that give a network its size. */
const SIZE_OPTIONS = { cells: '--layers', initChannels: '--channels' } as const;

/** Passes if the network can be written out. */
function checkSize({ layers: cells, channels: initChannels, reductionSpacing: spacing }: SizedOptions): void {
  const reductions = spacing === undefined ? 'thirds' : { spacing };
  const tooLarge = networkProblem({ cells, initChannels, reductions });
  if (tooLarge === null) return;
  throw cliError('cli/wrong-use', { problem: `${SIZE_OPTIONS[tooLarge.field]}: ${tooLarge.problem}.` });
}

function costOf(argument: string, options: SizedOptions & { readonly network: NetworkName }): Counts {
  checkSize(options);
  const { opTable, primitives, among } = meaningOf(options);
  const { genotype } = readGenotypeArgument(argument);
  checkPrimitives(genotype, primitives, among);
  const [height, width, inputChannels] = options.input;
  const { midChannels: mid, reductionSpacing: spacing } = options;
  const { network, hasHead } = tracedNetwork(genotype, {
    height,
    width,
    inputChannels,
    classes: options.classes,
    initChannels: options.channels,
    cells: options.layers,
    network: options.network,
    opTable,
    primitives,
    ...(mid === undefined ? {} : { midChannels: mid === 'none' ? null : mid }),
    ...(spacing === undefined ? {} : { reductions: { spacing } }),
  });
  const cost = countNetwork(network);
  return hasHead ? cost : { ...cost, auxiliaryParams: null, auxiliaryMacs: null };
}

interface Meaning {
  readonly opTable: OpTableName;
  readonly primitives: readonly Primitive[];
  /** What the primitives are of, to a person. */
  readonly among: string;
}

/** What the names of primitives stand for. */
function meaningOf({ ops: given, space }: CountOptions): Meaning {
  const ops = given === RECURRENT ? undefined : given;
  if (space !== undefined) {
    const found = readSpaceArgument(space);
    const opTable = ops ?? tableOfSpace(found) ?? 'darts';
    return { opTable, primitives: found.primitives, among: `the space ${found.id}` };
  }
  if (ops !== undefined)
    return { opTable: ops, primitives: tablePrimitives(ops), among: `the op table ${ops}` };
  const tables = Object.keys(OP_TABLES).join(', ');
  throw cliError('cli/wrong-use', {
    problem: `Say what the names of primitives stand for with --ops (${tables}) or --space.`,
  });
}

const ruleWords = (): string =>
  Object.entries(COUNTING_RULES)
    .map(([name, rule]) => `${LABELS[name] ?? name}: ${rule}`)
    .join('\n');

/** What the counts are called in words. */
const LABELS: Readonly<Record<string, string>> = {
  multiplyAdds: 'multiply-adds',
  auxiliary: 'auxiliary head',
};

function words({ layers, ...total }: Counts): string {
  const millions = (value: number | null): string =>
    value === null ? 'none, the images are too small for one' : `${(value / 1e6).toFixed(6)} M`;
  const rows = [
    ['', 'params', 'macs', 'multiply-adds'],
    ...layers.map(({ name, params, macs, multiplyAdds }) => [name, params, macs, multiplyAdds]),
    ['network', total.params, total.macs, total.multiplyAdds],
  ];
  const { auxiliaryParams: headParams, auxiliaryMacs: headMacs } = total;
  const head =
    headParams === null ? millions(null) : `${millions(headParams)} params, ${millions(headMacs)} macs`;
  return [
    table(rows),
    '',
    `network: ${millions(total.params)} params, ${millions(total.macs)} macs, ${millions(total.multiplyAdds)} multiply-adds`,
    `auxiliary head: ${head}`,
    '',
    ruleWords(),
  ].join('\n');
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d{1,7}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

function midChannels(text: string): number | 'none' {
  if (text === 'none') return text;
  if (/^\d{1,7}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Expected a whole number above 0, or none.');
}

function imageSize(text: string): CountOptions['input'] {
  const [, height, width, channels] = /^(\d{1,5})x(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (height === undefined || width === undefined || channels === undefined) {
    throw new InvalidArgumentError('Expected height, width and channels, such as 32x32x3.');
  }
  return [positive(height), positive(width), positive(channels)];
}
