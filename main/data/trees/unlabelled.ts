/** Images without anything that says what they show. */
import type { AppError } from '../../base/errors.ts';
import { dataError } from '../errors.ts';
import { hasImageName } from '../image-magic.ts';
import type { Listing } from '../listing.ts';
import { hasImages, isVisible, unlessUnreadable, visibleFolders } from './image-files.ts';
import { partByName } from './parts.ts';

/** The error for a folder of images that are in no folders of classes, alone or in train and test; null: it is none. */
export function unlabelledImages(listing: Listing): AppError | null {
  const parts = visibleFolders(listing).filter((name) => partByName(name) !== null);
  const folders = [listing, ...parts.map((name) => listing.within(name))].filter(hasImages);
  const count = unlessUnreadable(0, () => folders.reduce((sum, folder) => sum + imagesAt(folder), 0));
  if (count === 0) return null;
  return dataError('data/unusable-set', {
    path: listing.folder,
    problem: `nothing says the classes of its ${String(count)} images`,
    remedy:
      'Put the images of each class into a folder of their own, or put a .csv file beside them with the path and the label of each',
  });
}

function imagesAt({ names }: Listing): number {
  let count = 0;
  for (const name of names) if (isVisible(name) && hasImageName(name)) count++;
  return count;
}
