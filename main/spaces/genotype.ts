import { z } from 'zod';
import { defined } from '../base/assert.ts';
import { spacesError } from './errors.ts';
import type { Path } from '../base/wording.ts';
import { findPrimitive } from './op-tables.ts';
import { PRIMITIVE_NAME } from './primitive.ts';
import type { Primitive } from './primitive.ts';
import { exactly, expected, parsed } from './schema.ts';

/** One chosen operation of a cell: the primitive, and the state that it reads (0 and 1: the cell's inputs). */
export interface GenotypeEdge {
  readonly primitive: string;
  readonly input: number;
}

/** A derived cell. */
export interface GenotypeCell {
  /** Pairs 2i and 2i+1 feed intermediate node i, whose value is their sum. The order is kept: it is part of the text. */
  readonly edges: readonly GenotypeEdge[];
  /** States joined on the channels to the cell's output, in this order. */
  readonly concat: readonly number[];
}

/** A derived architecture: the cell that keeps the resolution and the one that halves it. */
export interface Genotype {
  readonly normal: GenotypeCell;
  readonly reduction: GenotypeCell;
  /** sharpDARTS writes a fifth field; absent in genotypes of DARTS. */
  readonly layout?: 'cell';
}

/** Which of the two cells. */
export type CellKind = 'normal' | 'reduction';

/** The two cells, in the order in which files and screens show them. */
export const CELL_KINDS = ['normal', 'reduction'] as const satisfies readonly CellKind[];

/** A genotype as files hold it, with the field names of DARTS. */
export interface GenotypeFile {
  readonly normal: readonly (readonly [primitive: string, input: number])[];
  readonly normal_concat: readonly number[];
  readonly reduce: readonly (readonly [primitive: string, input: number])[];
  readonly reduce_concat: readonly number[];
  readonly layout?: 'cell';
}

/** The fields of a genotype file in their order; a missing `layout` is a genotype of DARTS. */
export const GENOTYPE_FIELDS = ['normal', 'normal_concat', 'reduce', 'reduce_concat', 'layout'] as const;

/** What each cell's two fields are called in files. */
export const CELL_FIELDS = {
  normal: { edges: 'normal', concat: 'normal_concat' },
  reduction: { edges: 'reduce', concat: 'reduce_concat' },
} as const satisfies Record<CellKind, { edges: keyof GenotypeFile; concat: keyof GenotypeFile }>;

/** The most intermediate nodes of a cell: more than any published one by far, and a bound on hostile input. */
export const MOST_NODES = 32;

const integer = z.custom<number>(Number.isSafeInteger, expected('the number of a state'));
const primitiveName = z
  .string(expected('the name of a primitive'))
  .regex(PRIMITIVE_NAME, expected('the name of a primitive: letters, digits and _ . + -'));
const pairs = z.array(
  z.tuple([primitiveName, integer], expected('a pair of primitive and input state')),
  expected('a list of pairs of primitive and input state'),
);
const states = z.array(integer, expected('a list of states'));

/** The shape of a genotype file; what its numbers must be, `checkGenotype` says. */
export const genotypeFileSchema = exactly({
  normal: pairs,
  normal_concat: states,
  reduce: pairs,
  reduce_concat: states,
  layout: z.literal('cell', expected('"cell"')).exactOptional(),
});

/**
 * The genotype in a parsed document of a genotype file.
 *
 * @throws `spaces/genotype-field` for a document of another shape, and as `checkGenotype`
 */
export function genotypeFromFile(document: unknown): Genotype {
  const file = parsed<GenotypeFile>(genotypeFileSchema, document, (path, problem) =>
    spacesError('spaces/genotype-field', { path, problem }),
  );
  const cell = (fields: (typeof CELL_FIELDS)[CellKind]): GenotypeCell => ({
    edges: file[fields.edges].map(([primitive, input]) => ({ primitive, input })),
    concat: file[fields.concat],
  });
  const genotype: Genotype = {
    normal: cell(CELL_FIELDS.normal),
    reduction: cell(CELL_FIELDS.reduction),
    ...(file.layout === undefined ? {} : { layout: file.layout }),
  };
  checkGenotype(genotype);
  return genotype;
}

/** The document of a genotype file, its fields in their order. */
export function genotypeToFile(genotype: Genotype): GenotypeFile {
  const pairsOf = ({ edges }: GenotypeCell): GenotypeFile['normal'] =>
    edges.map(({ primitive, input }) => [primitive, input] as const);
  return {
    normal: pairsOf(genotype.normal),
    normal_concat: [...genotype.normal.concat],
    reduce: pairsOf(genotype.reduction),
    reduce_concat: [...genotype.reduction.concat],
    ...(genotype.layout === undefined ? {} : { layout: genotype.layout }),
  };
}

/**
 * Passes if both cells can be built: two pairs a node, each reading an earlier state, and an output of existing nodes.
 * Two pairs of a node may read the same state, even with the same primitive (NASNet does).
 *
 * @throws `spaces/genotype-node-count`, `-odd-edges`, `-input` or `-concat`, naming the field as in a file
 */
export function checkGenotype(genotype: Genotype): void {
  for (const kind of CELL_KINDS) checkCell(genotype[kind], CELL_FIELDS[kind]);
}

function checkCell(cell: GenotypeCell, fields: { readonly edges: string; readonly concat: string }): void {
  const count = cell.edges.length;
  if (count % 2 !== 0) throw spacesError('spaces/genotype-odd-edges', { path: [fields.edges], count });
  const nodes = nodeCount(cell);
  if (nodes < 1 || nodes > MOST_NODES) {
    const allowed = `are 1 to ${MOST_NODES}`;
    throw spacesError('spaces/genotype-node-count', { path: [fields.edges], nodes, allowed });
  }
  cell.edges.forEach(({ input }, i) => {
    const node = Math.floor(i / 2);
    if (input >= 0 && input < node + 2 && Number.isInteger(input)) return;
    throw spacesError('spaces/genotype-input', { path: [fields.edges, i], input, node });
  });
  checkConcat(cell.concat, nodes, fields.concat);
}

function checkConcat(concat: readonly number[], nodes: number, field: string): void {
  const last = nodes + 1;
  const allowed = nodes === 1 ? 'allowed is the state 2' : `allowed are the states 2 to ${last}`;
  if (concat.length === 0) {
    const problem = `is empty, but a cell needs an output; ${allowed}`;
    throw spacesError('spaces/genotype-concat', { path: [field], problem });
  }
  concat.forEach((state, i) => {
    const path: Path = [field, i];
    if (!Number.isInteger(state) || state < 2 || state > last) {
      const problem = `state ${state} is no intermediate node of this cell; ${allowed}`;
      throw spacesError('spaces/genotype-concat', { path, problem });
    }
    if (concat.indexOf(state) !== i) {
      const problem = `state ${state} is listed twice; each may be listed once`;
      throw spacesError('spaces/genotype-concat', { path, problem });
    }
  });
}

/**
 * Passes if every primitive of the genotype is one of these.
 *
 * @param among - what the list is to a person: `the op table darts`
 * @throws `spaces/primitive-unknown` naming the field, the likely name and all allowed ones
 */
export function checkPrimitives(genotype: Genotype, primitives: readonly Primitive[], among: string): void {
  for (const kind of CELL_KINDS) {
    genotype[kind].edges.forEach(({ primitive }, i) => {
      findPrimitive(primitives, primitive, { among, path: [CELL_FIELDS[kind].edges, i] });
    });
  }
}

/** The number of intermediate nodes. */
export function nodeCount(cell: GenotypeCell): number {
  return Math.floor(cell.edges.length / 2);
}

/** The two edges that feed intermediate node `node`, which must exist. */
export function edgesInto(cell: GenotypeCell, node: number): readonly [GenotypeEdge, GenotypeEdge] {
  const why = `the cell has no node ${node}`;
  return [defined(cell.edges[2 * node], why), defined(cell.edges[2 * node + 1], why)];
}
