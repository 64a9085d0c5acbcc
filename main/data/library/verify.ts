import { checkPublished } from '../known/check.ts';
import type { CheckedFile } from '../known/check.ts';
import type { AddContext } from './add.ts';
import { currentId } from './content.ts';
import { requireRegistered } from './manage.ts';
import type { RegisteredSet } from './registered.ts';

/** What reading a set anew has shown. */
export interface VerifiedSet {
  readonly set: RegisteredSet;
  /** The content that its files have now. */
  readonly found: string;
  readonly isAsRegistered: boolean;
  /** Its files that have the name of a published one. */
  readonly files: readonly CheckedFile[];
}

/**
 * Reads all files of a registered set, past the cache, and compares.
 *
 * @throws AppError `data/...` where they cannot be read or are damaged
 */
export async function verifySet(name: string, context: AddContext): Promise<VerifiedSet> {
  const set = await requireRegistered(context.opening.dataDir, name);
  const found = await currentId(set, context);
  const files = await checkPublished(set.path);
  return { set, found, isAsRegistered: found === set.id, files };
}

/** The files that have the name of one published file alone, and not its content: they were changed, or cut short. */
export const changedFiles = (files: readonly CheckedFile[]): readonly CheckedFile[] =>
  files.filter(({ publishedAs, candidates }) => publishedAs === null && candidates.length === 1);
