/** What the files at a path would be read as: found by its reader, with no image decoded that has a file of its own, and nothing written. */
import { resolve } from 'node:path';
import { readOnce } from '../complete.ts';
import { classCounts } from '../dataset.ts';
import type { Skipped } from '../dataset.ts';
import type { ImageSize } from '../image-set.ts';
import { nameFrom } from '../library/names.ts';
import type { Reading } from '../locate.ts';
import { READERS } from '../registry.ts';
import type { ReaderName } from '../registry.ts';

interface SurveyedPart {
  readonly count: number;
  /** Images of each class. */
  readonly perClass: readonly number[];
}

/** What would be read. */
export interface SetSurvey {
  /** Absolute: the folder or the archive of the set, which may be one below what was asked for. */
  readonly folder: string;
  readonly reader: ReaderName;
  /** What the layout is called. */
  readonly layout: string;
  /** By what it was recognized, in words. */
  readonly summary: string;
  /** Whether it was found in a folder below the one that was given. */
  readonly isBelow: boolean;
  /** What it could be registered as. */
  readonly name: string;
  readonly classes: readonly string[];
  readonly train: SurveyedPart;
  readonly test: SurveyedPart;
  /** Null: they are found out when the images are decoded. */
  readonly size: (ImageSize & { readonly channels: number }) | null;
  /** What is left out already; more may be when the images are decoded. */
  readonly skipped: readonly Skipped[];
}

/**
 * Looks at a set that may be registered.
 *
 * @throws AppError `data/...` where nothing there can be read as a set; the signal's reason
 */
export async function surveySet({
  path,
  signal,
  ...reading
}: Reading & { readonly path: string; readonly signal?: AbortSignal }): Promise<SetSurvey> {
  const asked = { ...reading, path: resolve(path), name: null, isEmbedded: false };
  const { found, parts } = await readOnce(asked, signal);
  const { classes, train, test, skipped = [] } = parts;
  const partOf = ({ count, labels }: Pick<typeof train, 'count' | 'labels'>): SurveyedPart => ({
    count,
    perClass: classCounts(labels, classes.length),
  });
  const sized = parts.kind === 'decoded' ? (parts.train.count > 0 ? parts.train : parts.test) : null;
  return {
    folder: found.listing.folder,
    reader: found.reader,
    layout: READERS[found.reader].title,
    summary: found.summary,
    isBelow: found.isBelow,
    name: nameFrom(parts.name),
    classes,
    train: partOf(train),
    test: partOf(test),
    size: sized === null ? null : { height: sized.height, width: sized.width, channels: sized.channels },
    skipped,
  };
}
