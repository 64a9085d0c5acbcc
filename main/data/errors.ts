import { AppError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { didYouMean } from '../base/wording.ts';
import { LIBRARY_MESSAGES } from './library/errors.ts';
import type { LibraryErrorFacts } from './library/errors.ts';

/** What each error of this room carries; sizes are in bytes, files and folders are paths. */
export interface DataErrorFacts extends LibraryErrorFacts {
  'data/unknown-dataset': { readonly name: string; readonly path: string; readonly names: readonly string[] };
  'data/unreadable': { readonly path: string; readonly reason: string };
  'data/not-a-folder': { readonly path: string };
  'data/unknown-layout': { readonly folder: string; readonly layouts: readonly string[] };
  'data/damaged-file': {
    readonly file: string;
    readonly problem: string;
    /** Null where nothing says how many there should be. */
    readonly expectedBytes: number | null;
    readonly foundBytes: number;
  };
  'data/not-idx': { readonly file: string; readonly problem: string };
  /** `what`: the layout that the file should be in, as in "pickle". */
  'data/unusable-file': { readonly file: string; readonly what: string; readonly problem: string };
  'data/wrong-checksum': {
    readonly file: string;
    readonly of: string;
    readonly expected: string;
    readonly found: string;
  };
  /** `isArchive`: whether the paths lead into an archive, so that none of them can be given. */
  'data/several-sets': {
    readonly folder: string;
    readonly found: readonly string[];
    readonly isArchive: boolean;
  };
  'data/pixels-gone': { readonly path: string };
  /** `problem`: what is wrong with it, as in "is gone". */
  'data/bad-image': { readonly path: string; readonly problem: string };
  'data/no-training-images': { readonly name: string };
  /** `skipped`: why which number of them cannot be used. */
  'data/no-usable-images': {
    readonly name: string;
    readonly part: string;
    readonly skipped: readonly string[];
  };
  'data/empty-class': { readonly name: string; readonly classes: readonly string[] };
  'data/no-test-images': { readonly where: string; readonly count: number };
  /** `option` of the reader, and how it is given, as in `{"shape": [3, 32, 32]}`. */
  'data/unclear-layout': {
    readonly where: string;
    readonly problem: string;
    readonly option: string;
    readonly example: string;
  };
  'data/missing-file': {
    readonly folder: string;
    readonly missing: string;
    readonly found: readonly string[];
  };
  'data/ambiguous-files': { readonly folder: string; readonly found: readonly string[] };
  'data/mismatched-files': { readonly problem: string; readonly files: readonly string[] };
  'data/bad-label': {
    readonly file: string;
    readonly index: number;
    readonly label: number;
    readonly classCount: number;
  };
  /** `remedy`: a sentence without its full stop. */
  'data/unusable-set': { readonly path: string; readonly problem: string; readonly remedy: string };
  /** The archive. */
  'data/packed-archive': { readonly path: string };
  'data/too-large': { readonly file: string; readonly sizeBytes: number; readonly limitBytes: number };
  /** `problem`: what is wrong with it, as in "has no words"; `remedy`: a sentence without its full stop. */
  'data/bad-text': { readonly file: string; readonly problem: string; readonly remedy: string };
  'data/bad-split': { readonly problem: string };
  'data/too-few-images': { readonly count: number; readonly batchSize: number };
  'data/too-few-tokens': { readonly count: number; readonly batchSize: number };
  'data/channels-mismatch': { readonly expected: number; readonly found: number; readonly what: string };
  'data/bad-augmentation': { readonly problem: string };
  'data/worker-failed': { readonly doing: string; readonly reason: string };
  'data/stream-disposed': Readonly<Record<string, never>>;
}

/** The codes of this room's errors. */
export type DataErrorCode = keyof DataErrorFacts;

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

const MESSAGES: { readonly [C in DataErrorCode]: (facts: DataErrorFacts[C]) => string } = {
  ...LIBRARY_MESSAGES,
  'data/unknown-dataset': ({ name, path, names }) =>
    `There is no data set named "${name}"${didYouMean(nearest(name, names, 1))} and no folder ${path}. Data sets with a name: ${list(names)}. Or give the path of a folder.`,
  'data/unreadable': ({ path, reason }) =>
    `${path} cannot be read: ${reason}. Check the path and its permissions.`,
  'data/not-a-folder': ({ path }) =>
    `${path} is a file in no layout that is a data set by itself. Give the folder that holds the data set, or its .tar.gz archive.`,
  'data/unknown-layout': ({ folder, layouts }) =>
    `The contents of ${folder} are in no known layout. Known layouts: ${layouts.join('; ')}.`,
  'data/damaged-file': ({ file, problem, expectedBytes, foundBytes }) =>
    `${file} is damaged: ${problem} (${expectedBytes === null ? '' : `expected ${String(expectedBytes)} bytes, `}found ${String(foundBytes)}${expectedBytes === null ? ' bytes' : ''}). Fetch or copy the file again.`,
  'data/not-idx': ({ file, problem }) =>
    `${file} is not a usable IDX file: ${problem}. Fetch or copy the file again.`,
  'data/unusable-file': ({ file, what, problem }) =>
    `${file} is not a usable ${what}: ${problem}. Fetch or copy the file again from where the data set is published.`,
  'data/wrong-checksum': ({ file, of, expected, found }) =>
    `${file} has the size of ${of}, but not its content (MD5 ${found}, published ${expected}). Fetch or copy the file again.`,
  'data/several-sets': ({ folder, found, isArchive }) =>
    `${folder} holds more than one data set: ${list(found)}. ${isArchive ? 'Unpack it, and give the path of one of these.' : 'Give the path of one of these files in place of the folder.'}`,
  'data/bad-image': ({ path, problem }) =>
    `The image ${path} ${problem}. Put the file back as it was, or open the data set again: then what cannot be read is left out.`,
  'data/pixels-gone': ({ path }) =>
    `The decoded images in ${path} are gone or cut short. Open the data set again: then they are made anew.`,
  'data/no-training-images': ({ name }) =>
    `${name} has only test images, so nothing can be searched or trained on it. Train on another data set, and test the finished training on this one.`,
  'data/no-usable-images': ({ name, part, skipped }) =>
    `None of the ${part} images of ${name} can be used: ${skipped.join(', ')}. Check the files, and copy them again from where they are from.`,
  'data/empty-class': ({ name, classes }) =>
    `${name} has no training image that can be used of ${classes.length === 1 ? 'the class' : 'the classes'} ${list(classes)}. Add images, or take the class out.`,
  'data/no-test-images': ({ where, count }) =>
    `${where} has ${String(count)} images, but none of them is set apart for testing. Say which are when you add it, as in: dartboard data add PATH --set 'testPart={"share":0.2,"seed":0}' for a fifth of each class.`,
  'data/unclear-layout': ({ where, problem, option, example }) =>
    `${where}: ${problem}. Say it with the option ${option} of the reader, as in ${example}: dartboard data add PATH --set ${option}=...`,
  'data/missing-file': ({ folder, missing, found }) =>
    `${folder} has no ${missing}. Files of a set found there: ${list(found)}. Put all files of one set into the folder.`,
  'data/ambiguous-files': ({ folder, found }) =>
    `${folder} has more than one candidate for a part of the data set: ${list(found)}. Keep the files of one set in the folder.`,
  'data/mismatched-files': ({ problem, files }) =>
    `${files.join(' and ')} do not belong together: ${problem}. Take all files from the same set.`,
  'data/bad-label': ({ file, index, label, classCount }) =>
    `${file} is damaged: label ${String(label)} at position ${String(index)}, but there are ${String(classCount)} classes. Fetch or copy the file again.`,
  'data/unusable-set': ({ path, problem, remedy }) =>
    `${path} is not a usable data set: ${problem}. ${remedy}.`,
  'data/packed-archive': ({ path }) =>
    `${path} is packed, and images are read from where they lie. Unpack it ("gunzip --keep ${path}") and give the path of the .tar that it becomes: that is read in place.`,
  'data/too-large': ({ file, sizeBytes, limitBytes }) =>
    `${file} would take ${String(sizeBytes)} bytes of memory or more; one file of this layout may take ${String(limitBytes)}. If the set is not that large, the file is damaged.`,
  'data/bad-text': ({ file, problem, remedy }) => `The text ${file} ${problem}. ${remedy}.`,
  'data/bad-split': ({ problem }) => `The data set cannot be split so: ${problem}.`,
  'data/too-few-images': ({ count, batchSize }) =>
    `${String(count)} images do not fill one batch of ${String(batchSize)}. Lower the batch size or use more images.`,
  'data/too-few-tokens': ({ count, batchSize }) =>
    `A text of ${String(count)} tokens is too short to be read in ${String(batchSize)} columns: each needs two tokens, one to read and one to predict. Lower the batch size or use a longer text.`,
  'data/channels-mismatch': ({ expected, found, what }) =>
    `The images have ${String(expected)} channels, but the ${what} is for ${String(found)}. Use one number a channel.`,
  'data/bad-augmentation': ({ problem }) => `The augmentation does not fit the images: ${problem}.`,
  'data/worker-failed': ({ doing, reason }) =>
    `A data worker stopped while ${doing}: ${reason}. Resume the run from its last checkpoint: batches depend only on seed and position.`,
  'data/stream-disposed': () => 'The batch stream was closed before the batch was ready.',
};

/**
 * An error of this room, with its sentence made from the facts.
 *
 * @param code - which error
 * @param facts - what the sentence needs, kept as the error's `data`
 * @param cause - what was thrown below, if anything
 */
export function dataError<C extends DataErrorCode>(
  code: C,
  facts: DataErrorFacts[C],
  cause?: unknown,
): AppError {
  return new AppError(
    code,
    MESSAGES[code](facts),
    cause === undefined ? { data: { ...facts } } : { data: { ...facts }, cause },
  );
}
