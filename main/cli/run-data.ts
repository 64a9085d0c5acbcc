/** The data of runs: found and identified when a run is planned, found again whenever it is computed. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { defined } from '../base/assert.ts';
import { messageOf } from '../base/errors.ts';
import {
  divided,
  findRegistered,
  isCorpusName,
  namedCorpora,
  namedDatasets,
  openCorpus,
  openDataset,
  printSplit,
  readKeptSplit,
  readSplit,
  requireTraining,
  splitId,
  splitNames,
  splitText,
} from '../data/index.ts';
import type { Dataset, ImageSplit, OpenOptions } from '../data/index.ts';
import type { DataIdentity, NewRun, StoredRun } from '../runs/index.ts';
import type { RunData, TextData } from '../train/index.ts';
import { isLanguage } from './language/is-language.ts';
import { cliError } from './errors.ts';
import { readText } from './genotype-argument.ts';
import { opening } from './places.ts';
import type { Places } from './places.ts';

const MOST_WORKERS = 4;

/** Threads that prepare batches. They are cheap beside a step: one keeps up with the CPU, a few with a GPU. */
export const workersFor = (cores: number): number =>
  Math.max(1, Math.min(MOST_WORKERS, Math.floor(cores / 4)));

/** What a run is to learn from. */
export interface WantedData {
  /** Name or path of a data set, or of a corpus of words. */
  readonly data: string;
  /** Name of a saved split of it, or the path of a file; null: none. */
  readonly split: string | null;
}

/** The data of a new run. */
export interface IdentifiedData {
  /** What the run's record says of them. */
  readonly identity: Pick<NewRun, 'data' | 'splitText'>;
  /** As the run will have them, to check its settings against. */
  readonly learnt: RunData | TextData;
}

/** The images that runs learn from where none are named. */
export const USUAL_IMAGES = namedDatasets()[0]?.name ?? '';

/** Images of a run. @throws AppError `cli/other-data` for words */
export function requireImages(data: RunData | TextData): RunData {
  if ('dataset' in data) return data;
  throw cliError('cli/other-data', { name: data.corpus.name, is: 'a text', needs: 'images' });
}

/** The words of a run. @throws AppError `cli/other-data` for images */
export function requireText(data: RunData | TextData): TextData {
  if ('corpus' in data) return data;
  throw cliError('cli/other-data', { name: data.dataset.name, is: 'a set of images', needs: 'words' });
}

/**
 * What the data of a new run are.
 *
 * @throws AppError `data/...`
 */
export async function identifyData(
  { data: given, split: wanted }: WantedData,
  options: OpenOptions,
): Promise<IdentifiedData> {
  if (await isCorpusName(given, options)) {
    if (wanted !== null) {
      throw cliError('cli/wrong-use', {
        problem: `${given} is a text, which has parts of its own: leave --split out.`,
      });
    }
    const corpus = await openCorpus(given, options);
    const data = { name: await lastingName(given, options), id: corpus.id };
    return { identity: { data }, learnt: { corpus } };
  }
  const dataset = requireTraining(await openDataset(given, options));
  const identity = { name: await lastingName(given, options), id: dataset.id };
  const here = { workers: 0, workerPath: null };
  if (wanted === null) return { identity: { data: identity }, learnt: { dataset, ...here } };
  const split = await findSplit(wanted, { dataset, name: given, options });
  return {
    identity: {
      data: { ...identity, split: { name: split.name, id: splitId(split) } },
      splitText: printSplit(split),
    },
    learnt: { dataset: divided(dataset, split), isDivided: true, ...here },
  };
}

/** What a data set is called wherever one is: a run is resumed from anywhere, so a folder is kept by its whole path. */
export async function lastingName(given: string, options: OpenOptions): Promise<string> {
  const isEmbedded = [...namedDatasets(), ...namedCorpora()].some(({ name }) => name === given);
  return isEmbedded || (await registeredIn(options, given)) !== null ? given : resolve(given);
}

const registeredIn = async ({ dataDir }: OpenOptions, name: string) =>
  dataDir === null ? null : findRegistered(dataDir, name);

/** A data set whose split is wanted. */
export interface SplitOwner {
  readonly dataset: Dataset;
  /** Name or path, as it was given. */
  readonly name: string;
  readonly options: OpenOptions;
}

/** The saved split of that name, or the one in a file. @throws AppError `data/unknown-split`, `data/bad-split-file`, ... */
export async function findSplit(
  wanted: string,
  { dataset, name, options: { dataDir, ...rest } }: SplitOwner,
): Promise<ImageSplit> {
  const source = { dataset, isOtherDataAllowed: false };
  const registered = await registeredIn({ dataDir, ...rest }, name);
  const saved = dataDir === null || registered === null ? [] : await splitNames(dataDir, name);
  if (dataDir !== null && (saved.includes(wanted) || !(isPath(wanted) || existsSync(wanted)))) {
    const { file, text } = await splitText(dataDir, name, wanted);
    return readSplit(text, { ...source, file });
  }
  return readSplit(readText(wanted), { ...source, file: wanted });
}

/** A name has no folder and no ending of a file. Other files are found where there are any. */
const isPath = (text: string): boolean => /[/\\]|\.(json|txt)$/.test(text);

/** Is told of each step of an opening. */
type OpeningWatch = Pick<OpenOptions, 'onProgress'>;

/**
 * Opens the data of a run: images as its split divides them, or words.
 *
 * @throws AppError `cli/data-changed`, `cli/split-changed`, `data/...`
 */
export async function openRunData(
  { record: { data, config }, paths }: StoredRun,
  places: Places,
  watch: OpeningWatch = {},
): Promise<RunData | TextData> {
  const kept = data.split === undefined ? null : { file: paths.split, text: await keptSplit(paths.split) };
  return openPlannedData({ data, config }, kept, { ...places, ...watch });
}

/** The same where only images will do. @throws as {@link openRunData}; `cli/other-data` */
export const openRunImages = async (run: StoredRun, places: Places): Promise<RunData> =>
  requireImages(await openRunData(run, places));

/** The text of a run's split. */
export interface KeptSplit {
  readonly text: string;
  /** For messages. */
  readonly file: string;
}

/** Opens the data set of a run that is planned. @throws as {@link openRunData} */
export async function openPlannedData(
  { data: { name, id, split: identity }, config }: { readonly data: DataIdentity; readonly config: unknown },
  kept: KeptSplit | null,
  { onProgress, ...places }: Places & OpeningWatch,
): Promise<RunData | TextData> {
  if (isLanguage(config)) {
    const corpus = await openCorpus(name, opening(places));
    if (corpus.id !== id) throw cliError('cli/data-changed', { name, expected: id, found: corpus.id });
    return { corpus };
  }
  const told = onProgress === undefined ? {} : { onProgress };
  const dataset = await openDataset(name, { ...opening(places), ...told });
  if (dataset.id !== id) throw cliError('cli/data-changed', { name, expected: id, found: dataset.id });
  const materials = { workers: workersFor(cpus().length), workerPath: places.dataWorker };
  if (identity === undefined) return { dataset, ...materials };
  const { text, file } = defined(kept, 'a run with a split has its text');
  const split = readKeptSplit(text, file);
  const found = splitId(split);
  if (found !== identity.id)
    throw cliError('cli/split-changed', { name: identity.name, expected: identity.id, found });
  return { dataset: divided(dataset, split), isDivided: true, ...materials };
}

/** The text of the split that lies there. @throws AppError `cli/unreadable-file` */
export async function keptSplit(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw cliError('cli/unreadable-file', { path, reason: messageOf(error) }, error);
  }
}

/** The data of a run in words. */
export const dataWords = ({ name, split }: DataIdentity): string =>
  split === undefined ? name : `${name}, split ${split.name}`;

/** What stands for the images of a run: those of a split are others than those of the whole data set. */
export const contentOf = ({ id, split }: DataIdentity): string =>
  split === undefined ? id : `${id} ${split.id}`;
