/** What the network of a cell costs: fast enough to be asked at every edit. */
import { availableMemory } from '../base/available-memory.ts';
import { estimateMemory, largestBatch } from '../engine/index.ts';
import type { CellCount, CellMemory, CountRequest } from '../api/index.ts';
import { countNetwork } from '../nn/index.ts';
import type { LayerCost, Network } from '../nn/index.ts';
import {
  checkPrimitives,
  networkProblem,
  readGenotypeText,
  reductionCells,
  resolveSpace,
  tablePrimitives,
} from '../spaces/index.ts';
import type { CellKind, Genotype, Primitive } from '../spaces/index.ts';
import { TRAIN_PRESETS, trainConfigSchema, trainingBundle } from '../train/index.ts';
import { COUNTING_RULES } from './counting-rules.ts';
import { cliError } from './errors.ts';
import { tracedNetwork } from './traced-network.ts';
import type { CountedPlan } from './traced-network.ts';

/**
 * From this number of cells on, each of the three parts between the reduction cells has at least three normal ones. The third and all
 * that follow are alike, so a network of this length holds every cell that a longer one has.
 */
const SHORTEST = 11;

/** The cell of the short network that is like cell `index` of a network of `cells` cells. */
export function likeCell(index: number, cells: number): number {
  if (cells < SHORTEST) return index;
  const starts = (count: number): readonly number[] => {
    const reductions = reductionCells('thirds', count);
    return [0, ...reductions.flatMap((at) => [at, at + 1])];
  };
  const long = starts(cells);
  const part = long.findLastIndex((start) => start <= index);
  return (starts(SHORTEST)[part] ?? 0) + Math.min(2, index - (long[part] ?? 0));
}

/**
 * Counts the network of a genotype as `dartboard count` does, tracing only cells that differ.
 *
 * @throws AppError `spaces/...`, `nn/...`, `cli/wrong-use`
 */
export function countCell(request: CountRequest): CellCount {
  const { genotype, primitives } = checked(request);
  const { layers: cells } = request;
  const short = Math.min(cells, SHORTEST);
  const { network, hasHead } = tracedNetwork(genotype, planOf({ ...request, layers: short }, primitives));
  const cost = countNetwork(network);
  const byName = new Map(cost.layers.map((layer) => [layer.name, layer]));
  const cellCosts = Array.from({ length: cells }, (_, i): LayerCost => {
    const like = byName.get(`cells.${likeCell(i, cells)}`);
    if (like === undefined) throw new Error(`internal: the traced network has no cell like ${i}`);
    return { ...like, name: `cells.${i}` };
  });
  const isCell = ({ name }: LayerCost): boolean => name.startsWith('cells.');
  const first = cost.layers.findIndex(isCell);
  const layers = [
    ...cost.layers.slice(0, first),
    ...cellCosts,
    ...cost.layers.slice(first).filter((layer) => !isCell(layer)),
  ];
  const total = (field: 'params' | 'macs' | 'multiplyAdds'): number =>
    layers.reduce((sum, layer) => sum + layer[field], 0);
  return {
    params: total('params'),
    macs: total('macs'),
    multiplyAdds: total('multiplyAdds'),
    auxiliaryParams: hasHead ? cost.auxiliaryParams : null,
    auxiliaryMacs: hasHead ? cost.auxiliaryMacs : null,
    layers,
    edges: edgeParams(network, genotype, cells),
    rules: COUNTING_RULES,
  };
}

/** Parameters on each edge of the genotype, over all cells of its kind. */
function edgeParams(network: Network, genotype: Genotype, cells: number): CellCount['edges'] {
  const sums: Record<CellKind, number[]> = {
    normal: genotype.normal.edges.map(() => 0),
    reduction: genotype.reduction.edges.map(() => 0),
  };
  const perCell = new Map<number, Map<number, number>>();
  for (const { name, shape } of network.parameters) {
    const [, cell, edge] = /^cells\.(\d+)\._ops\.(\d+)\./.exec(name) ?? [];
    if (cell === undefined || edge === undefined) continue;
    const edges = perCell.get(Number(cell)) ?? new Map<number, number>();
    const size = shape.reduce((product, length) => product * length, 1);
    edges.set(Number(edge), (edges.get(Number(edge)) ?? 0) + size);
    perCell.set(Number(cell), edges);
  }
  const reductions = new Set(reductionCells('thirds', cells));
  for (let i = 0; i < cells; i++) {
    const sum = sums[reductions.has(i) ? 'reduction' : 'normal'];
    for (const [edge, params] of perCell.get(likeCell(i, cells)) ?? []) sum[edge] = (sum[edge] ?? 0) + params;
  }
  return sums;
}

/** How memory is estimated, in words. */
const MEMORY_RULE =
  'the programs of the training step of the published recipe with its auxiliary head, on the processor in float32; without the data set';

/**
 * Estimates the memory of the final training of a genotype.
 *
 * @throws AppError `spaces/...`, `nn/...`, `cli/wrong-use`
 */
export async function memoryOfCell(
  request: CountRequest & { readonly batch: number },
  threads: number,
): Promise<CellMemory> {
  const { genotype, primitives } = checked(request);
  const { batch, network: kind, ops: opTable, channels: initChannels, layers: cells } = request;
  const { hasHead } = tracedNetwork(
    genotype,
    planOf({ ...request, layers: Math.min(cells, SHORTEST) }, primitives),
  );
  const recipe = TRAIN_PRESETS[kind === 'imagenet' ? 'darts-imagenet' : 'darts'].config;
  const network = { ...recipe.network, kind, opTable, initChannels, cells, auxiliary: hasHead };
  const parsed = trainConfigSchema.safeParse({ ...recipe, network, batch, evaluationBatch: batch });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw cliError('cli/wrong-use', { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` });
  }
  const { height, width, inputChannels, classes } = request;
  const { bundle } = trainingBundle({
    cell: { genotype, primitives },
    task: { height, width, channels: inputChannels, classes },
    config: parsed.data,
    trainBatches: [batch],
    evaluationBatches: [batch],
    fused: true,
  });
  const estimate = estimateMemory(bundle, { inFlight: threads, heldBytes: 0 });
  const availableBytes = Math.floor(await availableMemory());
  return {
    peakBytes: Math.ceil(estimate.peakBytes),
    availableBytes,
    largestBatch: largestBatch(estimate, { batch, multiple: 1, availableBytes }),
    rule: MEMORY_RULE,
  };
}

interface Checked {
  readonly genotype: Genotype;
  readonly primitives: readonly Primitive[];
}

function checked({
  genotype: text,
  ops,
  space,
  channels: initChannels,
  layers: cells,
}: CountRequest): Checked {
  const tooLarge = networkProblem({ cells, initChannels, reductions: 'thirds' });
  if (tooLarge !== null) {
    const field = tooLarge.field === 'cells' ? 'layers' : 'channels';
    throw cliError('cli/wrong-use', { problem: `${field}: ${tooLarge.problem}.` });
  }
  const { genotype } = readGenotypeText(text);
  const found = space === null ? null : resolveSpace(space);
  const primitives = found?.primitives ?? tablePrimitives(ops);
  checkPrimitives(genotype, primitives, found === null ? `the op table ${ops}` : `the space ${found.id}`);
  return { genotype, primitives };
}

function planOf(request: CountRequest, primitives: readonly Primitive[]): CountedPlan {
  const { height, width, inputChannels, classes, channels, layers, network, ops } = request;
  return {
    height,
    width,
    inputChannels,
    classes,
    initChannels: channels,
    cells: layers,
    network,
    opTable: ops,
    primitives,
  };
}
