import { AppError } from '../base/errors.ts';

/** What each error of this room carries; files are paths. */
export interface LibraryErrorFacts {
  'library/not-found': { readonly cell: string };
  'library/changed': { readonly title: string; readonly revision: number; readonly found: number };
  'library/damaged': { readonly file: string; readonly problem: string };
  'library/newer-format': { readonly file: string; readonly found: number; readonly known: number };
  'library/unwritable': { readonly path: string; readonly reason: string; readonly remedy: string };
  'library/unreadable': { readonly path: string; readonly reason: string };
  'library/bad-journal': { readonly problem: string };
}

/** The code of an error of this room. */
export type LibraryErrorCode = keyof LibraryErrorFacts;

const MESSAGES: { readonly [C in LibraryErrorCode]: (facts: LibraryErrorFacts[C]) => string } = {
  'library/not-found': ({ cell }) =>
    `There is no cell ${cell} among your own any more; it may have been removed in another window.`,
  'library/changed': ({ title }) =>
    `${title} was changed in another window meanwhile. Open it again to go on from there, or keep what you have here as a copy.`,
  'library/damaged': ({ file, problem }) =>
    `The cell in ${file} cannot be read: ${problem}. Your other cells are not affected; restore the file from a copy or remove it.`,
  'library/newer-format': ({ file, found, known }) =>
    `${file} was written by a newer version (format ${found}, this one knows ${known}). Use that version to open it.`,
  'library/unwritable': ({ path, reason, remedy }) => `${path} cannot be written: ${reason}. ${remedy}`,
  'library/unreadable': ({ path, reason }) => `${path} cannot be read: ${reason}.`,
  'library/bad-journal': ({ problem }) => `The steps of this cell cannot be saved: ${problem}.`,
};

/** An error of this room. */
export function libraryError<C extends LibraryErrorCode>(
  code: C,
  facts: LibraryErrorFacts[C],
  cause?: unknown,
): AppError {
  const message = MESSAGES[code](facts);
  return new AppError(code, message, { data: { ...facts }, ...(cause === undefined ? {} : { cause }) });
}
