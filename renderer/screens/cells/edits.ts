/** What can be done to a cell, and why something cannot. Every edit gives a genotype that can be built, or the reason in a sentence. */
import { edgesInto, nodeCount } from '../../../main/spaces/index.ts';
import type { CellKind, Genotype, GenotypeCell, GenotypeEdge } from '../../../main/spaces/index.ts';
import { edgeName, stateName } from '../../cell-graph/names.ts';
import type { Rules } from './rules.ts';

/** The genotype after an edit and what was done, or why it was not. */
export type Edited =
  | { readonly genotype: Genotype; readonly said: string }
  | { readonly genotype: null; readonly refused: string };

/** An edge of a genotype: its place in the list of its cell. */
export interface EdgePlace {
  readonly kind: CellKind;
  readonly index: number;
}

/** More intermediate nodes are nobody's cell; files refuse more too. */
const MOST_NODES = 32;

const refuse = (refused: string): Edited => ({ genotype: null, refused });
const nodeOf = (index: number): number => Math.floor(index / 2);
const other = (index: number): number => (index % 2 === 0 ? index + 1 : index - 1);

/** What a person calls an edge: `k-2 → 0 of the normal cell`. */
export function placeName(genotype: Genotype, { kind, index }: EdgePlace): string {
  const input = genotype[kind].edges[index]?.input ?? 0;
  return `${edgeName({ input, node: nodeOf(index) })} of the ${kind} cell`;
}

function withCell(genotype: Genotype, kind: CellKind, cell: GenotypeCell): Genotype {
  return { ...genotype, [kind]: cell };
}

function withEdge(genotype: Genotype, { kind, index }: EdgePlace, edge: GenotypeEdge): Genotype {
  const cell = genotype[kind];
  return withCell(genotype, kind, { ...cell, edges: cell.edges.map((one, i) => (i === index ? edge : one)) });
}

/** Puts a primitive on edges. */
export function setPrimitive(
  genotype: Genotype,
  { places, primitive }: { readonly places: readonly EdgePlace[]; readonly primitive: string },
  rules: Rules,
): Edited {
  const [first] = places;
  if (first === undefined) return refuse('Select an edge first.');
  let next = genotype;
  for (const place of places) {
    const edge = next[place.kind].edges[place.index];
    if (edge === undefined) continue;
    const problem = rules.problemOf({ ...place, input: edge.input, primitive });
    if (problem !== null) return refuse(problem);
    next = withEdge(next, place, { ...edge, primitive });
  }
  const where = places.length === 1 ? placeName(genotype, first) : `${places.length} edges`;
  return { genotype: next, said: `${primitive} on ${where}` };
}

/** Why an edge cannot read that state; null: it can. */
export function rewiringProblem(
  genotype: Genotype,
  { kind, index, input }: EdgePlace & { readonly input: number },
  rules: Rules,
): string | null {
  const { edges } = genotype[kind];
  const edge = edges[index];
  if (edge === undefined) return 'There is no such edge.';
  const node = nodeOf(index);
  const last = nodeCount(genotype[kind]) + 1;
  if (input < 0 || input > last) return 'There is no such node.';
  if (input === node + 2) return `Node ${node} cannot read itself.`;
  if (input > node + 2)
    return `Node ${node} can read the inputs and the nodes before it; node ${stateName(input)} comes after it.`;
  if (rules.distinctInputs && edges[other(index)]?.input === input)
    return `The other input of node ${node} is ${stateName(input)} already; in ${rules.title} a node reads two different states.`;
  return rules.problemOf({ kind, index, input, primitive: edge.primitive });
}

/** Has an edge read another state. */
export function rewire(
  genotype: Genotype,
  target: EdgePlace & { readonly input: number },
  rules: Rules,
): Edited {
  const problem = rewiringProblem(genotype, target, rules);
  if (problem !== null) return refuse(problem);
  const { kind, index, input } = target;
  const edge = genotype[kind].edges[index];
  if (edge === undefined) return refuse('There is no such edge.');
  if (edge.input === input)
    return refuse(`${placeName(genotype, target)} reads ${stateName(input)} already.`);
  const next = withEdge(genotype, target, { ...edge, input });
  return { genotype: next, said: `${placeName(genotype, target)} now reads ${stateName(input)}` };
}

/** The next state in that direction that the edge may read; null: there is none. */
export function nextInput(
  genotype: Genotype,
  { kind, index, step }: EdgePlace & { readonly step: 1 | -1 },
  rules: Rules,
): number | null {
  const from = genotype[kind].edges[index]?.input;
  if (from === undefined) return null;
  for (let input = from + step; input >= 0 && input < nodeOf(index) + 2; input += step) {
    if (rewiringProblem(genotype, { kind, index, input }, rules) === null) return input;
  }
  return null;
}

/** Adds a node at the end that reads the two states before it and feeds the output. */
export function addNode(genotype: Genotype, kind: CellKind, rules: Rules): Edited {
  const cell = genotype[kind];
  const node = nodeCount(cell);
  if (rules.nodes !== null)
    return refuse(`Cells of ${rules.title} have ${rules.nodes} nodes; choose a free op table to add more.`);
  if (node >= MOST_NODES) return refuse(`A cell has at most ${MOST_NODES} nodes.`);
  const first = rules.palette.find(
    ({ name }) => rules.problemOf({ kind, index: 2 * node, input: node, primitive: name }) === null,
  );
  if (first === undefined) return refuse('There is no primitive to put on its edges.');
  const edges = [node, node + 1].map((input) => ({ primitive: first.name, input }));
  const next = { edges: [...cell.edges, ...edges], concat: [...cell.concat, node + 2] };
  return { genotype: withCell(genotype, kind, next), said: `node ${node} added to the ${kind} cell` };
}

/** Removes a node; what read it reads its first input instead. */
export function removeNode(
  genotype: Genotype,
  { kind, node }: { readonly kind: CellKind; readonly node: number },
  rules: Rules,
): Edited {
  const cell = genotype[kind];
  const nodes = nodeCount(cell);
  if (rules.nodes !== null)
    return refuse(`Cells of ${rules.title} have ${rules.nodes} nodes; choose a free op table to remove one.`);
  if (node < 0 || node >= nodes) return refuse('There is no such node.');
  if (nodes === 1) return refuse('A cell has at least one node.');
  const state = node + 2;
  const [{ input: heir }] = edgesInto(cell, node);
  const moved = (from: number): number => (from === state ? heir : from > state ? from - 1 : from);
  const edges = cell.edges
    .filter((_, i) => nodeOf(i) !== node)
    .map((edge) => ({ ...edge, input: moved(edge.input) }));
  const concat = cell.concat.filter((one) => one !== state).map(moved);
  const next = { edges, concat: concat.length === 0 ? [nodes] : concat };
  return { genotype: withCell(genotype, kind, next), said: `node ${node} removed from the ${kind} cell` };
}

/** Joins a node to the output, or takes it out. */
export function toggleConcat(
  genotype: Genotype,
  { kind, node }: { readonly kind: CellKind; readonly node: number },
  rules: Rules,
): Edited {
  const cell = genotype[kind];
  const state = node + 2;
  if (node < 0 || node >= nodeCount(cell)) return refuse('Only nodes can be joined to the output.');
  if (!rules.freeOutput)
    return refuse(
      `In ${rules.title} the last ${rules.joined} nodes are joined to the output; choose a free op table to change that.`,
    );
  const isJoined = cell.concat.includes(state);
  if (isJoined && cell.concat.length === 1)
    return refuse('A cell needs an output: this is the last node that is joined to it.');
  const concat = isJoined
    ? cell.concat.filter((one) => one !== state)
    : [...cell.concat, state].sort((a, b) => a - b);
  const what = isJoined ? 'taken out of' : 'joined to';
  return {
    genotype: withCell(genotype, kind, { ...cell, concat }),
    said: `node ${node} ${what} the output of the ${kind} cell`,
  };
}

/** Makes one cell like the other. */
export function copyCell(genotype: Genotype, to: CellKind, rules: Rules): Edited {
  const from = to === 'normal' ? 'reduction' : 'normal';
  const cell = genotype[from];
  for (const [index, { input, primitive }] of cell.edges.entries()) {
    const problem = rules.problemOf({ kind: to, index, input, primitive });
    if (problem !== null) return refuse(problem);
  }
  return { genotype: withCell(genotype, to, cell), said: `${from} cell copied to the ${to} cell` };
}

/** Exchanges the two cells. */
export function swapCells(genotype: Genotype, rules: Rules): Edited {
  const { normal, reduction } = genotype;
  const next = { ...genotype, normal: reduction, reduction: normal };
  for (const kind of ['normal', 'reduction'] as const) {
    for (const [index, { input, primitive }] of next[kind].edges.entries()) {
      const problem = rules.problemOf({ kind, index, input, primitive });
      if (problem !== null) return refuse(problem);
    }
  }
  return { genotype: next, said: 'normal and reduction cell exchanged' };
}
