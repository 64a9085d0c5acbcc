import type { AppError } from '../base/errors.ts';
import { listed } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';
import { edgesOf } from './edges.ts';
import type { Edge, InputCount } from './edges.ts';
import { spacesError } from './errors.ts';
import { CELL_FIELDS, CELL_KINDS, checkPrimitives, nodeCount } from './genotype.ts';
import type { CellKind, Genotype } from './genotype.ts';
import { operationName } from './hypercuboid/path.ts';
import { candidatesOf, checkHyperCuboid, stageSize, stagesOf } from './hypercuboid/space.ts';
import type { HyperCuboid } from './hypercuboid/space.ts';
import type { Primitive } from './primitive.ts';
import type { PaperSource } from './source.ts';

/**
 * How what a search finds is wired, and with it what derivation keeps. `pairs`: two inputs, two edges kept at each node, the last nodes joined, a
 * normal and a reduction cell (DARTS). `complete`: one input, every edge kept with one primitive, the last node is the output, one kind
 * of cell, with residual blocks instead of reduction cells (NAS-Bench-201, arXiv 2001.00326, section 2.1). `path`: no cells, but one operation
 * of each stage of a hypercuboid (MultiChannelNet, arXiv 1903.09900, section 4). `recurrent`: one input, one edge kept at each node, the last nodes
 * averaged, one kind of cell, whose primitives are activations (DARTS, section 3.1.2).
 */
export type Wiring = 'pairs' | 'complete' | 'path' | 'recurrent';

/** A space of cells as plain data: everything that the supernet, the editor and the derivation need to know of it. */
export interface CellSpace {
  readonly id: string;
  readonly title: string;
  readonly source: PaperSource | null;
  readonly wiring: Exclude<Wiring, 'path'>;
  /** The candidates; their order is that of the alpha columns. */
  readonly primitives: readonly Primitive[];
  /** Intermediate nodes of a cell [steps]. */
  readonly intermediateNodes: number;
  /** How many of the last states are joined to a cell's output [multiplier]. */
  readonly concatNodes: number;
  /** Edges that may not take every primitive. Where several match an edge, all hold. */
  readonly restrictions: readonly EdgeRestriction[];
  readonly network: NetworkDefaults;
}

/** A search space: of cells, or of the operations of a whole network, which is then a path through them. */
export type SearchSpace = CellSpace | HyperCuboid;

/** How many states a cell of the space reads from outside. */
export const inputsOf = ({ wiring }: Pick<CellSpace, 'wiring'>): InputCount => (wiring === 'pairs' ? 2 : 1);

/** The kinds of cells that the space has, in the order in which files and screens show them; a hypercuboid's alphas go by the first. */
export const kindsOf = ({ wiring }: Pick<SearchSpace, 'wiring'>): readonly CellKind[] =>
  wiring === 'pairs' ? CELL_KINDS : ['normal'];

/** The edges of a cell of the space: the rows of its alphas. */
export const edgesIn = (space: Pick<CellSpace, 'wiring' | 'intermediateNodes'>): readonly Edge[] =>
  edgesOf(space.intermediateNodes, inputsOf(space));

/** Whether the space is a hypercuboid. */
export const isHyperCuboid = (space: SearchSpace): space is HyperCuboid => space.wiring === 'path';

/** How many mixtures a kind of cells has, and of how many candidates each: the rows and columns of its alphas. */
export const alphaShape = (space: SearchSpace): readonly [mixtures: number, candidates: number] =>
  isHyperCuboid(space)
    ? [stagesOf(space).length, stageSize(space)]
    : [edgesIn(space).length, space.primitives.length];

/** What the columns of a space's alphas are called: primitives, of a hypercuboid with the channels that they take and give. */
export function candidateNames(space: SearchSpace): readonly string[] {
  const { primitives } = space;
  if (!isHyperCuboid(space)) return primitives.map(({ name }) => name);
  const { channels } = space;
  return candidatesOf(space).map(({ from, to, primitive }) =>
    operationName({
      primitive: primitives[primitive]?.name ?? '',
      channelsIn: channels[from] ?? 0,
      channelsOut: channels[to] ?? 0,
    }),
  );
}

/** Edges on which only some of the space's primitives are candidates. */
export interface EdgeRestriction {
  readonly cell: CellKind | 'both';
  /** The node that the edge feeds, from 0; null: every node. */
  readonly node: number | null;
  /** The state that it reads; null: every state. */
  readonly input: number | null;
  readonly primitives: readonly string[];
}

/** The supernet that the space is published with. */
export interface NetworkDefaults {
  /** Number of cells [layers]. */
  readonly cells: number;
  /** Channels of the first cell [C]. */
  readonly initChannels: number;
  readonly reductions: ReductionRule;
}

/**
 * Which cells are reduction cells: those at one and two thirds of the depth (DARTS), each `spacing`-th one
 * (`reduce_spacing` of sharpDARTS), or those listed, counted from 0, ascending.
 */
export type ReductionRule = 'thirds' | { readonly spacing: number } | readonly number[];

/** The most cells of a network: ten times those of the published ones. */
export const MOST_CELLS = 200;
/** The most channels that the nodes of a cell have: published are up to 192. */
const MOST_CHANNELS = 16_384;
/** The most candidates of a supernet, over all its edges: published are up to 1344, in eight cells. Each is written out as a program. */
const MOST_CANDIDATES = 10_000;

/** Why a network is too large to be written out. */
export interface SizeProblem {
  readonly field: keyof Pick<NetworkDefaults, 'cells' | 'initChannels'>;
  /** What is expected, as a part of a sentence. */
  readonly problem: string;
}

/** What makes a network too large, supernet or derived; null: nothing. */
export function networkProblem({ cells, initChannels, reductions }: NetworkDefaults): SizeProblem | null {
  if (cells > MOST_CELLS) {
    return { field: 'cells', problem: `expected a whole number from 1 to ${MOST_CELLS}, got ${cells}` };
  }
  const doublings = reductionCells(reductions, cells).length;
  if (initChannels * 2 ** doublings <= MOST_CHANNELS) return null;
  const problem = `expected at most ${MOST_CHANNELS} channels in the last cell, got ${initChannels} doubled at each of ${doublings} reduction cells`;
  return { field: 'initChannels', problem };
}

/** What makes the supernet of a space too large with these cells and channels; null: nothing. */
export function supernetProblem(
  space: CellSpace,
  { cells, initChannels }: Omit<NetworkDefaults, 'reductions'>,
): SizeProblem | null {
  const problem = networkProblem({ ...space.network, cells, initChannels });
  if (problem !== null) return problem;
  if (space.wiring === 'complete' && cells % 3 !== 0) {
    return {
      field: 'cells',
      problem: `expected a multiple of 3, the same number of cells in each of three stages, got ${cells}`,
    };
  }
  const edges = edgesIn(space).length;
  const { length } = space.primitives;
  const candidates = cells * edges * length;
  if (candidates <= MOST_CANDIDATES) return null;
  return {
    field: 'cells',
    problem: `expected at most ${MOST_CANDIDATES} candidates in the supernet, got ${candidates}: ${cells} cells of ${edges} edges with ${length} primitives each`,
  };
}

/** The numbers of the reduction cells of a network of `cells` cells, ascending. */
export function reductionCells(rule: ReductionRule, cells: number): readonly number[] {
  if (rule === 'thirds') {
    // As in the references also for one and two cells: at floor(L/3) and floor(2L/3).
    return [...new Set([Math.floor(cells / 3), Math.floor((2 * cells) / 3)])];
  }
  if (!('spacing' in rule)) return rule;
  return Array.from({ length: cells }, (_, i) => i).filter((i) => (i + 1) % rule.spacing === 0);
}

/** Per primitive of the space whether it is a candidate on this edge of this kind of cell. */
export function allowedOn(space: CellSpace, cell: CellKind, edge: Edge): readonly boolean[] {
  const restrictions = space.restrictions.filter(
    (restriction) =>
      (restriction.cell === 'both' || restriction.cell === cell) &&
      (restriction.node ?? edge.node) === edge.node &&
      (restriction.input ?? edge.input) === edge.input,
  );
  return space.primitives.map(({ name }) =>
    restrictions.every(({ primitives }) => primitives.includes(name)),
  );
}

/** `allowedOn` of every edge in order: a mask of the alphas [E][P]. Every operation of a hypercuboid is allowed. */
export function allowedMask(space: SearchSpace, cell: CellKind): readonly (readonly boolean[])[] {
  if (isHyperCuboid(space)) return stagesOf(space).map(() => candidatesOf(space).map(() => true));
  return edgesIn(space).map((edge) => allowedOn(space, cell, edge));
}

/**
 * Passes if the space can be searched.
 *
 * @throws `spaces/space-field` naming the field as in a space file
 */
export function checkSpace(space: SearchSpace): void {
  if (isHyperCuboid(space)) {
    checkHyperCuboid(space);
    return;
  }
  const names = space.primitives.map(({ name }) => name);
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) throw problemAt(['primitives', i], `"${name}" is listed twice`);
  });
  if (usable(space).every((is) => !is)) {
    throw problemAt(['primitives'], 'holds nothing but the zero operation; add one that computes something');
  }
  if (space.concatNodes > space.intermediateNodes) {
    const problem = `expected at most the ${space.intermediateNodes} intermediateNodes, got ${space.concatNodes}`;
    throw problemAt(['concatNodes'], problem);
  }
  checkBlocks(space);
  if (space.wiring === 'recurrent') {
    checkRecurrentNetwork(space);
  } else {
    checkComplete(space);
    const tooLarge = supernetProblem(space, space.network);
    if (tooLarge !== null) throw problemAt(['network', tooLarge.field], tooLarge.problem);
  }
  checkReductions(space.network);
  space.restrictions.forEach((restriction, i) => checkRestriction(space, restriction, ['restrictions', i]));
  for (const cell of kindsOf(space)) checkChoices(space, cell);
}

function checkReductions({ reductions, cells }: NetworkDefaults): void {
  if (reductions === 'thirds' || 'spacing' in reductions) return;
  reductions.forEach((cell, i) => {
    const path: Path = ['network', 'reductions', i];
    if (cell >= cells) throw problemAt(path, `expected a cell from 0 to ${cells - 1}, got ${cell}`);
    const before = reductions[i - 1] ?? -1;
    if (cell <= before) throw problemAt(path, `expected ascending cells, got ${cell} after ${before}`);
  });
}

function checkRestriction(space: CellSpace, restriction: EdgeRestriction, path: Path): void {
  const { node, input, primitives } = restriction;
  const lastNode = space.intermediateNodes - 1;
  if (node !== null && node > lastNode) {
    throw problemAt([...path, 'node'], `expected a node from 0 to ${lastNode}, got ${node}`);
  }
  const lastInput = (node ?? lastNode) + inputsOf(space) - 1;
  if (input !== null && input > lastInput) {
    throw problemAt([...path, 'input'], `expected a state from 0 to ${lastInput}, got ${input}`);
  }
  primitives.forEach((name, i) => {
    const at = [...path, 'primitives', i];
    if (primitives.indexOf(name) !== i) throw problemAt(at, `"${name}" is listed twice`);
    if (space.primitives.some((primitive) => primitive.name === name)) return;
    const allowed = listed(space.primitives.map((primitive) => primitive.name));
    throw problemAt(at, `"${name}" is no primitive of this space; allowed are ${allowed}`);
  });
}

/**
 * Every edge needs a candidate. Where pairs are kept, every node needs two edges that can carry something, or no genotype could be
 * derived.
 */
function checkChoices(space: CellSpace, cell: CellKind): void {
  const computes = usable(space);
  const open = Array.from({ length: space.intermediateNodes }, () => 0);
  for (const edge of edgesIn(space)) {
    const allowed = allowedOn(space, cell, edge);
    if (!allowed.includes(true)) {
      const where = `the edge from state ${edge.input} to node ${edge.node} of the ${cell} cell`;
      throw problemAt(['restrictions'], `leave no primitive for ${where}; allow at least one`);
    }
    if (allowed.some((is, p) => is && computes[p])) open[edge.node] = (open[edge.node] ?? 0) + 1;
  }
  if (space.wiring === 'complete') return;
  if (space.wiring === 'recurrent') {
    const node = open.indexOf(0);
    if (node < 0) return;
    throw problemAt(['restrictions'], `leave node ${node} no activation to choose; allow more there`);
  }
  open.forEach((inputs, node) => {
    if (inputs >= 2) return;
    const what = `node ${node} of the ${cell} cell ${inputs} of the 2 inputs it needs`;
    throw problemAt(['restrictions'], `leave ${what}; allow more primitives there`);
  });
}

/** Activations are primitives of recurrent cells, which have no others. */
function checkBlocks({ wiring, primitives }: CellSpace): void {
  primitives.forEach(({ name, definition: { block } }, i) => {
    if (block === 'zero' || (block === 'activation') === (wiring === 'recurrent')) return;
    const problem =
      wiring === 'recurrent'
        ? `"${name}" works on images, and a recurrent cell is made of activations: tanh, relu, sigmoid, identity`
        : `"${name}" is an activation of recurrent cells, and this space is one of cells for images`;
    throw problemAt(['primitives', i], problem);
  });
}

/** A recurrent cell is repeated along the words, not in depth. */
function checkRecurrentNetwork({ network }: CellSpace): void {
  if (network.cells === 1) return;
  throw problemAt(
    ['network', 'cells'],
    `expected 1, since there is one recurrent cell, got ${network.cells}`,
  );
}

/** What a complete cell and its network cannot be otherwise: one output, and three stages of as many cells. */
function checkComplete({ wiring, concatNodes, network }: CellSpace): void {
  if (wiring === 'pairs') return;
  if (concatNodes !== 1) {
    const problem = `expected 1, since the output of a complete cell is its last node, got ${concatNodes}`;
    throw problemAt(['concatNodes'], problem);
  }
  if (network.reductions !== 'thirds') {
    const problem =
      'expected "thirds": a network of complete cells has three stages with residual blocks between them';
    throw problemAt(['network', 'reductions'], problem);
  }
}

/** Per primitive whether it computes anything: all but the zero operation do, whatever their names. */
export function usable(space: CellSpace): readonly boolean[] {
  return space.primitives.map(({ definition }) => definition.block !== 'zero');
}

/**
 * Passes if the genotype could have been derived from the space: its primitives, its number of nodes, its restrictions.
 *
 * @throws `spaces/primitive-unknown`, `spaces/genotype-node-count` or `spaces/primitive-forbidden`
 */
export function checkInSpace(genotype: Genotype, space: CellSpace): void {
  checkPrimitives(genotype, space.primitives, `the space ${space.id}`);
  const names = space.primitives.map(({ name }) => name);
  for (const kind of CELL_KINDS) {
    const cell = genotype[kind];
    const field = CELL_FIELDS[kind].edges;
    const nodes = nodeCount(cell);
    if (nodes !== space.intermediateNodes) {
      const allowed = `is ${space.intermediateNodes} in the space ${space.id}`;
      throw spacesError('spaces/genotype-node-count', { path: [field], nodes, allowed });
    }
    cell.edges.forEach(({ primitive, input }, i) => {
      const mask = allowedOn(space, kind, { node: Math.floor(i / 2), input });
      const allowed = names.filter((_, p) => mask[p]);
      if (allowed.includes(primitive)) return;
      throw spacesError('spaces/primitive-forbidden', { path: [field, i], name: primitive, allowed });
    });
  }
}

function problemAt(path: Path, problem: string): AppError {
  return spacesError('spaces/space-field', { path, problem });
}
