import { z } from 'zod';
import { defined } from '../base/assert.ts';
import { edgeCount, edgesOf } from './edges.ts';
import { spacesError } from './errors.ts';
import {
  checkPrimitives,
  edgesInto,
  genotypeFileSchema,
  genotypeFromFile,
  genotypeToFile,
  MOST_NODES,
  nodeCount,
} from './genotype.ts';
import type { CellKind, Genotype, GenotypeEdge, GenotypeFile } from './genotype.ts';
import { findPrimitive } from './op-tables.ts';
import { PRIMITIVE_NAME } from './primitive.ts';
import type { Primitive } from './primitive.ts';
import { exactly, expected, parsed } from './schema.ts';
import { allowedOn, edgesIn } from './space.ts';
import type { SearchSpace } from './space.ts';

/** A derived cell of complete wiring: one input, and every edge with its primitive; the last node is the output. */
export interface CompleteGenotype {
  readonly wiring: 'complete';
  /** A primitive for each edge, in the order of `edgesOf(nodes, 1)`. */
  readonly operations: readonly string[];
}

/** What a search finds: a pair of cells, or one cell of complete wiring. */
export type Architecture = Genotype | CompleteGenotype;

/** An architecture as files hold it. */
export type ArchitectureFile = GenotypeFile | CompleteGenotype;

/** Whether an architecture is one cell of complete wiring. */
export const isComplete = (architecture: Architecture): architecture is CompleteGenotype =>
  'wiring' in architecture;

/** The nodes of a complete cell; null where so many operations are no such cell. */
export function completeNodes(operations: number): number | null {
  const nodes = Math.round((Math.sqrt(8 * operations + 1) - 1) / 2);
  return nodes >= 1 && nodes <= MOST_NODES && edgeCount(nodes, 1) === operations ? nodes : null;
}

/** The edges that feed each node of a cell of the architecture, in the order in which they are written. */
export function edgesByNode(
  architecture: Architecture,
  kind: CellKind,
): readonly (readonly GenotypeEdge[])[] {
  if (!isComplete(architecture)) {
    const cell = architecture[kind];
    return Array.from({ length: nodeCount(cell) }, (_, node) => edgesInto(cell, node));
  }
  const { operations } = architecture;
  const nodes = completeNodes(operations.length) ?? 0;
  return Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 1 }, (__, input) => ({
      input,
      primitive: defined(operations[edgeCount(node, 1) + input], 'a complete cell has every edge'),
    })),
  );
}

const completeSchema = exactly({
  wiring: z.literal('complete', expected('"complete"')),
  operations: z.array(
    z.string(expected('the name of a primitive')).regex(PRIMITIVE_NAME, expected('the name of a primitive')),
    expected('a list of primitives, one for each edge'),
  ),
});

/** The shape of an architecture in files. */
export const architectureFileSchema = z.union([genotypeFileSchema, completeSchema]);

/**
 * The architecture in a parsed document: a genotype file, or `{"wiring": "complete", "operations": [...]}`.
 *
 * @throws `spaces/genotype-field` for a document of another shape or a number of operations that is no complete cell, and as
 * `genotypeFromFile`
 */
export function architectureFromFile(document: unknown): Architecture {
  const isPairs = typeof document !== 'object' || document === null || !('wiring' in document);
  if (isPairs) return genotypeFromFile(document);
  const found = parsed<CompleteGenotype>(completeSchema, document, (path, problem) =>
    spacesError('spaces/genotype-field', { path, problem }),
  );
  const { length } = found.operations;
  if (completeNodes(length) !== null) return found;
  const problem = `expected 1, 3, 6, 10 or another number of operations that is every edge of a cell, got ${length}`;
  throw spacesError('spaces/genotype-field', { path: ['operations'], problem });
}

/** The document of an architecture. */
export const architectureToFile = (architecture: Architecture): ArchitectureFile =>
  isComplete(architecture) ? architecture : genotypeToFile(architecture);

/**
 * Passes if every primitive of the architecture is one of those.
 *
 * @param among - what the list is to a person (`the op table darts`)
 * @throws `spaces/primitive-unknown`
 */
export function checkOperations(
  architecture: Architecture,
  primitives: readonly Primitive[],
  among: string,
): void {
  if (isComplete(architecture)) operationsOf(architecture, primitives, among);
  else checkPrimitives(architecture, primitives, among);
}

/**
 * What the operations of a complete cell stand for, edge by edge.
 *
 * @throws `spaces/primitive-unknown`
 */
export const operationsOf = (
  { operations }: CompleteGenotype,
  primitives: readonly Primitive[],
  among: string,
): readonly Primitive[] =>
  operations.map((name, i) => findPrimitive(primitives, name, { among, path: ['operations', i] }));

/**
 * Passes if the cell could have been derived from the space: its nodes, its primitives, its restrictions.
 *
 * @throws `spaces/genotype-field`, `spaces/primitive-unknown` or `spaces/primitive-forbidden`
 */
export function checkCompleteIn({ operations }: CompleteGenotype, space: SearchSpace): void {
  const edges = edgesIn(space);
  if (space.wiring !== 'complete' || operations.length !== edges.length) {
    const problem = `a cell of the space ${space.id} is no complete cell of ${operations.length} edges`;
    throw spacesError('spaces/genotype-field', { path: ['operations'], problem });
  }
  const names = space.primitives.map(({ name }) => name);
  operations.forEach((name, i) => {
    const path = ['operations', i];
    findPrimitive(space.primitives, name, { among: `the space ${space.id}`, path });
    const mask = allowedOn(space, 'normal', defined(edges[i], 'an operation for each edge'));
    const allowed = names.filter((_, p) => mask[p]);
    if (!allowed.includes(name)) throw spacesError('spaces/primitive-forbidden', { path, name, allowed });
  });
}

/** `|op~0|+|op~0|op~1|+...`: a cell of complete wiring as NAS-Bench-201 writes it. */
export function printArchitectureString(cell: CompleteGenotype): string {
  return edgesByNode(cell, 'normal')
    .map((edges) => `|${edges.map(({ primitive, input }) => `${primitive}~${input}`).join('|')}|`)
    .join('+');
}

/**
 * The cell of an architecture string; blanks around it do not count. Sources may stand in any order, each once.
 *
 * @throws `spaces/genotype-syntax` naming the column and what is expected there
 */
export function parseArchitectureString(text: string): CompleteGenotype {
  const start = text.length - text.trimStart().length;
  let column = start + 1;
  const operations = text
    .trim()
    .split('+')
    .flatMap((group, node) => {
      const at = column;
      column += group.length + 1;
      return operationsInto(group, node, at);
    });
  const nodes = completeNodes(operations.length) ?? MOST_NODES + 1;
  if (nodes > MOST_NODES) throw syntaxError(start + 1, `expected at most ${MOST_NODES} nodes`);
  return { wiring: 'complete', operations };
}

const TOKEN = /^([A-Za-z0-9_.-]+)~(\d{1,3})$/;

/** The operations into a node, ordered by their sources. */
function operationsInto(group: string, node: number, column: number): readonly string[] {
  const wanted = `expected |op~0|${node === 0 ? '' : `...|op~${node}|`}, the operations into node ${node + 1}`;
  if (!/^\|.*\|$/.test(group)) throw syntaxError(column, wanted);
  const found = new Map<number, string>();
  let at = column + 1;
  for (const token of group.slice(1, -1).split('|')) {
    const match = TOKEN.exec(token);
    const input = Number(match?.[2] ?? NaN);
    if (match === null || input > node || found.has(input)) throw syntaxError(at, wanted);
    found.set(input, defined(match[1], 'the token has a name'));
    at += token.length + 1;
  }
  if (found.size !== node + 1) throw syntaxError(column, wanted);
  return edgesOf(node + 1, 1)
    .slice(-(node + 1))
    .map(({ input }) => defined(found.get(input), 'every source has been found'));
}

const syntaxError = (column: number, problem: string) =>
  spacesError('spaces/genotype-syntax', { line: 1, column, problem });
