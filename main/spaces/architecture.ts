/** What searches find: a pair of cells, one cell of complete wiring, a recurrent cell, or a path through a hypercuboid. */
import { z } from 'zod';
import { completeEdges, completeNodes, completeSchema, operationsOf } from './complete.ts';
import type { CompleteGenotype } from './complete.ts';
import { spacesError } from './errors.ts';
import {
  checkPrimitives,
  edgesInto,
  genotypeFileSchema,
  genotypeFromFile,
  genotypeToFile,
  nodeCount,
} from './genotype.ts';
import type { CellKind, Genotype, GenotypeEdge, GenotypeFile } from './genotype.ts';
import { checkPath, pathSchema } from './hypercuboid/path.ts';
import type { ChannelPath } from './hypercuboid/path.ts';
import { findPrimitive } from './op-tables.ts';
import type { Primitive } from './primitive.ts';
import { checkRecurrent, recurrentFromFile, recurrentSchema, recurrentToFile } from './recurrent/genotype.ts';
import type { RecurrentFile, RecurrentGenotype } from './recurrent/genotype.ts';
import { parsed } from './schema.ts';
import type { Wiring } from './space.ts';

/** What a search of cells finds. */
export type CellArchitecture = Genotype | CompleteGenotype | RecurrentGenotype;

/** What a search finds. */
export type Architecture = CellArchitecture | ChannelPath;

/** An architecture as files hold it. */
export type ArchitectureFile = GenotypeFile | CompleteGenotype | ChannelPath | RecurrentFile;

/** Whether an architecture is a pair of cells. */
export const isPair = (architecture: Architecture): architecture is Genotype => !('wiring' in architecture);

/** Whether an architecture is one cell of complete wiring. */
export const isComplete = (architecture: Architecture): architecture is CompleteGenotype =>
  'wiring' in architecture && architecture.wiring === 'complete';

/** Whether an architecture is a recurrent cell. */
export const isRecurrent = (architecture: Architecture): architecture is RecurrentGenotype =>
  'wiring' in architecture && architecture.wiring === 'recurrent';

/** Whether an architecture is a path through a hypercuboid. */
export const isPath = (architecture: Architecture): architecture is ChannelPath =>
  'wiring' in architecture && architecture.wiring === 'path';

/** How an architecture is wired. */
export function wiringOf(architecture: Architecture): Wiring {
  return 'wiring' in architecture ? architecture.wiring : 'pairs';
}

/** The edges that feed each node of a cell of the architecture, in the order in which they are written. */
export function edgesByNode(
  architecture: CellArchitecture,
  kind: CellKind,
): readonly (readonly GenotypeEdge[])[] {
  if (isComplete(architecture)) return completeEdges(architecture);
  if (isRecurrent(architecture)) return architecture.recurrent.map((edge) => [edge]);
  const cell = architecture[kind];
  return Array.from({ length: nodeCount(cell) }, (_, node) => edgesInto(cell, node));
}

/** The shape of an architecture in files. */
export const architectureFileSchema = z.union([
  genotypeFileSchema,
  completeSchema,
  pathSchema,
  recurrentSchema,
]);

/**
 * The architecture in a parsed document: a genotype file, `{"wiring": "complete", "operations": [...]}`, or
 * `{"wiring": "path", "operations": [...], "base": ...}`, or `{"wiring": "recurrent", "recurrent": [...], "concat": [...]}`.
 *
 * @throws `spaces/genotype-field` for a document of another shape or a number of operations that is no complete cell, `hypercuboid/path` for
 * operations that do not fit together, and as `genotypeFromFile`
 */
export function architectureFromFile(document: unknown): Architecture {
  const wiring =
    typeof document === 'object' && document !== null && 'wiring' in document ? document.wiring : null;
  if (wiring === null) return genotypeFromFile(document);
  if (wiring === 'path') {
    const path = readAs<ChannelPath>(pathSchema, document);
    checkPath(path);
    return path;
  }
  if (wiring === 'recurrent') return recurrentFromFile(readAs<RecurrentFile>(recurrentSchema, document));
  const found = readAs<CompleteGenotype>(completeSchema, document);
  const { length } = found.operations;
  if (completeNodes(length) !== null) return found;
  const problem = `expected 1, 3, 6, 10 or another number of operations that is every edge of a cell, got ${length}`;
  throw spacesError('spaces/genotype-field', { path: ['operations'], problem });
}

const readAs = <T>(schema: z.ZodType<T>, document: unknown): T =>
  parsed(schema, document, (path, problem) => spacesError('spaces/genotype-field', { path, problem }));

/** The document of an architecture. */
export function architectureToFile(architecture: Architecture): ArchitectureFile {
  if (isRecurrent(architecture)) return recurrentToFile(architecture);
  return isComplete(architecture) || isPath(architecture) ? architecture : genotypeToFile(architecture);
}

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
  else if (isPath(architecture)) {
    architecture.operations.forEach(({ primitive }, i) =>
      findPrimitive(primitives, primitive, { among, path: ['operations', i, 'primitive'] }),
    );
  } else if (isRecurrent(architecture)) {
    checkRecurrent(architecture);
    architecture.recurrent.forEach(({ primitive }, i) =>
      findPrimitive(primitives, primitive, { among, path: ['recurrent', i] }),
    );
  } else checkPrimitives(architecture, primitives, among);
}
