/** What the files at a path would be read as: found by its reader, with no image decoded that has a file of its own, and nothing written. */
import { resolve } from 'node:path';
import { readOnce } from '../complete.ts';
import { classCounts } from '../dataset.ts';
import type { Skipped } from '../dataset.ts';
import type { ImageSize } from '../image-set.ts';
import { isText, requireUntold, textSummary } from '../library/content.ts';
import type { ContentSource } from '../library/content.ts';
import { nameFrom } from '../library/names.ts';
import type { Reading } from '../locate.ts';
import { READERS } from '../registry.ts';
import { corpusFactsOf } from '../text/corpus.ts';
import { TEXT_LAYOUT } from '../text/corpus-files.ts';
import type { CorpusFacts } from '../text/facts.ts';
import { openCorpusAt } from '../text/open-corpus.ts';

interface SurveyedPart {
  readonly count: number;
  /** Images of each class. */
  readonly perClass: readonly number[];
}

interface Surveyed {
  /** Absolute: the folder or the archive of the set, which may be one below what was asked for. */
  readonly folder: string;
  readonly reader: string;
  /** What the layout is called. */
  readonly layout: string;
  /** By what it was recognized, in words. */
  readonly summary: string;
  /** Whether it was found in a folder below the one that was given. */
  readonly isBelow: boolean;
  /** What it could be registered as. */
  readonly name: string;
}

/** What would be read of images. */
export interface ImageSurvey extends Surveyed {
  readonly is: 'images';
  readonly classes: readonly string[];
  readonly train: SurveyedPart;
  readonly test: SurveyedPart;
  /** Null: they are found out when the images are decoded. */
  readonly size: (ImageSize & { readonly channels: number }) | null;
  /** What is left out already; more may be when the images are decoded. */
  readonly skipped: readonly Skipped[];
}

/** What is read of words: all of them. */
export interface TextSurvey extends Surveyed {
  readonly is: 'words';
  readonly facts: CorpusFacts;
}

/** What would be read. */
export type SetSurvey = ImageSurvey | TextSurvey;

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
  const source = { ...reading, path: resolve(path) };
  if (await isText(source)) return surveyText(source, signal);
  const asked = { ...source, name: null, isEmbedded: false };
  const { found, parts } = await readOnce(asked, signal);
  const { classes, train, test, skipped = [] } = parts;
  const partOf = ({ count, labels }: Pick<typeof train, 'count' | 'labels'>): SurveyedPart => ({
    count,
    perClass: classCounts(labels, classes.length),
  });
  const sized = parts.kind === 'decoded' ? (parts.train.count > 0 ? parts.train : parts.test) : null;
  return {
    is: 'images',
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

async function surveyText({ path, config }: ContentSource, signal?: AbortSignal): Promise<TextSurvey> {
  requireUntold(config);
  const corpus = await openCorpusAt(path, signal);
  const facts = corpusFactsOf(corpus);
  return {
    is: 'words',
    folder: path,
    reader: TEXT_LAYOUT.name,
    layout: TEXT_LAYOUT.title,
    summary: textSummary(facts),
    isBelow: false,
    name: nameFrom(corpus.name),
    facts,
  };
}
