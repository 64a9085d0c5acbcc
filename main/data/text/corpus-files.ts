/** Which files of a folder or an archive are the parts of a corpus. */
import { basename } from 'node:path';
import { stat } from 'node:fs/promises';
import { asUnreadable, diskFile, memoryFile } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import { dataError } from '../errors.ts';
import { listFolder } from '../listing.ts';
import { visibleFolders } from '../trees/image-files.ts';
import { isZip, readZip } from '../zip.ts';
import { TEXT_PARTS } from './corpus.ts';
import type { TextPart } from './corpus.ts';

/** The files of a corpus: one a part, or one of which the parts are to be cut. */
export type CorpusFiles =
  | { readonly kind: 'parts'; readonly parts: Readonly<Record<TextPart, DataFile>> }
  | { readonly kind: 'whole'; readonly file: DataFile };

/** What publishers call the parts: `ptb.train.txt`, `wiki.valid.tokens`, `dev.txt`. */
const PART_NAMES: Readonly<Record<TextPart, RegExp>> = {
  train: /(^|[._-])(train|training)([._-]|$)/i,
  valid: /(^|[._-])(valid|validation|val|dev)([._-]|$)/i,
  test: /(^|[._-])(test|testing)([._-]|$)/i,
};
const TEXT_NAME = /\.(txt|tokens|text|raw)(\.gz)?$/i;

/** How data sets that are texts are read, beside the readers of images. */
export const TEXT_LAYOUT = {
  name: 'text',
  title: 'text: training, validation and test part, or one text',
} as const;

/**
 * Whether a path may be meant as a corpus: a text, a zip file with one, or a folder with parts of one. Folders of images may have lists of
 * their parts beside them, but then other folders too. Reads no file.
 */
export async function looksLikeCorpus(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isFile()) return TEXT_NAME.test(path) || (/\.zip$/i.test(path) && (await zippedTexts(path)));
    if (!found.isDirectory()) return false;
    const listing = await listFolder(path);
    return (
      visibleFolders(listing).length === 0 &&
      listing.files.some((name) => TEXT_NAME.test(name) && partsOf(name).includes('train'))
    );
  } catch {
    return false; // What is wrong with it, whoever opens it says.
  }
}

const zippedTexts = async (path: string): Promise<boolean> =>
  (await readZip(diskFile(path))).some(
    ({ name }) => TEXT_NAME.test(name) && partsOf(basename(name)).includes('train'),
  );

const partsOf = (name: string): readonly TextPart[] =>
  TEXT_PARTS.filter((part) => PART_NAMES[part].test(name));

/**
 * The files of the corpus at a path.
 *
 * @throws AppError `data/unreadable`, `data/missing-file`, `data/ambiguous-files`, `data/bad-text`, and as `readZip`
 */
export async function corpusFiles(path: string): Promise<CorpusFiles> {
  const isFolder = await isFolderAt(path);
  if (isFolder) {
    const listing = await listFolder(path);
    return {
      kind: 'parts',
      parts: partsIn(
        path,
        listing.files.map((name) => ({ name, file: () => listing.file(name) })),
      ),
    };
  }
  const file = diskFile(path);
  if (!isZip(file.head)) return { kind: 'whole', file };
  const entries = await readZip(file);
  const texts = entries.filter(({ name }) => TEXT_NAME.test(name) && !/(^|\/)[._]/.test(name));
  const unpacked = new Map<string, Uint8Array>();
  for (const entry of texts) {
    if (partsOf(basename(entry.name)).length > 0) unpacked.set(entry.name, await entry.read());
  }
  const found = [...unpacked].map(([name, bytes]) => ({
    name: basename(name),
    file: () => memoryFile(`${path}/${name}`, bytes),
  }));
  return { kind: 'parts', parts: partsIn(path, found) };
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

interface NamedFile {
  readonly name: string;
  readonly file: () => DataFile;
}

function partsIn(folder: string, files: readonly NamedFile[]): Readonly<Record<TextPart, DataFile>> {
  const texts = files.filter(({ name }) => TEXT_NAME.test(name));
  const fileOf = (part: TextPart): DataFile => {
    const mine = texts.filter(({ name }) => partsOf(name).includes(part));
    const [one, another] = mine;
    if (one === undefined) {
      const names = texts.map(({ name }) => name);
      throw dataError('data/missing-file', {
        folder,
        missing: `${part}.txt (or another text with "${part}" in its name)`,
        found: names,
      });
    }
    if (another !== undefined) {
      throw dataError('data/ambiguous-files', { folder, found: mine.map(({ name }) => name) });
    }
    return one.file();
  };
  return { train: fileOf('train'), valid: fileOf('valid'), test: fileOf('test') };
}
