/** What people say of a run. It lies in a file of its own, which may change while the run is computed and long after. */
import { z } from 'zod';
import { systemCode } from '../base/system-failure.ts';
import { writeDurably } from './durable.ts';
import { runsError } from './errors.ts';
import { readSealed, sealed } from './sealed.ts';

const FORMAT = 1;

/** What people say of a run. */
export interface Annotations {
  /** The experiment that the run belongs to. */
  readonly experiment: string | null;
  /** Sorted, each once. */
  readonly tags: readonly string[];
  readonly starred: boolean;
  /** Markdown. */
  readonly note: string;
}

/** Of a run of which nothing was said. */
export const NO_ANNOTATIONS: Annotations = { experiment: null, tags: [], starred: false, note: '' };

/** Longest note, in UTF-16 units. */
export const MOST_NOTE = 100_000;
/** Most tags of a run. */
export const MOST_TAGS = 100;

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // No line breaks and other controls: names are shown in one line, in terminals too.
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'expected a name in one line');

const names = z.array(name).max(MOST_TAGS, `expected at most ${MOST_TAGS} tags`);

/** The shape of annotations wherever they come in. */
export const annotationsSchema = z.strictObject({
  experiment: name.nullable(),
  tags: names.transform(sortedOnce),
  starred: z.boolean(),
  note: z.string().max(MOST_NOTE, `expected at most ${MOST_NOTE} letters`),
});

/** What is to become of a run's annotations: all that is not named stays as it is. */
export interface AnnotationsChange extends Partial<Annotations> {
  /** To be there besides those that are, whoever set them meanwhile. */
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

const { experiment, tags, starred, note } = annotationsSchema.shape;

/** The shape of a change wherever it comes in. */
export const annotationsChangeSchema: z.ZodType<AnnotationsChange> = z.strictObject({
  experiment: experiment.exactOptional(),
  tags: tags.exactOptional(),
  starred: starred.exactOptional(),
  note: note.exactOptional(),
  addTags: tags.exactOptional(),
  removeTags: tags.exactOptional(),
});

/** The annotations after a change. */
export function changed(before: Annotations, change: AnnotationsChange): Annotations {
  const { addTags = [], removeTags = [], ...set } = change;
  const after = { ...before, ...set };
  const kept = after.tags.filter((tag) => !removeTags.includes(tag));
  return { ...after, tags: sortedOnce([...kept, ...addTags]) };
}

function sortedOnce(tags: readonly string[]): string[] {
  return [...new Set(tags)].sort();
}

const fileSchema = annotationsSchema.extend({ format: z.literal(FORMAT) });

/**
 * Writes annotations in one step.
 *
 * @throws AppError `runs/unwritable`
 */
export async function writeAnnotations(path: string, annotations: Annotations): Promise<void> {
  await writeDurably(path, [sealed({ format: FORMAT, ...annotations })]);
}

/**
 * Reads annotations; a missing file is a run of which nothing was said.
 *
 * @throws AppError `runs/unreadable`, `runs/damaged-annotations`, `runs/newer-format`
 */
export async function readAnnotations(path: string): Promise<Annotations> {
  const damaged = (problem: string, cause: unknown): Error =>
    runsError('runs/damaged-annotations', { file: path, problem }, cause);
  let document: unknown;
  try {
    document = await readSealed(path, { format: FORMAT, damaged });
  } catch (error) {
    if (error instanceof Error && systemCode(error.cause) === 'ENOENT') return NO_ANNOTATIONS;
    throw error;
  }
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not annotations'}`;
    throw damaged(problem, parsed.error);
  }
  const { format: _, ...annotations } = parsed.data;
  return annotations;
}
