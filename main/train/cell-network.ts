/** The network that a final training trains: of a pair of cells, of one complete cell, or of a path through a hypercuboid. */
import { assert } from '../base/assert.ts';
import { AppError } from '../base/errors.ts';
import { traceCompleteNetwork, traceDerivedNetwork, tracePath } from '../nn/index.ts';
import type { Network } from '../nn/index.ts';
import {
  completeNodes,
  HYPERCUBOIDS,
  isComplete,
  isPath,
  isRecurrent,
  operationsOf,
  tablePrimitives,
  wiringOf,
} from '../spaces/index.ts';
import type { Architecture, CompleteGenotype, Primitive, Wiring } from '../spaces/index.ts';
import type { CellNetworkSettings, TrainConfig } from './config.ts';
import type { ImageTask } from './model.ts';

/** The cell that a network is made of, or the path that it is. */
export interface DerivedCellSpec {
  readonly genotype: Architecture;
  /** What its primitives' names stand for; null: what they do in the op table of the settings. */
  readonly primitives: readonly Primitive[] | null;
}

/** What a network is traced for. */
export interface CellNetworkPlan {
  readonly cell: DerivedCellSpec;
  readonly task: ImageTask;
  readonly config: TrainConfig;
  /** Whether evaluation programs also give what each cell gives, as `cells.N` [N,H,W,C]; left out: no. */
  readonly cellOutputs?: boolean;
}

/**
 * Traces the network of a final training for batches of one size.
 *
 * @throws spaces/..., nn/... when the cell or the images do not fit the network; train/path-setting, train/complete-setting
 */
export function traceTraining(plan: CellNetworkPlan, batch: number, mode: 'train' | 'eval'): Network {
  const { cell, task, config, cellOutputs } = plan;
  const { genotype } = cell;
  const { network } = config;
  const images = {
    batch,
    height: task.height,
    width: task.width,
    inputChannels: task.channels,
    classes: task.classes,
    mode,
  };
  checkNetworkOf(wiringOf(genotype), network);
  assert(!isRecurrent(genotype), 'recurrent cells are trained as language models');
  if (isPath(genotype)) {
    assert(network.kind === 'path', 'that was checked');
    // A path that comes with no space of its own is one of the published code.
    const primitives = cell.primitives ?? HYPERCUBOIDS.multichannelnet.primitives;
    return tracePath(genotype, { ...images, primitives, dropsLast: network.lastOperation === 'dropped' });
  }
  assert(network.kind !== 'path', 'that was checked');
  const common = {
    ...images,
    initChannels: network.initChannels,
    cells: network.cells,
    ...(cellOutputs === undefined ? {} : { cellOutputs }),
  };
  if (isComplete(genotype))
    return traceCompleteNetwork({ ...common, ...completeCell(genotype, cell, network) });
  return traceDerivedNetwork(genotype, {
    ...common,
    network: network.kind,
    opTable: network.opTable,
    ...(cell.primitives === null ? {} : { primitives: cell.primitives }),
    auxiliary: network.auxiliary,
    dropPath: network.dropPath > 0,
    ...(network.midChannels === null ? {} : { midChannels: network.midChannels }),
    reductions: network.reductions,
  });
}

function completeCell(genotype: CompleteGenotype, cell: DerivedCellSpec, network: CellNetworkSettings) {
  const primitives = cell.primitives ?? tablePrimitives(network.opTable);
  return {
    intermediateNodes: completeNodes(genotype.operations.length) ?? 0,
    primitives: operationsOf(genotype, primitives, `the op table ${network.opTable}`),
  };
}

/**
 * Passes if the settings are those of a network that architectures of that wiring make.
 *
 * @throws train/path-setting, train/complete-setting
 */
export function checkNetworkOf(wiring: Wiring, network: TrainConfig['network']): void {
  if ((wiring === 'path') === (network.kind === 'path')) {
    if (wiring === 'complete' && network.kind !== 'path') checkCompleteNetwork(network);
    return;
  }
  const problem =
    wiring === 'path'
      ? `a path through a hypercuboid makes the whole network, so give "path" instead of "${network.kind}"`
      : 'this is the network of a path through a hypercuboid, and what is to be trained is a cell, so give "cifar" or "imagenet"';
  throw new AppError('train/path-setting', `network.kind: ${problem}.`, { data: { key: 'kind', problem } });
}

/** Passes if the settings ask for nothing that the network of a complete cell, which is that of NAS-Bench-201, does not have. */
function checkCompleteNetwork(network: CellNetworkSettings): void {
  const wrong = COMPLETE_SETTINGS.find(({ isRight }) => !isRight(network));
  if (wrong === undefined) return;
  const { key, problem } = wrong;
  throw new AppError('train/complete-setting', `network.${key}: ${problem}.`, { data: { key, problem } });
}

const COMPLETE_SETTINGS: readonly {
  readonly key: keyof CellNetworkSettings;
  readonly problem: string;
  readonly isRight: (network: CellNetworkSettings) => boolean;
}[] = [
  {
    key: 'kind',
    problem: 'a network of complete cells has the stem of small images alone, so give "cifar"',
    isRight: ({ kind }) => kind === 'cifar',
  },
  {
    key: 'auxiliary',
    problem: 'a network of complete cells has no auxiliary head, so give false',
    isRight: ({ auxiliary }) => !auxiliary,
  },
  {
    key: 'dropPath',
    problem: 'a network of complete cells is trained without dropping paths, so give 0',
    isRight: ({ dropPath }) => dropPath === 0,
  },
  {
    key: 'cells',
    problem: 'a network of complete cells has three stages of as many cells, so give a multiple of 3',
    isRight: ({ cells }) => cells % 3 === 0,
  },
  {
    key: 'midChannels',
    problem: 'a network of complete cells has no mid channels, so give null',
    isRight: ({ midChannels }) => midChannels === null,
  },
  {
    key: 'reductions',
    problem:
      'a network of complete cells has residual blocks between its three stages and no reduction cells, so give "thirds"',
    isRight: ({ reductions }) => reductions === 'thirds',
  },
];
