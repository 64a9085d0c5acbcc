/** What goes wrong with data sets, as a person reads it who has a window and no command line: other remedies than the commands have. */
import { AppError, messageOf } from '../../base/errors.ts';
import type { Problem } from '../../api/index.ts';

type Facts = AppError['data'];

const word = (facts: Facts, key: string): string => String(facts[key]);

/** Remedies that name commands or their options, said for the window. */
const SENTENCES: Readonly<Record<string, (facts: Facts) => string>> = {
  'data/bad-name': (facts) =>
    `"${word(facts, 'name')}" cannot be the name: ${word(facts, 'problem')}. Give another name.`,
  'data/name-taken': (facts) =>
    `The name ${word(facts, 'name')} is taken: ${word(facts, 'by')}. Give another name, or remove that one first.`,
  'data/not-registered': (facts) =>
    `There is no data set named "${word(facts, 'name')}" any more. It may have been removed elsewhere: refresh the list.`,
  'data/embedded': (facts) =>
    `${word(facts, 'name')} comes with the program: there is nothing to check, to move or to remove.`,
  'data/owned-files': (facts) =>
    `The files of ${word(facts, 'name')} are its own, in ${word(facts, 'folder')}, and move with that folder. Add the other place as a set of its own, and remove this one.`,
  'data/source-gone': (facts) =>
    `The files of ${word(facts, 'name')} are gone: ${word(facts, 'path')} does not exist. If they were moved, say where to with "Locate…".`,
  'data/among-own': (facts) =>
    `${word(facts, 'path')} lies in ${word(facts, 'folder')}, whose files are deleted with the set that they belong to. Move the files elsewhere, or have them copied.`,
  'data/not-alone': (facts) =>
    `${word(facts, 'path')} is no data set by itself, so it cannot be copied alone: ${word(facts, 'problem')} Give its folder, or leave it in its place.`,
  'data/no-test-images': (facts) =>
    `${word(facts, 'where')} has ${word(facts, 'count')} images, but none of them is set apart for testing. Set a part of each class apart below, or add a folder "test".`,
  'data/unclear-layout': (facts) =>
    `${word(facts, 'where')}: ${word(facts, 'problem')}. Say it below, under "Reading", as ${word(facts, 'example')}.`,
  'data/split-taken': (facts) =>
    `${word(facts, 'set')} already has another split named ${word(facts, 'split')}. Give another name.`,
  'data/bad-split-file': (facts) =>
    `${word(facts, 'file')}: ${word(facts, 'problem')}. Take a file that "Export…" has written, or one of NAS-Bench-201's.`,
  'data/not-a-folder': (facts) =>
    /\.(zip|7z|rar)$/i.test(word(facts, 'path'))
      ? `${word(facts, 'path')} is an archive that cannot be read as it is. Unpack it, and give its folder; of archives, .tar and .tar.gz are read.`
      : `${word(facts, 'path')} is a file in no layout that is a data set by itself. Give the folder that holds the data set, or its .tar.gz archive.`,
  'data/split-of-other-data': (facts) =>
    `${word(facts, 'file')} divides data of the content ${word(facts, 'expected')}, and ${word(facts, 'name')} is ${word(facts, 'found')}: its numbers mean other images there. Tick "Made for other data" to take it all the same.`,
  'data/unknown-split': (facts) =>
    `${word(facts, 'set')} has no split named "${word(facts, 'split')}" any more. Refresh the list.`,
  'data/not-fetched': (facts) =>
    `${word(facts, 'name')} could not be fetched: ${word(facts, 'problem')}. Download it elsewhere from ${word(facts, 'address')}, then add its folder here.`,
};

/** What a person reads of what was thrown. */
export function problemInWindow(thrown: unknown): Problem {
  if (!(thrown instanceof AppError))
    return { code: 'internal', message: `The program failed: ${messageOf(thrown)}` };
  const { code, data, message } = thrown;
  // What comes without its facts was said so already, by the process that works with data sets.
  const isSaid = Object.keys(data).length === 0;
  return { code, message: isSaid ? message : (SENTENCES[code]?.(data) ?? message) };
}
