import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import type { Architecture, ArchitectureFile, SpaceReference } from '../spaces/index.ts';
import {
  architectureFileSchema,
  architectureFromFile,
  architectureToFile,
  spaceReferenceSchema,
} from '../spaces/index.ts';
import { careSchema } from './care.ts';
import type { Care } from './care.ts';
import { writeDurably } from './durable.ts';
import { runsError } from './errors.ts';
import { memoryOutlookSchema } from './memory.ts';
import type { MemoryOutlook } from './memory.ts';
import { keepOldRecord, migrated } from './record-migrations.ts';
import { readSealed, sealed } from './sealed.ts';

/** The format of `run.json` that this version writes. */
const FORMAT = 2;

/** What a run is computed with; a run that is resumed elsewhere has several. */
export interface Environment {
  readonly app: string;
  readonly node: string;
  readonly platform: string;
  /** `TensorFlow 2.21.0`. */
  readonly engine: string;
  readonly device: 'cpu' | 'gpu';
  readonly deviceName: string;
  readonly threads: number;
  readonly notes: readonly string[];
  readonly host: string;
  readonly cpu: string;
  readonly memoryBytes: number;
  /** What the run needs of it; null where that is not known. */
  readonly memory: MemoryOutlook | null;
}

/** One start of a run's trainer. */
export interface Start {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly fromStep: number;
  readonly environment: Environment;
}

/** The data set of a run: what it is called, and what it is. */
export interface DataIdentity {
  /** The name of an embedded or registered data set, or the absolute path of a folder. */
  readonly name: string;
  /** Of the content. */
  readonly id: string;
  /** How its images are divided, which the run keeps a copy of; absent: as the data set says. */
  readonly split?: SplitIdentity;
}

/** The split of a run: what it is called, and what it is. */
export interface SplitIdentity {
  readonly name: string;
  /** Of its lists of images. */
  readonly id: string;
}

/** Where a training has its genotype from. */
export interface Parent {
  readonly run: string;
  /** The alphas after that many epochs; null: the run's result. */
  readonly epoch: number | null;
}

/** The run that another one was made from. */
export interface Origin {
  /** `again`: the same run once more; `fork`: it goes on from a checkpoint with other settings. */
  readonly kind: 'again' | 'fork';
  readonly run: string;
  /** The step of the checkpoint that it began at, as a fork does, and a fork that is run again; null: it began at the first step. */
  readonly step: number | null;
}

/** What a run is asked to do. Everything that decides its numbers is here. */
export interface RunPlan {
  readonly kind: 'search' | 'train';
  readonly title: string;
  /** The preset that the configuration was made from. */
  readonly preset: string | null;
  /** As the room of that kind has checked it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly data: DataIdentity;
  /** What a training trains; null of a search. */
  readonly genotype: Architecture | null;
  /** The search space whose primitives the genotype's names stand for; null: those of the configuration's op table. */
  readonly space: SpaceReference | null;
  readonly parent: Parent | null;
  /** Null of a run that was made from nothing else. */
  readonly origin: Origin | null;
  readonly care: Care;
}

/** The record of a run: `run.json`. */
export interface RunRecord extends RunPlan {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly starts: readonly Start[];
}

const count = z.number().int().nonnegative();
/** The shape of an environment in files. */
export const environmentSchema = z.strictObject({
  app: z.string(),
  node: z.string(),
  platform: z.string(),
  engine: z.string(),
  device: z.enum(['cpu', 'gpu']),
  deviceName: z.string(),
  threads: count,
  notes: z.array(z.string()),
  host: z.string(),
  cpu: z.string(),
  memoryBytes: count,
  memory: memoryOutlookSchema.nullable(),
});

/** The genotype is kept with the field names that DARTS's own files have. */
const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string(),
  kind: z.enum(['search', 'train']),
  title: z.string(),
  preset: z.string().nullable(),
  config: z.record(z.string(), z.unknown()),
  seed: z.number().int(),
  data: z.strictObject({
    name: z.string(),
    id: z.string(),
    split: z.exactOptional(z.strictObject({ name: z.string(), id: z.string() })),
  }),
  genotype: z.custom<ArchitectureFile>((value) => architectureFileSchema.safeParse(value).success).nullable(),
  space: spaceReferenceSchema.nullable(),
  parent: z.strictObject({ run: z.string(), epoch: count.nullable() }).nullable(),
  origin: z
    .strictObject({ kind: z.enum(['again', 'fork']), run: z.string(), step: count.nullable() })
    .nullable(),
  care: careSchema,
  created: z.iso.datetime(),
  starts: z.array(z.strictObject({ at: z.iso.datetime(), fromStep: count, environment: environmentSchema })),
});

/**
 * Writes the record in one step.
 *
 * @throws AppError `runs/unwritable`
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  const before = await formatOf(path);
  if (before !== null && before < FORMAT) await keepOldRecord(path, before);
  const genotype = record.genotype === null ? null : architectureToFile(record.genotype);
  await writeDurably(path, [sealed({ format: FORMAT, ...record, genotype })]);
}

const withFormat = z.object({ format: z.int() });

/** The format of the record that is there; null where none is, or none that can be read. */
async function formatOf(path: string): Promise<number | null> {
  try {
    return withFormat.parse(JSON.parse(await readFile(path, 'utf8'))).format;
  } catch {
    // Whoever writes a record knows all that it says; what is there is damaged or was never there.
    return null;
  }
}

/**
 * Reads the record of the run `id`.
 *
 * @throws AppError `runs/unreadable`, `runs/damaged-record`, `runs/newer-format`
 */
export async function readRecord(path: string, id: string): Promise<RunRecord> {
  const damaged = (problem: string, cause: unknown): Error =>
    runsError('runs/damaged-record', { file: path, problem }, cause);
  const document = await readSealed(path, { format: FORMAT, damaged });
  const parsed = fileSchema.safeParse(migrated(document, FORMAT));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw damaged(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a record'}`, parsed.error);
  }
  const { format: _, genotype, ...record } = parsed.data;
  if (record.id !== id) throw damaged(`it is the record of the run ${record.id}`, null);
  try {
    return { ...record, genotype: genotype === null ? null : architectureFromFile(genotype) };
  } catch (error) {
    // What its shape does not show: a node without its edges.
    throw damaged(messageOf(error), error);
  }
}
