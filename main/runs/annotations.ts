/** What people say of a run. It lies in a file of its own, which may change while the run is computed and long after. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../base/errors.ts';
import { systemCode } from '../base/system-failure.ts';
import { writeDurably } from './durable.ts';
import { runsError, unreadable } from './errors.ts';

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

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // No line breaks and other controls: names are shown in one line, in terminals too.
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'expected a name in one line');

/** The shape of annotations wherever they come in. */
export const annotationsSchema = z.strictObject({
  experiment: name.nullable(),
  tags: z
    .array(name)
    .max(100)
    .transform((tags) => [...new Set(tags)].sort()),
  starred: z.boolean(),
  note: z.string().max(MOST_NOTE),
});

const fileSchema = annotationsSchema.extend({ format: z.literal(FORMAT) });

/**
 * Writes annotations in one step.
 *
 * @throws AppError `runs/unwritable`
 */
export async function writeAnnotations(path: string, annotations: Annotations): Promise<void> {
  await writeDurably(path, [`${JSON.stringify({ format: FORMAT, ...annotations }, null, 2)}\n`]);
}

/**
 * Reads annotations; a missing file is a run of which nothing was said.
 *
 * @throws AppError `runs/unreadable`, `runs/damaged-annotations`, `runs/newer-format`
 */
export async function readAnnotations(path: string): Promise<Annotations> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return NO_ANNOTATIONS;
    throw unreadable(path, error);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw runsError('runs/damaged-annotations', { file: path, problem: messageOf(error) }, error);
  }
  const found = z.object({ format: z.number() }).safeParse(document);
  if (found.success && found.data.format > FORMAT) {
    throw runsError('runs/newer-format', { file: path, found: String(found.data.format), known: FORMAT });
  }
  const parsed = fileSchema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not annotations'}`;
    throw runsError('runs/damaged-annotations', { file: path, problem }, parsed.error);
  }
  const { format: _, ...annotations } = parsed.data;
  return annotations;
}
