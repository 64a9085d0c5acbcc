import { nearest } from '../base/nearest.ts';
import { listed } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';
import { spacesError } from './errors.ts';
import type { MidChannels, Primitive, PrimitiveDefinition } from './primitive.ts';

/** Which published definitions the names of primitives stand for. */
export interface OpTable {
  readonly title: string;
  /** The code and its name for the table. */
  readonly source: string;
  readonly primitives: Readonly<Record<string, PrimitiveDefinition>>;
}

const separable = (kernel: number, dilation = 1, mid: MidChannels = { factor: 1 }) =>
  ({ block: 'separable', kernel, dilation, padding: (dilation * (kernel - 1)) / 2, mid }) as const;
const dilated = (kernel: number) => ({ block: 'dilated', kernel, dilation: 2 }) as const;
const FLOOD: MidChannels = { factor: 4 };
const CHOKE: MidChannels = { channels: 32 };

const DARTS = {
  none: { block: 'zero' },
  max_pool_3x3: { block: 'max-pool', kernel: 3 },
  avg_pool_3x3: { block: 'average-pool', kernel: 3, countPadding: false },
  skip_connect: { block: 'skip', oddSizes: 'refuse' },
  sep_conv_3x3: separable(3),
  sep_conv_5x5: separable(5),
  sep_conv_7x7: separable(7),
  dil_conv_3x3: dilated(3),
  dil_conv_5x5: dilated(5),
  conv_7x1_1x7: { block: 'asymmetric', kernel: 7, epsilon: 1e-5 },
} as const satisfies Record<string, PrimitiveDefinition>;

const SHARP = {
  none: { block: 'zero' },
  // sharpDARTS counts the padding zeros in the mean, DARTS does not.
  avg_pool_3x3: { block: 'average-pool', kernel: 3, countPadding: true },
  max_pool_3x3: { block: 'max-pool', kernel: 3 },
  skip_connect: { block: 'skip', oddSizes: 'pad' },
  sep_conv_3x3: separable(3),
  sep_conv_5x5: separable(5),
  sep_conv_7x7: separable(7),
  dil_conv_3x3: separable(3, 2),
  dil_conv_5x5: separable(5, 2),
  flood_conv_3x3: separable(3, 1, FLOOD),
  flood_conv_5x5: separable(5, 1, FLOOD),
  dil_flood_conv_3x3: separable(3, 2, FLOOD),
  // Published with padding 2 instead of 4, so it shrinks its image; no published search list holds it.
  dil_flood_conv_5x5: { block: 'separable', kernel: 5, dilation: 2, padding: 2, mid: FLOOD },
  choke_conv_3x3: separable(3, 1, CHOKE),
  dil_choke_conv_3x3: separable(3, 2, CHOKE),
  conv_7x1_1x7: { block: 'asymmetric', kernel: 7, epsilon: 1e-3 },
} as const satisfies Record<string, PrimitiveDefinition>;

const SHARP_DARTS = {
  ...DARTS,
  skip_connect: { block: 'skip', oddSizes: 'pad' },
  nor_conv_3x3: { block: 'plain', kernel: 3 },
  nor_conv_5x5: { block: 'plain', kernel: 5 },
  nor_conv_7x7: { block: 'plain', kernel: 7 },
} as const satisfies Record<string, PrimitiveDefinition>;

// The search goes over dua_ and dil_sepc_; the networks of its results call them sep_conv and dil_conv.
const ISDARTS = {
  none: { block: 'zero' },
  skip_connect: { block: 'skip', oddSizes: 'pad' },
  dua_sepc_3x3: separable(3),
  dua_sepc_5x5: separable(5),
  dil_sepc_3x3: dilated(3),
  dil_sepc_5x5: dilated(5),
  avg_pool_3x3: { block: 'average-pool', kernel: 3, countPadding: false },
  max_pool_3x3: { block: 'max-pool', kernel: 3 },
  sep_conv_3x3: separable(3),
  sep_conv_5x5: separable(5),
  dil_conv_3x3: dilated(3),
  dil_conv_5x5: dilated(5),
} as const satisfies Record<string, PrimitiveDefinition>;

const NASBENCH201 = {
  none: { block: 'zero' },
  skip_connect: { block: 'skip', oddSizes: 'refuse' },
  nor_conv_1x1: { block: 'rectified', kernel: 1 },
  nor_conv_3x3: { block: 'rectified', kernel: 3 },
  avg_pool_3x3: { block: 'average-pool', kernel: 3, countPadding: false },
} as const satisfies Record<string, PrimitiveDefinition>;

/** The published op tables by the name that files and commands use. */
export const OP_TABLES = {
  darts: { title: 'DARTS', source: 'quark0/darts cnn, OPS', primitives: DARTS },
  sharp: { title: 'sharpDARTS', source: 'ahundt/sharpDARTS cnn, OPS', primitives: SHARP },
  'sharp-darts': {
    title: 'DARTS as in the sharpDARTS code',
    source: 'ahundt/sharpDARTS cnn, DARTS_OPS',
    primitives: SHARP_DARTS,
  },
  isdarts: { title: 'IS-DARTS', source: 'HY-HE/IS-DARTS, OPS', primitives: ISDARTS },
  nasbench201: { title: 'NAS-Bench-201', source: 'D-X-Y/AutoDL-Projects, OPS', primitives: NASBENCH201 },
} as const satisfies Record<string, OpTable>;

/** The name of an op table. */
export type OpTableName = keyof typeof OP_TABLES;

/** The name of a primitive in the op table T. */
export type PrimitiveName<T extends OpTableName = OpTableName> = T extends OpTableName
  ? keyof (typeof OP_TABLES)[T]['primitives'] & string
  : never;

/** The primitives of these names in one table, in this order: the alpha columns of a space. */
export function primitivesFrom<T extends OpTableName>(
  table: T,
  names: readonly PrimitiveName<T>[],
): readonly Primitive[] {
  const all = tablePrimitives(table);
  return names.map((name) => findPrimitive(all, name, { among: `the op table ${table}`, path: [name] }));
}

/** Every primitive of an op table, in its order. */
export function tablePrimitives(table: OpTableName): readonly Primitive[] {
  const { primitives }: OpTable = OP_TABLES[table];
  return Object.entries(primitives).map(([name, definition]) => ({ name, table, definition }));
}

/**
 * The primitive of that name.
 *
 * @param where - what the list is to a person (`the op table darts`), and the path of the field that holds the name
 * @throws `spaces/primitive-unknown` with the names that exist
 */
export function findPrimitive(
  primitives: readonly Primitive[],
  name: string,
  where: { readonly among: string; readonly path: Path },
): Primitive {
  const found = primitives.find((primitive) => primitive.name === name);
  if (found !== undefined) return found;
  const allowed = primitives.map((primitive) => primitive.name);
  throw spacesError('spaces/primitive-unknown', { ...where, name, near: nearest(name, allowed), allowed });
}

/**
 * The op table of that name.
 *
 * @throws `spaces/space-field` naming the field at `path` and the tables that exist
 */
export function findOpTable(name: string, path: Path): OpTableName {
  if (isOpTable(name)) return name;
  const problem = `there is no op table "${name}"; allowed are ${listed(opTableNames())}`;
  throw spacesError('spaces/space-field', { path, problem });
}

/** The names of the op tables. */
export const opTableNames = (): readonly OpTableName[] => Object.keys(OP_TABLES).filter(isOpTable);

function isOpTable(name: string): name is OpTableName {
  return Object.hasOwn(OP_TABLES, name);
}
