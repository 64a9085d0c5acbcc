/** The network that a final training trains: of a pair of cells, or of one complete cell. */
import { AppError } from '../base/errors.ts';
import { traceCompleteNetwork, traceDerivedNetwork } from '../nn/index.ts';
import type { Network } from '../nn/index.ts';
import { completeNodes, isComplete, operationsOf, tablePrimitives } from '../spaces/index.ts';
import type { Architecture, CompleteGenotype, Primitive } from '../spaces/index.ts';
import type { TrainConfig } from './config.ts';
import type { ImageTask } from './model.ts';

/** The cell that a network is made of. */
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
 * @throws spaces/..., nn/... when the cell or the images do not fit the network; train/complete-setting
 */
export function traceTraining(plan: CellNetworkPlan, batch: number, mode: 'train' | 'eval'): Network {
  const { cell, task, config, cellOutputs } = plan;
  const { network } = config;
  const common = {
    batch,
    height: task.height,
    width: task.width,
    inputChannels: task.channels,
    classes: task.classes,
    initChannels: network.initChannels,
    cells: network.cells,
    ...(cellOutputs === undefined ? {} : { cellOutputs }),
    mode,
  };
  if (isComplete(cell.genotype))
    return traceCompleteNetwork({ ...common, ...completeCell(cell.genotype, plan) });
  return traceDerivedNetwork(cell.genotype, {
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

function completeCell(genotype: CompleteGenotype, { cell, config }: CellNetworkPlan) {
  const { network } = config;
  checkCompleteNetwork(network);
  const primitives = cell.primitives ?? tablePrimitives(network.opTable);
  return {
    intermediateNodes: completeNodes(genotype.operations.length) ?? 0,
    primitives: operationsOf(genotype, primitives, `the op table ${network.opTable}`),
  };
}

/**
 * Passes if the settings ask for nothing that the network of a complete cell, which is that of NAS-Bench-201, does not have.
 *
 * @throws train/complete-setting
 */
export function checkCompleteNetwork(network: TrainConfig['network']): void {
  const wrong = COMPLETE_SETTINGS.find(({ isRight }) => !isRight(network));
  if (wrong === undefined) return;
  const { key, problem } = wrong;
  throw new AppError('train/complete-setting', `network.${key}: ${problem}.`, { data: { key, problem } });
}

const COMPLETE_SETTINGS: readonly {
  readonly key: keyof TrainConfig['network'];
  readonly problem: string;
  readonly isRight: (network: TrainConfig['network']) => boolean;
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
