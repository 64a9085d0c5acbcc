/** What trainings were found to have learnt: `evaluations/<id>.json` in the folder of the run, complete for each time. */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import { systemCode } from '../base/system-failure.ts';
import { precisionSchema } from '../train/index.ts';
import type { Evaluation } from '../train/index.ts';
import { writeDurably } from './durable.ts';
import { runsError, unreadable, unwritable } from './errors.ts';
import type { RunPaths } from './paths.ts';
import { isRunId } from './paths.ts';
import { environmentSchema } from './record.ts';
import type { Environment, SplitIdentity } from './record.ts';
import { BROKEN_SEAL, sealed, unsealed } from './sealed.ts';

const FORMAT = 1;

/** One evaluation of a run. */
export interface StoredEvaluation extends Evaluation {
  /** Of the evaluation; that of its job, if it was queued. Later ones have later ids. */
  readonly id: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The step of the state that was evaluated. */
  readonly step: number;
  readonly weightsSha256: string;
  /** Whose test images it was; a split only where it divided the run's own. */
  readonly data: { readonly name: string; readonly id: string; readonly split?: SplitIdentity };
  readonly environment: Environment;
}

/** The evaluations of a run, and a sentence for each that cannot be read. */
export interface Evaluations {
  /** The latest first. */
  readonly evaluations: readonly StoredEvaluation[];
  readonly problems: readonly string[];
}

const count = z.int().nonnegative();
/** Losses may be what JSON has no number for. */
const loss = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .transform((value) => Number(value));
const share = z.number().min(0).max(1);
const schema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.string().refine(isRunId),
  run: z.string().refine(isRunId),
  at: z.iso.datetime(),
  step: count,
  weightsSha256: z.string(),
  data: z.strictObject({
    name: z.string(),
    id: z.string(),
    split: z.exactOptional(z.strictObject({ name: z.string(), id: z.string() })),
  }),
  environment: environmentSchema,
  test: z.strictObject({
    loss,
    accuracy: share,
    images: count,
    error: share,
    top5: share.nullable(),
    perClass: z.array(
      z.strictObject({ class: z.string(), images: count, correct: count, accuracy: share.nullable() }),
    ),
    confusion: z.array(z.array(count)),
  }),
  precision: precisionSchema,
  parameters: count,
  macs: count,
}) satisfies z.ZodType<StoredEvaluation>;

/** The id of a new evaluation. */
export const newEvaluationId = (): string => ulid().toLowerCase();

/** The file of an evaluation. */
export const evaluationFile = ({ evaluations }: RunPaths, id: string): string =>
  join(evaluations, `${id}.json`);

/** Keeps an evaluation in the folder of its run. @throws AppError `runs/unwritable` */
export async function keepEvaluation(paths: RunPaths, evaluation: StoredEvaluation): Promise<void> {
  try {
    await mkdir(paths.evaluations, { recursive: true });
  } catch (error) {
    throw unwritable(paths.evaluations, error);
  }
  const { test } = evaluation;
  const loss = Number.isFinite(test.loss) ? test.loss : String(test.loss);
  const document = { format: FORMAT, ...evaluation, test: { ...test, loss } };
  await writeDurably(evaluationFile(paths, evaluation.id), [sealed(document)]);
}

/** The evaluations of a run that were kept. @throws AppError `runs/unreadable` where the folder cannot be read */
export async function readEvaluations({ paths }: { readonly paths: RunPaths }): Promise<Evaluations> {
  let names: readonly string[];
  try {
    names = await readdir(paths.evaluations);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { evaluations: [], problems: [] };
    throw unreadable(paths.evaluations, error);
  }
  const ids = names.flatMap((name) => /^([0-9a-z]{26})\.json$/.exec(name)?.[1] ?? []);
  const found = await Promise.all(
    [...ids]
      .sort()
      .reverse()
      .map((id) => readEvaluation(evaluationFile(paths, id)).catch(messageOf)),
  );
  return {
    evaluations: found.filter((one) => typeof one !== 'string'),
    problems: found.filter((one) => typeof one === 'string'),
  };
}

async function readEvaluation(file: string): Promise<StoredEvaluation> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unreadable(file, error);
    throw runsError('runs/damaged-evaluation', { file, problem: messageOf(error) }, error);
  }
  const { document, isAsWritten } = unsealed(value);
  if (!isAsWritten) throw runsError('runs/damaged-evaluation', { file, problem: BROKEN_SEAL });
  const format = z.object({ format: z.number() }).safeParse(document).data?.format ?? FORMAT;
  if (format > FORMAT) throw runsError('runs/newer-format', { file, found: String(format), known: FORMAT });
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an evaluation'}`;
    throw runsError('runs/damaged-evaluation', { file, problem }, parsed.error);
  }
  const { format: _, ...evaluation } = parsed.data;
  return evaluation;
}
