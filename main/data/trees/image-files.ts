/** Finds the image files in trees of folders. */
import { AppError } from '../../base/errors.ts';
import type { LeftOut } from '../ingest/left-out.ts';
import { hasImageName, isImage } from '../image-magic.ts';
import type { FilePlace, Listing } from '../listing.ts';
import { createPauses } from '../pauses.ts';
import { NOT_AN_IMAGE } from '../pixels/image-problem.ts';

const UNREADABLE = 'a file that cannot be read';
const GONE = 'gone, or with a name that cannot be used';

/** What systems and programs put beside images. */
const NOISE = /^(\.|__MACOSX$|@eaDir$|(eh)?thumbs\.db$|desktop\.ini$)/i;
/** Detection looks at so many files of a folder. */
const FEW = 16;
const FEW_FOLDERS = 4;

/** Whether a file or folder is one that somebody put there. */
export const isVisible = (name: string): boolean => !NOISE.test(name);

/** The folders that somebody put there. */
export const visibleFolders = (listing: Listing): readonly string[] => listing.folders.filter(isVisible);

/**
 * The images in a folder and all folders in it, in the order of their names, those of a folder before those of its folders; of a
 * folder to which several links lead, once.
 *
 * A file with the name of an image is taken to be one: whether it is shows when it is decoded. All others are looked at.
 *
 * @param listing - the folder
 * @param leftOut - counts what is no image
 * @throws AppError `data/unreadable`, `data/packed-archive`
 */
export async function* imagesIn(listing: Listing, leftOut: LeftOut): AsyncGenerator<FilePlace> {
  const pause = createPauses();
  const waiting = [listing];
  // Links can make a few folders look like endlessly many.
  const seen = new Set<string>();
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder.realPath)) continue;
    seen.add(folder.realPath);
    for (const name of folder.names) {
      await pause();
      const place = isVisible(name) ? imageAt(folder, name, leftOut) : null;
      if (place !== null) yield place;
    }
    for (const name of [...visibleFolders(folder)].reverse()) waiting.push(folder.within(name));
  }
}

/** Where an image is; null, and counted: it is none. */
export function imageAt(folder: Listing, name: string, leftOut: LeftOut): FilePlace | null {
  const place = folder.locate(name);
  const reason = place === null ? GONE : place.length === 0 ? NOT_AN_IMAGE : problemOf(folder, name);
  if (reason === null) return place;
  leftOut.add(reason, `${folder.folder}/${name}`);
  return null;
}

function problemOf(folder: Listing, name: string): string | null {
  if (hasImageName(name)) return null;
  try {
    return beginsAsImage(folder, name) ? null : NOT_AN_IMAGE;
  } catch (error) {
    if (error instanceof AppError) return UNREADABLE;
    throw error;
  }
}

function beginsAsImage(folder: Listing, name: string): boolean {
  const { head, packed } = folder.file(name);
  return !packed && isImage(head);
}

/** Whether there are images directly in a folder; looks at a few files, and says no where they cannot be read. */
export function hasImages(listing: Listing): boolean {
  return unlessUnreadable(false, () =>
    listing.peek(FEW).some((name) => isVisible(name) && beginsAsImage(listing, name)),
  );
}

/** Whether there are images in a folder, or, where it holds nothing but folders, in some of those; looks at a few. */
export function holdsImages(listing: Listing, depth = 2): boolean {
  return unlessUnreadable(false, () => {
    if (hasImages(listing)) return true;
    if (depth === 0 || listing.peek(FEW).some(isVisible)) return false;
    return visibleFolders(listing)
      .slice(0, FEW_FOLDERS)
      .some((name) => holdsImages(listing.within(name), depth - 1));
  });
}

/** Whether nothing is in a folder. */
export const isEmpty = (listing: Listing): boolean =>
  unlessUnreadable(false, () => !listing.peek(FEW).some(isVisible) && visibleFolders(listing).length === 0);

/** Detection must not fail: what cannot be read is not recognized, and opening it says why. */
export function unlessUnreadable<T>(otherwise: T, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof AppError) return otherwise;
    throw error;
  }
}
