/** Which primitives there are, and which wiring is legal: those of a search space, or only those of any cell. */
import {
  allowedOn,
  checkInSpace,
  checkPrimitives,
  findPublished,
  isHyperCuboid,
  OP_TABLES,
  opTableNames,
  resolveSpace,
  SPACES,
  tableOfSpace,
  tablePrimitives,
} from '../../../main/spaces/index.ts';
import type {
  CellKind,
  CellSpace,
  Genotype,
  OpTableName,
  Primitive,
  SearchSpace,
  SpaceReference,
} from '../../../main/spaces/index.ts';
import type { OwnCell } from '../../../main/api/contract.ts';
import { stateName } from '../../cell-graph/names.ts';
import { sentenceOf } from '../../stores/problems.ts';

/** What a cell's names stand for, and the space it is to stay in. */
export interface CellMeaning {
  readonly ops: OpTableName;
  /** Null: any cell of the op table. */
  readonly space: SpaceReference | null;
}

/** An edge as it would be. */
interface WantedEdge {
  readonly kind: CellKind;
  readonly index: number;
  readonly input: number;
  readonly primitive: string;
}

/** The rules that a cell is edited by. */
export interface Rules {
  /** What they are of, in a sentence: `the space darts`. */
  readonly title: string;
  readonly palette: readonly Primitive[];
  readonly space: CellSpace | null;
  /** Whether a node may not read one state twice. */
  readonly distinctInputs: boolean;
  /** How many nodes a cell has; null: as one likes. */
  readonly nodes: number | null;
  /** Whether one chooses which nodes are joined to the output. */
  readonly freeOutput: boolean;
  /** How many are joined otherwise. */
  readonly joined: number;
  /** Why an edge cannot be like that; null: it can. */
  problemOf(edge: WantedEdge): string | null;
}

/** The rules of a meaning. */
export function rulesOf({ ops, space: reference }: CellMeaning): Rules {
  const found = reference === null ? null : resolveSpace(reference);
  // The editor's cells are pairs, and no path is one.
  const space = found === null || isHyperCuboid(found) ? null : found;
  const primitives = space?.primitives ?? tablePrimitives(ops);
  const title = space === null ? `the op table ${OP_TABLES[ops].title}` : `the space ${space.title}`;
  return {
    title,
    space,
    // A search never derives the zero operation; without a space one may.
    palette: space === null ? primitives : primitives.filter(({ definition }) => definition.block !== 'zero'),
    distinctInputs: space !== null,
    nodes: space?.intermediateNodes ?? null,
    freeOutput: space === null,
    joined: space?.concatNodes ?? 0,
    problemOf: ({ kind, index, input, primitive }) => {
      const at = primitives.findIndex(({ name }) => name === primitive);
      if (at < 0) return `There is no ${primitive} in ${title}.`;
      if (space === null) return null;
      const node = Math.floor(index / 2);
      if (allowedOn(space, kind, { node, input })[at] === true) return null;
      return `${space.title} does not allow ${primitive} from ${stateName(input)} to node ${node} of the ${kind} cell.`;
    },
  };
}

/** Why the genotype is none of these rules; null: it is. */
export function misfit(genotype: Genotype, rules: Rules): string | null {
  try {
    if (rules.space !== null) checkInSpace(genotype, rules.space);
    else checkPrimitives(genotype, rules.palette, rules.title);
  } catch (thrown) {
    return sentenceOf(thrown);
  }
  if (!rules.distinctInputs) return null;
  for (const kind of ['normal', 'reduction'] as const) {
    const { edges } = genotype[kind];
    const twice = edges.findIndex((edge, i) => i % 2 === 1 && edges[i - 1]?.input === edge.input);
    if (twice < 0) continue;
    const input = stateName(edges[twice]?.input ?? 0);
    return `Node ${Math.floor(twice / 2)} of the ${kind} cell reads ${input} twice; in ${rules.title} a node reads two different states.`;
  }
  return null;
}

/**
 * The meaning that a genotype has: the given one where it fits, or else the first that does: the same op table without the space, the
 * other tables. Where none fits, the sentence of what is unknown.
 */
export function meaningFor(
  genotype: Genotype,
  wished: CellMeaning,
): { readonly meaning: CellMeaning } | { readonly problem: string } {
  const tables: readonly OpTableName[] = [wished.ops, ...opTableNames()];
  const tried: readonly CellMeaning[] = [wished, ...tables.map((ops) => ({ ops, space: null }))];
  const meaning = tried.find((one) => misfit(genotype, rulesOf(one)) === null);
  if (meaning !== undefined) return { meaning };
  return { problem: misfit(genotype, rulesOf({ ops: wished.ops, space: null })) ?? 'It fits no op table.' };
}

/** The meaning of a published genotype. */
export function meaningOfPublished(name: string): CellMeaning {
  const { ops, space } = findPublished(name);
  return { ops, space };
}

/** The meaning of a cell of a search. */
export function meaningOfSpace(space: SearchSpace, reference: SpaceReference): CellMeaning {
  return { ops: tableOfSpace(space) ?? 'darts', space: reference };
}

/** What a person chooses between: spaces of a normal and a reduction cell. */
export const CHOICES_OF_MEANING: readonly { readonly value: string; readonly title: string }[] = [
  ...Object.values(SPACES)
    .filter(({ wiring }) => wiring === 'pairs')
    .map(({ id, title }) => ({ value: `space:${id}`, title: `Space: ${title}` })),
  ...Object.entries(OP_TABLES).map(([id, { title }]) => ({ value: `ops:${id}`, title: `Free: ${title}` })),
];

/** How a meaning stands in the list of choices. */
export function choiceOf({ ops, space }: CellMeaning): string {
  if (space === null) return `ops:${ops}`;
  return `space:${typeof space === 'string' ? space : space.id}`;
}

/** The meaning of a choice. */
export function meaningOfChoice(choice: string): CellMeaning {
  const [kind = '', id = ''] = choice.split(/:(.*)/s);
  const table = isTable(id) ? id : 'darts';
  if (kind === 'ops') return { ops: table, space: null };
  return meaningOfSpace(resolveSpace(id), id);
}

/** Whether it is the name of an op table. */
export function isTable(name: string): name is OpTableName {
  return Object.hasOwn(OP_TABLES, name);
}

/** The meaning in a file, which may be one of a table that is not known here. */
export function meaningOfFile({ ops, space }: OwnCell['meaning']): CellMeaning {
  return { ops: isTable(ops) ? ops : 'darts', space };
}
