import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { fieldName, shown } from '../base/wording.ts';
import type { Path } from '../base/wording.ts';
import { pathOf, spacesError } from './errors.ts';
import { findOpTable } from './op-tables.ts';
import type { OpTableName } from './op-tables.ts';
import { findSpace, SPACES } from './registry.ts';
import { printSpace, spaceFromFile, spaceToFile } from './space-file.ts';
import type { SpaceFile } from './space-file.ts';
import type { SearchSpace } from './space.ts';

/**
 * How a configuration or a run record says which search space is meant: the name of a published one, or the whole file of the
 * user's own, so that a run does not depend on a file that may change.
 */
export type SpaceReference = string | SpaceFile;

/** Checks a reference. Whether a name exists, `resolveSpace` says: records outlive names. */
export const spaceReferenceSchema: z.ZodType<SpaceReference> = z
  .unknown()
  .transform((value, context): SpaceReference => {
    if (typeof value === 'string') return value;
    try {
      if (typeof value === 'object' && value !== null) return spaceToFile(spaceFromFile(value));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const path = pathOf(error);
      const problem = error.message.slice(path.length === 0 ? 0 : `${fieldName(path)}: `.length);
      context.addIssue({ code: 'custom', path: [...path], message: problem.replace(/\.$/, '') });
      return z.NEVER;
    }
    const wanted = value === undefined ? 'is missing; expected' : 'expected';
    const got = value === undefined ? '' : `, got ${shown(value)}`;
    const names = Object.keys(SPACES).join(', ');
    context.addIssue({
      code: 'custom',
      message: `${wanted} the name of a search space (${names}) or a whole space file${got}`,
    });
    return z.NEVER;
  });

/**
 * The search space that is meant.
 *
 * @throws `spaces/space-unknown`, or as `spaceFromFile`
 */
export const resolveSpace = (reference: SpaceReference): SearchSpace =>
  typeof reference === 'string' ? findSpace(reference) : spaceFromFile(reference);

/** The reference to a space: its name if it is a published one, unchanged, and else all of it. */
export function referenceTo(space: SearchSpace): SpaceReference {
  return isPublished(space) ? space.id : spaceToFile(space);
}

/**
 * Passes unless the space goes by the id of a published one without being it: two spaces of one name could not be told apart.
 *
 * @param at - where in a larger document the space lies
 * @throws `spaces/space-field`
 */
export function checkOwnId(space: SearchSpace, at: Path = []): void {
  const { id } = space;
  if (!Object.hasOwn(SPACES, id) || isPublished(space)) return;
  const problem = `"${id}" is the id of a published space, from which this one differs; choose another id`;
  throw spacesError('spaces/space-field', { path: [...at, 'id'], problem });
}

/** The op table that all primitives of a space are of; null where they are not of one. */
export function tableOfSpace({ primitives }: SearchSpace): OpTableName | null {
  const [table, ...others] = new Set(primitives.map((primitive) => primitive.table));
  return typeof table === 'string' && others.length === 0 ? findOpTable(table, ['opTable']) : null;
}

function isPublished(space: SearchSpace): boolean {
  return Object.hasOwn(SPACES, space.id) && printSpace(findSpace(space.id)) === printSpace(space);
}
