import { z } from 'zod';
import { listed, shown } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';
import { spacesError } from './errors.ts';
import { CELL_KINDS, MOST_NODES } from './genotype.ts';
import type { HyperCuboid } from './hypercuboid/space.ts';
import { findOpTable, findPrimitive, tablePrimitives } from './op-tables.ts';
import { PRIMITIVE_NAME } from './primitive.ts';
import type { Primitive, PrimitiveDefinition } from './primitive.ts';
import { exactly, expected, oneOf, parseJson, parsed, shortText, wholeNumber } from './schema.ts';
import type { PaperSource } from './source.ts';
import { checkSpace, isHyperCuboid, MOST_CELLS } from './space.ts';
import type { CellSpace, ReductionRule, SearchSpace } from './space.ts';

/**
 * Search spaces as JSON files, for the user's own: the fields of `SearchSpace`, where a primitive is a name out of the
 * table `opTable`, `{ name, table }` for one of another table, or `{ name, block, ... }` for a new one with the parameters
 * of its block, and where `source`, `wiring` and `restrictions` may be left out. A hypercuboid has the wiring `path` and fields of its own.
 */

/** A primitive in a space file. */
export type PrimitiveFile =
  string | { readonly name: string; readonly table: string } | ({ readonly name: string } & OwnDefinition);

type OwnDefinition =
  | Exclude<PrimitiveDefinition, { readonly block: 'separable' }>
  // The padding follows from kernel and dilation.
  | Omit<Extract<PrimitiveDefinition, { readonly block: 'separable' }>, 'padding'>;

/** What the files of all spaces have in common. */
interface AnySpaceFile {
  readonly source?: PaperSource;
  /** The table that primitives given by name alone are of. */
  readonly opTable?: string;
  readonly primitives: readonly PrimitiveFile[];
}

/** A space of cells as its file holds it. */
export interface CellSpaceFile extends Omit<CellSpace, 'source' | 'wiring' | 'primitives'>, AnySpaceFile {
  /** Left out: `pairs`. */
  readonly wiring?: CellSpace['wiring'];
}

/** A hypercuboid as its file holds it. */
export type HyperCuboidFile = Omit<HyperCuboid, 'source' | 'primitives'> & AnySpaceFile;

/** A search space as its file holds it. */
export type SpaceFile = CellSpaceFile | HyperCuboidFile;

const name = z
  .string(expected('the name of a primitive'))
  .regex(PRIMITIVE_NAME, expected('a name of 1 to 64 letters, digits and _ . + -'));
const kernel = wholeNumber(1, 15, 'odd');
const dilation = wholeNumber(1, 8);
const block = <S extends z.ZodRawShape>(shape: S) => exactly({ name, block: z.string(), ...shape });

/** The blocks of new primitives with their parameters; paddings follow from kernel and dilation. */
const BLOCKS = {
  zero: block({}).transform((): PrimitiveDefinition => ({ block: 'zero' })),
  skip: block({ oddSizes: oneOf(['refuse', 'pad']) }).transform(({ oddSizes }): PrimitiveDefinition => ({
    block: 'skip',
    oddSizes,
  })),
  'max-pool': block({ kernel }).transform((file): PrimitiveDefinition => ({
    block: 'max-pool',
    kernel: file.kernel,
  })),
  'average-pool': block({ kernel, countPadding: z.boolean(expected('true or false')) }).transform(
    (file): PrimitiveDefinition => ({
      block: 'average-pool',
      kernel: file.kernel,
      countPadding: file.countPadding,
    }),
  ),
  separable: block({
    kernel,
    dilation,
    mid: z.union(
      [exactly({ factor: wholeNumber(1, 16) }), exactly({ channels: wholeNumber(1, 4096) })],
      expected('{"factor": 1 to 16} or {"channels": 1 to 4096}'),
    ),
  }).transform((file): PrimitiveDefinition => {
    const padding = (file.dilation * (file.kernel - 1)) / 2;
    return { block: 'separable', kernel: file.kernel, dilation: file.dilation, padding, mid: file.mid };
  }),
  dilated: block({ kernel, dilation }).transform((file): PrimitiveDefinition => ({
    block: 'dilated',
    kernel: file.kernel,
    dilation: file.dilation,
  })),
  plain: block({ kernel }).transform((file): PrimitiveDefinition => ({
    block: 'plain',
    kernel: file.kernel,
  })),
  rectified: block({ kernel }).transform((file): PrimitiveDefinition => ({
    block: 'rectified',
    kernel: file.kernel,
  })),
  activation: block({ function: oneOf(['tanh', 'relu', 'sigmoid', 'identity']) }).transform(
    (file): PrimitiveDefinition => ({ block: 'activation', function: file.function }),
  ),
  asymmetric: block({
    kernel,
    epsilon: z.custom<number>(isEpsilon, expected('a number above 0 and up to 0.1')),
  }).transform((file): PrimitiveDefinition => ({
    block: 'asymmetric',
    kernel: file.kernel,
    epsilon: file.epsilon,
  })),
} satisfies Record<PrimitiveDefinition['block'], z.ZodType<PrimitiveDefinition>>;

function isEpsilon(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= 0.1;
}

const nodeOrState = wholeNumber(0, MOST_NODES).nullable().default(null);
const restriction = exactly({
  cell: oneOf([...CELL_KINDS, 'both']),
  node: nodeOrState,
  input: nodeOrState,
  primitives: z.array(name, expected('a list of names of primitives')),
});
const noted = shortText('a text', 2000).nullable().default(null);
/** Which cells are reduction cells, in files and settings. @see ReductionRule */
export const reductionRuleSchema: z.ZodType<ReductionRule> = z.union(
  [
    z.literal('thirds'),
    exactly({ spacing: wholeNumber(1, MOST_CELLS) }),
    z.array(wholeNumber(0, MOST_CELLS - 1)),
  ],
  expected(`"thirds", {"spacing": 1 to ${MOST_CELLS}} or a list of cells counted from 0`),
);
const common = {
  id: z
    .string(expected('an id'))
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, expected('an id of small letters, digits and -')),
  title: shortText('a title', 200),
  source: exactly({ paper: shortText('a title', 500), arxiv: noted, note: noted })
    .nullable()
    .default(null),
  opTable: z.string(expected('the name of an op table')).optional(),
  primitives: z
    .array(z.unknown(), expected('a list of primitives'))
    .min(1, expected('1 to 64 primitives'))
    .max(64, expected('1 to 64 primitives')),
};
const cellSpaceFile = exactly({
  ...common,
  wiring: z
    .enum(['pairs', 'complete', 'recurrent'], expected('"pairs", "complete", "recurrent" or "path"'))
    .default('pairs'),
  intermediateNodes: wholeNumber(1, MOST_NODES),
  concatNodes: wholeNumber(1, MOST_NODES),
  restrictions: z.array(restriction, expected('a list of restrictions')).default([]),
  network: exactly({
    cells: wholeNumber(1, MOST_CELLS),
    // Factorized reduction gives half the channels to each of its two convolutions.
    initChannels: wholeNumber(2, 4096, 'even'),
    reductions: reductionRuleSchema,
  }),
});
// What the numbers may be, `checkHyperCuboid` says.
const counts = (of: string) => z.array(z.number(expected('a number')), expected(of));
const hyperCuboidFile = exactly({
  ...common,
  wiring: z.literal('path'),
  channels: counts('a list of channel counts'),
  layers: z.number(expected('a number of layers')),
  strides: counts('a list of strides'),
  base: z.number(expected('a number of channels')),
});

/**
 * The search space of a JSON text.
 *
 * @throws `spaces/json-syntax`, `spaces/text-too-long`, or `spaces/space-field` naming the field and its allowed values
 */
export function parseSpace(text: string): SearchSpace {
  return spaceFromFile(parseJson(text, 'search space'));
}

/**
 * The search space of a parsed document.
 *
 * @throws `spaces/space-field` or `spaces/primitive-unknown`, naming the field and its allowed values
 */
export function spaceFromFile(document: unknown): SearchSpace {
  const isPath =
    typeof document === 'object' && document !== null && 'wiring' in document && document.wiring === 'path';
  if (isPath) {
    const { opTable, primitives, ...rest } = read(hyperCuboidFile, document, []);
    const space: HyperCuboid = { ...rest, primitives: primitivesFromFile(primitives, opTable) };
    checkSpace(space);
    return space;
  }
  const { opTable, primitives, ...rest } = read(cellSpaceFile, document, []);
  const space: CellSpace = { ...rest, primitives: primitivesFromFile(primitives, opTable) };
  checkSpace(space);
  return space;
}

function primitivesFromFile(files: readonly unknown[], opTable: string | undefined): readonly Primitive[] {
  const table = opTable === undefined ? undefined : findOpTable(opTable, ['opTable']);
  return files.map((file, i) => primitiveFromFile(file, table, ['primitives', i]));
}

function primitiveFromFile(file: unknown, opTable: string | undefined, path: Path): Primitive {
  if (typeof file === 'string') {
    if (opTable !== undefined) return tablePrimitive(file, opTable, path);
    const problem = `"${file}" needs the field opTable beside primitives, to say whose ${file} it is`;
    throw spacesError('spaces/space-field', { path, problem });
  }
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    const forms = 'a name, an object with name and table, or an object with name and block';
    throw spacesError('spaces/space-field', { path, problem: expected(forms).error({ input: file }) });
  }
  if (!('block' in file)) {
    const { name: wanted, table } = read(
      exactly({ name, table: z.string(expected('an op table')) }),
      file,
      path,
    );
    return tablePrimitive(wanted, findOpTable(table, [...path, 'table']), [...path, 'name']);
  }
  if (!isBlock(file.block)) {
    const problem = `expected one of ${listed(Object.keys(BLOCKS))}, got ${shown(file.block)}`;
    throw spacesError('spaces/space-field', { path: [...path, 'block'], problem });
  }
  const definition = read<PrimitiveDefinition>(BLOCKS[file.block], file, path);
  return { name: read(z.object({ name }), file, path).name, table: null, definition };
}

function tablePrimitive(wanted: string, opTable: string, path: Path): Primitive {
  const table = findOpTable(opTable, path);
  return findPrimitive(tablePrimitives(table), wanted, { among: `the op table ${table}`, path });
}

function isBlock(value: unknown): value is keyof typeof BLOCKS {
  return typeof value === 'string' && Object.hasOwn(BLOCKS, value);
}

function read<T>(schema: z.ZodType<T>, value: unknown, at: Path): T {
  return parsed(schema, value, (path, problem) =>
    spacesError('spaces/space-field', { path: [...at, ...path], problem }),
  );
}

/** The document of a space file: plain data, its fields in their order. Reading it gives the space again. */
export function spaceToFile(space: CellSpace): CellSpaceFile;
/** The same of any space. */
export function spaceToFile(space: SearchSpace): SpaceFile;
/** The same of any space. */
export function spaceToFile(space: SearchSpace): SpaceFile {
  const { id, title, source } = space;
  const opTable = space.primitives.flatMap(({ table }) => table ?? [])[0];
  const primitives = {
    ...(opTable === undefined ? {} : { opTable }),
    primitives: space.primitives.map((primitive) => primitiveToFile(primitive, opTable)),
  };
  const named = { id, title, ...(source === null ? {} : { source }) };
  if (isHyperCuboid(space)) {
    const { wiring, channels, layers, strides, base } = space;
    return { ...named, wiring, ...primitives, channels, layers, strides, base };
  }
  const { wiring, intermediateNodes, concatNodes, restrictions, network } = space;
  return {
    ...named,
    ...(wiring === 'pairs' ? {} : { wiring }),
    ...primitives,
    ...{ intermediateNodes, concatNodes, restrictions, network },
  };
}

/** The search space as a JSON text, always with the same bytes; reading it gives the space again. */
export function printSpace(space: SearchSpace): string {
  return JSON.stringify(spaceToFile(space), null, 2);
}

function primitiveToFile({ name: published, table, definition }: Primitive, opTable?: string): PrimitiveFile {
  if (table !== null) return table === opTable ? published : { name: published, table };
  if (definition.block !== 'separable') return { name: published, ...definition };
  const { padding: _, ...parameters } = definition;
  return { name: published, ...parameters };
}
