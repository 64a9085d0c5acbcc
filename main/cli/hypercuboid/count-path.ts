import type { PathCount, PathCountRequest } from '../../api/index.ts';
import {
  findPublishedPath,
  HYPERCUBOIDS,
  isPath as isChannelPath,
  pathOfNodes,
  readArchitectureText,
} from '../../spaces/index.ts';
import type { ChannelPath } from '../../spaces/index.ts';
import { countNetwork, tracePath } from '../../nn/index.ts';
import type { NetworkCost } from '../../nn/index.ts';
import type { Cli } from '../command.ts';
import { COUNTING_RULES } from '../counting-rules.ts';
import { cliError } from '../errors.ts';
import { isPath, readText } from '../genotype-argument.ts';
import { table } from '../output.ts';

/** Which operations of a path a network has. */
export type LastOperation = 'kept' | 'dropped';

/** The options of `count` that the network of a path is made by, and those that say nothing of it. */
export interface PathCountOptions {
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly last?: LastOperation;
  readonly base?: number;
  readonly channels?: unknown;
  readonly layers?: unknown;
  readonly ops?: unknown;
  readonly space?: unknown;
  readonly midChannels?: unknown;
  readonly reductionSpacing?: unknown;
}

const RULES = {
  params: COUNTING_RULES.params,
  macs: COUNTING_RULES.macs,
  multiplyAdds: COUNTING_RULES.multiplyAdds,
};

/**
 * `count --network path`: what the network of a path through a hypercuboid takes. The published constructor leaves out the last operation of a
 * path, and table 4 of the paper was made so: that is how published paths are counted where nothing else is said, and all others whole.
 *
 * @throws AppError `cli/wrong-use`, `cli/unreadable-file`, `hypercuboid/...`
 */
export function countPath(
  argument: string,
  options: PathCountOptions,
  { output }: Pick<Cli, 'output'>,
): void {
  checkOptions(options);
  const { path, isPublished } = pathOfArgument(argument);
  const [height, width, inputChannels] = options.input;
  const { classes, last = isPublished ? 'dropped' : 'kept' } = options;
  const { params, macs, multiplyAdds, layers } = costsOf(
    { ...path, base: options.base ?? path.base },
    { ...{ height, width, inputChannels, classes }, last },
  );
  const counts = { params, macs, multiplyAdds };
  const nodes = { operations: path.operations.length, last };
  output.result(
    { ...counts, layers, auxiliaryParams: null, auxiliaryMacs: null, ...nodes, rules: RULES },
    () =>
      [
        table([
          ['', 'params', 'macs', 'multiply-adds'],
          ...layers.map((layer) => [layer.name, layer.params, layer.macs, layer.multiplyAdds]),
          ['network', params, macs, multiplyAdds],
        ]),
        '',
        `network: ${millions(params)} params, ${millions(macs)} macs, ${millions(multiplyAdds)} multiply-adds`,
        LAST_WORDS[last],
        '',
        ...Object.entries(RULES).map(
          ([name, rule]) => `${name === 'multiplyAdds' ? 'multiply-adds' : name}: ${rule}`,
        ),
      ].join('\n'),
  );
}

/** What the network of a path is counted for. */
interface PathNetwork extends Omit<PathCountRequest, 'genotype'> {
  readonly last: LastOperation;
}

/** @throws AppError `cli/wrong-use` for operations that mean nothing without their space */
function costsOf(
  path: ChannelPath,
  { height, width, inputChannels, classes, last }: PathNetwork,
): NetworkCost {
  const { primitives } = HYPERCUBOIDS.multichannelnet;
  const unknown = path.operations.find(({ primitive }) => !primitives.some(({ name }) => name === primitive));
  if (unknown !== undefined) {
    const known = primitives.map(({ name }) => name).join(', ');
    throw wrong(
      `There is no operation "${unknown.primitive}" in a hypercuboid that can be counted; known are ${known}.`,
    );
  }
  const network = tracePath(path, {
    ...{ batch: 1, height, width, inputChannels, classes, mode: 'train' },
    ...{ primitives, dropsLast: last === 'dropped' },
  });
  return countNetwork(network);
}

/** Counts the network of a path for the workbench, as it is and as published ones are built. @throws as `countPath` */
export function countPathOf({ genotype, ...images }: PathCountRequest): PathCount {
  const path = readArchitectureText(genotype);
  if (!isChannelPath(path)) throw wrong('This is no path through a hypercuboid.');
  const of = (last: LastOperation) => {
    const { params, macs, multiplyAdds } = costsOf(path, { ...images, last });
    return { params, macs, multiplyAdds };
  };
  return { kept: of('kept'), dropped: of('dropped'), rules: RULES };
}

const LAST_WORDS: Readonly<Record<LastOperation, string>> = {
  dropped:
    'without its last operation, as the published constructor builds paths and table 4 of the paper counts them; --last kept counts all',
  kept: 'with all of its operations; --last dropped leaves out the last one, as the published constructor does',
};

const millions = (value: number): string => `${(value / 1e6).toFixed(6)} M`;

const wrong = (problem: string) => cliError('cli/wrong-use', { problem });

function pathOfArgument(argument: string): { readonly path: ChannelPath; readonly isPublished: boolean } {
  const published = findPublishedPath(argument);
  if (published !== null) return { path: published.path, isPublished: true };
  const text = argument === '-' ? readText(0) : isPath(argument) ? readText(argument) : argument;
  // Node names have no quotes in them: a Python list, a JSON list and a list of words all have the same.
  const nodes = text.match(/[A-Za-z][\w.+-]*/g) ?? [];
  return { path: pathOfNodes(nodes), isPublished: false };
}

function checkOptions(options: PathCountOptions): void {
  const { channels, layers, ops, space, midChannels, reductionSpacing } = options;
  const foreign = {
    '--channels': channels,
    '--layers': layers,
    '--ops': ops,
    '--space': space,
    '--mid-channels': midChannels,
    '--reduction-spacing': reductionSpacing,
  };
  const given = Object.entries(foreign).find(([, value]) => value !== undefined);
  if (given !== undefined) throw wrong(`${given[0]} says nothing of the network of a path; leave it out.`);
}
