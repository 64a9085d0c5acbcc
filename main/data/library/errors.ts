import { nearest } from '../../base/nearest.ts';
import { didYouMean, listed, shown } from '../../base/wording.ts';

/** What the errors of registered sets, of splits and of fetching carry. */
export interface LibraryErrorFacts {
  'data/unwritable': { readonly path: string; readonly reason: string; readonly remedy: string };
  'data/damaged-record': { readonly file: string; readonly problem: string };
  'data/bad-name': { readonly name: string; readonly problem: string };
  'data/name-taken': { readonly name: string; readonly by: string };
  'data/not-registered': { readonly name: string; readonly names: readonly string[] };
  'data/embedded': { readonly name: string };
  'data/owned-files': { readonly name: string; readonly folder: string };
  'data/source-gone': { readonly name: string; readonly path: string };
  'data/other-content': {
    readonly name: string;
    readonly path: string;
    readonly expected: string;
    readonly found: string;
  };
  'data/among-own': { readonly path: string; readonly folder: string };
  'data/not-alone': { readonly path: string; readonly problem: string };
  'data/no-images': { readonly path: string };
  'data/not-images': { readonly name: string };
  'data/unknown-reader': { readonly reader: string; readonly known: readonly string[] };
  'data/bad-config': { readonly reader: string; readonly problem: string };
  'data/busy': { readonly doing: string };
  'data/keeper-ended': { readonly doing: string; readonly reason: string };
  'data/bad-split-file': { readonly file: string; readonly problem: string };
  'data/split-of-other-data': {
    readonly file: string;
    readonly expected: string;
    readonly found: string;
    readonly name: string;
  };
  'data/unknown-split': { readonly set: string; readonly split: string; readonly names: readonly string[] };
  'data/split-taken': { readonly set: string; readonly split: string };
  'data/unknown-published': { readonly name: string; readonly known: readonly string[] };
  'data/not-fetched': {
    readonly name: string;
    readonly problem: string;
    /** Where a person can get it with a browser. */
    readonly address: string;
  };
}

const text = (file: string): string => `The split ${file} cannot be used`;

/** Their sentences. */
export const LIBRARY_MESSAGES: {
  readonly [C in keyof LibraryErrorFacts]: (facts: LibraryErrorFacts[C]) => string;
} = {
  'data/unwritable': ({ path, reason, remedy }) => `${path} cannot be written: ${reason}. ${remedy}`,
  'data/damaged-record': ({ file, problem }) =>
    `${file} is damaged: ${problem}. Remove its folder and add the data set again; runs go on if it has the same content.`,
  'data/bad-name': ({ name, problem }) =>
    `${shown(name)} cannot be the name of a data set or split: ${problem}. Give another with --name.`,
  'data/name-taken': ({ name, by }) =>
    `The name ${name} is taken: ${by}. Give another with --name, or remove that one first.`,
  'data/not-registered': ({ name, names }) =>
    `No data set is registered as ${shown(name)}${didYouMean(nearest(name, names, 1))}; ${names.length === 0 ? 'none is registered yet' : `registered are ${listed(names)}`}. Register one with "dartboard data add PATH".`,
  'data/embedded': ({ name }) =>
    `${name} comes with the program: there is nothing to manage. Register sets of your own with "dartboard data add PATH".`,
  'data/owned-files': ({ name, folder }) =>
    `The files of ${name} are its own, in ${folder}, and move with that folder. Add the other place as a set of its own, and remove this one.`,
  'data/source-gone': ({ name, path }) =>
    `The files of ${name} are gone: ${path} does not exist. If they were moved, tell where to with "dartboard data relocate ${name} PATH".`,
  'data/other-content': ({ name, path, expected, found }) =>
    `${path} does not hold the data set ${name}: its content is ${found}, not ${expected}. Give the place of the same data, or add this as another set.`,
  'data/among-own': ({ path, folder }) =>
    `${path} lies in ${folder}, whose files are deleted with the set that they belong to. Copy the files elsewhere and give that place, or add them with --copy.`,
  'data/not-alone': ({ path, problem }) =>
    `${path} is no data set by itself, so it cannot be copied alone: ${problem} Give its folder, or leave out --copy.`,
  'data/no-images': ({ path }) => `${path} holds no image that can be used. Check what is in it.`,
  'data/not-images': ({ name }) =>
    `${name} is a text, and this is for images. Texts are for searches and trainings of recurrent cells.`,
  'data/unknown-reader': ({ reader, known }) =>
    `There is no reader named ${shown(reader)}${didYouMean(nearest(reader, known, 1))}; there are ${listed(known)}.`,
  'data/bad-config': ({ reader, problem }) => `The reader ${reader} cannot be told that: ${problem}.`,
  'data/busy': ({ doing }) =>
    `One thing at a time is done with data sets, and ${doing}. Wait until that is done, or cancel it.`,
  'data/keeper-ended': ({ doing, reason }) =>
    `The process that reads data sets ended while ${doing} (${reason}). Nothing was lost or changed; try it again.`,
  'data/bad-split-file': ({ file, problem }) =>
    `${text(file)}: ${problem}. Take a file as "dartboard data split NAME --export SPLIT" writes it, or one of NAS-Bench-201's.`,
  'data/split-of-other-data': ({ file, expected, found, name }) =>
    `${text(file)} with ${name}: it divides data of the content ${expected}, this is ${found}. Its numbers mean other images there; take it all the same with "dartboard data split ${name} --import FILE --other-data".`,
  'data/unknown-split': ({ set, split, names }) =>
    `${set} has no split named ${shown(split)}${didYouMean(nearest(split, names, 1))}, and there is no file of that name; ${names.length === 0 ? 'it has none yet' : `it has ${listed(names)}`}. Make one with "dartboard data split ${set} --kind halves".`,
  'data/split-taken': ({ set, split }) =>
    `${set} already has a split named ${split}, another one. Give another name with --name.`,
  'data/unknown-published': ({ name, known }) =>
    `No published data set is known as ${shown(name)}${didYouMean(nearest(name, known, 1))}; known are ${listed(known)}. Download others yourself, then use "dartboard data add PATH".`,
  'data/not-fetched': ({ name, problem, address }) =>
    `${name} could not be fetched: ${problem}. Download it elsewhere from ${address}, then use "dartboard data add PATH --name ${name}".`,
};
