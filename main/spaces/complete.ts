import { z } from 'zod';
import { defined } from '../base/assert.ts';
import { edgeCount, edgesOf } from './edges.ts';
import { spacesError } from './errors.ts';
import { MOST_NODES } from './genotype.ts';
import type { GenotypeEdge } from './genotype.ts';
import { findPrimitive } from './op-tables.ts';
import { PRIMITIVE_NAME } from './primitive.ts';
import type { Primitive } from './primitive.ts';
import { exactly, expected } from './schema.ts';
import { allowedOn, edgesIn } from './space.ts';
import type { CellSpace } from './space.ts';

/** A derived cell of complete wiring: one input, and every edge with its primitive; the last node is the output. */
export interface CompleteGenotype {
  readonly wiring: 'complete';
  /** A primitive for each edge, in the order of `edgesOf(nodes, 1)`. */
  readonly operations: readonly string[];
}

/** The nodes of a complete cell; null where so many operations are no such cell. */
export function completeNodes(operations: number): number | null {
  const nodes = Math.round((Math.sqrt(8 * operations + 1) - 1) / 2);
  return nodes >= 1 && nodes <= MOST_NODES && edgeCount(nodes, 1) === operations ? nodes : null;
}

/** The edges that feed each node of a complete cell, in the order in which they are written. */
export function completeEdges({ operations }: CompleteGenotype): readonly (readonly GenotypeEdge[])[] {
  const nodes = completeNodes(operations.length) ?? 0;
  return Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 1 }, (__, input) => ({
      input,
      primitive: defined(operations[edgeCount(node, 1) + input], 'a complete cell has every edge'),
    })),
  );
}

/** The shape of a complete cell in files. */
export const completeSchema = exactly({
  wiring: z.literal('complete', expected('"complete"')),
  operations: z.array(
    z.string(expected('the name of a primitive')).regex(PRIMITIVE_NAME, expected('the name of a primitive')),
    expected('a list of primitives, one for each edge'),
  ),
});

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
export function checkCompleteIn({ operations }: CompleteGenotype, space: CellSpace): void {
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
  return completeEdges(cell)
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
