/** What a person's own cell is on disk: the states that undo and redo walk, and named versions that never change. */
import { z } from 'zod';
import { sealed, unsealed } from '../base/sealed.ts';
import { messageOf } from '../base/errors.ts';
import { editedCellFromFile, editedCellToFile, spaceReferenceSchema } from '../spaces/index.ts';
import type { SpaceReference } from '../spaces/index.ts';
import { libraryError } from './errors.ts';

/** The latest format that is understood. */
export const FORMAT = 1;

/** One state of a draft: what was done last, and the genotype after it. */
export interface DraftState {
  /** What led to it: `sep_conv_5x5 on k-1 → 1 of the normal cell`. */
  readonly title: string;
  readonly genotype: z.infer<typeof genotypeFileShape>;
}

/** A named version. */
export interface NamedVersion {
  readonly id: string;
  readonly title: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly genotype: DraftState['genotype'];
}

/** What the names of primitives stand for, and which wiring is legal. */
export interface Meaning {
  /** An op table. */
  readonly ops: string;
  /** The space that the cell is to stay in; null: any cell. */
  readonly space: SpaceReference | null;
}

/** A person's own cell. */
export interface OwnCell {
  readonly id: string;
  readonly title: string;
  /** Counts the changes of the draft: who saves says which he knows. */
  readonly revision: number;
  readonly changedAt: number;
  readonly meaning: Meaning;
  /** From the first to the last that redo leads to. */
  readonly states: readonly DraftState[];
  /** Which of them is shown. */
  readonly at: number;
  readonly versions: readonly NamedVersion[];
}

const genotypeFileShape = z.unknown().transform((value, context) => {
  try {
    return editedCellToFile(editedCellFromFile(value));
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

/** The longest name of a cell, a version or a step. */
export const LONGEST_TITLE = 200;

/** What a person calls something. */
export const titleSchema = z.string().trim().min(1, 'expected a name').max(LONGEST_TITLE);

/** One state, as it comes in. */
export const stateSchema: z.ZodType<DraftState> = z.strictObject({
  title: z.string().max(LONGEST_TITLE),
  genotype: genotypeFileShape,
});

/** What the names stand for, as it comes in. */
export const meaningSchema: z.ZodType<Meaning> = z.strictObject({
  ops: z.string().max(100),
  space: z.union([z.null(), spaceReferenceSchema]),
});

const at = z.int().min(0);

const fileSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    id: z.string(),
    title: titleSchema,
    revision: at,
    changedAt: z.number(),
    meaning: meaningSchema,
    states: z.array(stateSchema).min(1),
    at,
    versions: z.array(
      z.strictObject({ id: z.string(), title: titleSchema, at: z.number(), genotype: genotypeFileShape }),
    ),
  })
  .refine((cell) => cell.at < cell.states.length, { message: 'at: there is no such state', path: ['at'] });

/** The text of a file. */
export const printCell = (cell: OwnCell): string => sealed({ format: FORMAT, ...cell });

/**
 * The cell in the text of a file.
 *
 * @throws `library/damaged`, `library/newer-format`
 */
export function parseCell(text: string, file: string): OwnCell {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw libraryError('library/damaged', { file, problem: messageOf(error) }, error);
  }
  const { document, isAsWritten } = unsealed(value);
  if (!isAsWritten) throw libraryError('library/damaged', { file, problem: 'it is not as it was written' });
  const newer = z.object({ format: z.number() }).safeParse(document);
  if (newer.success && newer.data.format > FORMAT) {
    throw libraryError('library/newer-format', { file, found: newer.data.format, known: FORMAT });
  }
  const result = fileSchema.safeParse(document);
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = (issue?.path ?? []).join('.');
    const problem = `${where === '' ? '' : `${where}: `}${(issue?.message ?? 'unknown').replace(/\.$/, '')}`;
    throw libraryError('library/damaged', { file, problem }, result.error);
  }
  const { format: _, ...cell } = result.data;
  return cell;
}
