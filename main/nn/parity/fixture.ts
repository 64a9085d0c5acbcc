/** Fixtures: what the reference programs computed, in files of the format `darts-parity/1`. */
import { z } from 'zod';
import { findOpTable } from '../../spaces/index.ts';
import type { OpTableName } from '../../spaces/index.ts';
import { nnError } from '../errors.ts';

const FORMAT = 'darts-parity/1';

/** A dense tensor of a fixture, in PyTorch's layout. */
export const tensorSchema = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });
/** A dense tensor of a fixture. */
export type FixtureTensor = z.infer<typeof tensorSchema>;

/** Tensors by name. */
export const tensorsSchema = z.record(z.string(), tensorSchema);
/** How far float32 was from float64 in the reference, by quantity. */
export const deviationSchema = z.record(z.string(), z.number());
/** Sum and l2 norm of each parameter's gradient. */
export const summarySchema = z.record(z.string(), z.object({ sum: z.number(), l2: z.number() }));

/** What a file says beside its cases, such as an input of all, each of them has. */
const fileSchema = z
  .looseObject({
    format: z.literal(FORMAT),
    kind: z.string(),
    cases: z.array(z.looseObject({ id: z.string() })),
  })
  .transform(({ format, kind, cases, ...shared }) => ({
    format,
    kind,
    cases: cases.map((one) => ({ ...shared, ...one })),
  }));

/** A file of fixtures. */
export type FixtureFile = z.infer<typeof fileSchema>;
/** One case of it: what each kind of fixture has in it, that kind's schema says. */
export type FixtureCase = FixtureFile['cases'][number];

/**
 * The fixtures of a parsed file.
 * @param name - names the file in messages
 * @throws nn/fixture
 */
export function parseFixtures(name: string, document: unknown): FixtureFile {
  return parsedFixture(name, fileSchema, document);
}

/** What a schema makes of a value. @throws nn/fixture naming the field */
export function parsedFixture<T>(fixture: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw nnError('nn/fixture', { fixture, problem: `${field}: ${issue?.message ?? 'cannot be read'}` });
}

/** One quantity of a case, compared with what the reference computed. */
export interface Check {
  /** The kind of the fixture. */
  readonly fixture: string;
  /** The id of the case. */
  readonly case: string;
  readonly quantity: string;
  /** The greatest absolute difference. */
  readonly error: number;
  readonly tolerance: number;
  readonly passed: boolean;
}

/** What was computed beside what was expected. */
export interface Comparison {
  readonly quantity: string;
  readonly found: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
  /** How far float32 was from float64 in the reference. */
  readonly deviation: number;
  /** The size of the quantity, where it is not that of the greatest expected number. */
  readonly scale?: number;
  /** How far a number may be off, where the fixture says it. */
  readonly tolerance?: number;
}

/**
 * Compares within 10 times the reference's own float32 error, and 1e-5 of the quantity's size, or within what the fixture states. No
 * number, an infinity that is not expected, or another count of numbers is an infinite error.
 */
export function compared(at: Pick<Check, 'fixture' | 'case'>, comparison: Comparison): Check {
  const { quantity, found, expected, deviation } = comparison;
  const size = Array.from(expected).reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  const allowed = 10 * deviation + 1e-5 * Math.max(1, comparison.scale ?? size);
  const tolerance = comparison.tolerance ?? allowed;
  const error =
    found.length === expected.length
      ? Array.from(expected).reduce((worst, value, i) => Math.max(worst, distance(found[i], value)), 0)
      : Infinity;
  return { ...at, quantity, error, tolerance, passed: error <= tolerance };
}

const distance = (found: number | undefined, expected: number): number => {
  if (found === expected) return 0;
  const difference = Math.abs((found ?? NaN) - expected);
  return Number.isNaN(difference) ? Infinity : difference;
};

/** The op table that a fixture means: the codes call theirs by the same names. @throws spaces/space-field */
export function tableOf(repo: string, table: string): OpTableName {
  const name = TABLES[`${repo} ${table}`] ?? `${repo} ${table}`;
  return findOpTable(name, ['table']);
}

const TABLES: Readonly<Record<string, OpTableName>> = {
  'darts OPS': 'darts',
  'sharp OPS': 'sharp',
  'sharp DARTS_OPS': 'sharp-darts',
};
