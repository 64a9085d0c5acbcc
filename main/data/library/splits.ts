/** The saved splits of a registered data set: `splits/<name>.json` in its folder. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../../base/durable.ts';
import { systemCode } from '../../base/system-failure.ts';
import { asUnreadable } from '../data-file.ts';
import { dataError } from '../errors.ts';
import { printSplit, readKeptSplit } from '../split-file.ts';
import type { ImageSplit } from '../split-file.ts';
import { splitId } from '../split-parts.ts';
import { checkedName, isSetName } from './names.ts';
import { setPaths } from './paths.ts';
import { writing } from './registered.ts';

const ENDING = '.json';

/** The splits of a set by name; a set that is given by its path has none. */
export async function splitNames(dataDir: string, set: string): Promise<readonly string[]> {
  if (!isSetName(set)) return [];
  const folder = setPaths(dataDir, set).splits;
  try {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
      .filter(isSetName)
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw asUnreadable(folder, error);
  }
}

/** The text of a saved split. @throws AppError `data/unknown-split`, `data/unreadable` */
export async function splitText(
  dataDir: string,
  set: string,
  split: string,
): Promise<{ readonly file: string; readonly text: string }> {
  const names = await splitNames(dataDir, set);
  if (!names.includes(split)) throw dataError('data/unknown-split', { set, split, names });
  const file = fileOf(dataDir, set, split);
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw asUnreadable(file, error);
  }
}

/**
 * Saves a split of a registered set. One that is there already with the same images stays.
 *
 * @returns its file
 * @throws AppError `data/bad-name`, `data/split-taken`, `data/unwritable`
 */
export async function saveSplit(dataDir: string, set: string, split: ImageSplit): Promise<string> {
  const file = fileOf(dataDir, set, checkedName(split.name));
  if ((await splitNames(dataDir, set)).includes(split.name)) {
    const saved = readKeptSplit((await splitText(dataDir, set, split.name)).text, file);
    if (splitId(saved) !== splitId(split)) throw dataError('data/split-taken', { set, split: split.name });
    return file;
  }
  await writing(file, async () => {
    await mkdir(setPaths(dataDir, set).splits, { recursive: true });
    await writeDurably(file, [printSplit(split)]);
  });
  return file;
}

/** Of splits: one of ten million images is smaller. */
const MOST_BYTES = 100_000_000;

/** The text of a file that a person says is a split. @throws AppError `data/unreadable`, `data/bad-split-file` */
export async function foreignSplitText(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw dataError('data/bad-split-file', { file: path, problem: 'it is no file' });
    if (facts.size > MOST_BYTES)
      throw dataError('data/bad-split-file', { file: path, problem: 'it is too large for a split' });
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

/** Removes a saved split. Runs have a copy of theirs. @throws AppError `data/unknown-split`, `data/unwritable` */
export async function removeSplit(dataDir: string, set: string, split: string): Promise<void> {
  const names = await splitNames(dataDir, set);
  if (!names.includes(split)) throw dataError('data/unknown-split', { set, split, names });
  const file = fileOf(dataDir, set, split);
  await writing(file, async () => {
    await rm(file, { force: true });
    await syncFolder(setPaths(dataDir, set).splits);
  });
}

const fileOf = (dataDir: string, set: string, split: string): string =>
  join(setPaths(dataDir, set).splits, `${split}${ENDING}`);
