/** What ImageNet's text files and development kit say: the names of the synsets, and the synset of each validation image. */
import { isArchive, listArchive } from '../archive.ts';
import { readWhole } from '../data-file.ts';
import type { DataFile } from '../data-file.ts';
import { MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import { readMatlabTable } from './matlab.ts';

/** The synset of a folder or archive by its name; null: it has none. */
export const wnidOf = (name: string): string | null => /^(n\d{8})(\.tar)?$/.exec(name)?.[1] ?? null;

const MOST_TEXT_BYTES = 2 ** 25;
const DEVKIT = /devkit/i;
const PAPER = /\.(txt|csv|json|mat|gz)$/i;

/** What was found. */
export interface Synsets {
  /** By the number n01234567 of WordNet, called wnid. */
  readonly names: ReadonlyMap<string, string>;
  /** The wnid of a validation image, by the name of its file; null: nothing says it. */
  truth(image: string): string | null;
  /** Whether anything says it. */
  readonly hasTruth: boolean;
}

/**
 * Reads what is there.
 *
 * @param folders - where to look: the files directly in them, and their development kits, unpacked or not
 * @throws AppError `data/...` for damaged files
 */
export async function readSynsets(folders: readonly Listing[]): Promise<Synsets> {
  const files: DataFile[] = [];
  for (const folder of folders) files.push(...(await papersIn(folder)));
  const lines: TextFile[] = [];
  for (const file of files) if (isText(file)) lines.push({ file, lines: await linesOf(file) });
  const tables = files.filter(({ head }) => Buffer.from(head.subarray(0, 6)).toString('latin1') === 'MATLAB');
  const kit = tables[0] === undefined ? [] : await readKit(tables[0]);
  const names = new Map<string, string>();
  // What is read later wins.
  for (const { wnid, words } of kit) names.set(wnid, words);
  for (const text of lines) for (const [wnid, words] of namesIn(text)) names.set(wnid, words);
  const byImage = new Map(lines.flatMap((text) => [...truthIn(text)]));
  const numbered = numberedTruth(lines, kit);
  return {
    names,
    hasTruth: byImage.size > 0 || numbered.length > 0,
    truth(image) {
      const stem = stemOf(image);
      const number = Number(/_(\d+)$/.exec(stem)?.[1] ?? 0);
      return byImage.get(stem) ?? numbered[number - 1] ?? null;
    },
  };
}

interface TextFile {
  readonly file: DataFile;
  readonly lines: readonly string[];
}

/** The files of a folder that are no images, and those of the development kits there. */
async function papersIn(folder: Listing): Promise<DataFile[]> {
  const found = [...filesOf(folder)];
  for (const name of folder.folders) {
    if (!DEVKIT.test(name)) continue;
    const kit = folder.within(name);
    found.push(...filesOf(kit), ...(kit.folders.includes('data') ? filesOf(kit.within('data')) : []));
  }
  for (const file of found.filter((archive) => archive.packed && isArchive(archive))) {
    const top = await listArchive(file);
    found.push(...(await papersIn(top)));
  }
  return found;
}

/** All files of a small folder, which may have any name; of a large one, those that are not named as images. */
function filesOf(listing: Listing): readonly DataFile[] {
  const { files, names } = listing;
  const chosen = names.count > MOST_FILES ? [...names].filter((name) => PAPER.test(name)) : files;
  return chosen.slice(0, MOST_FILES).map((name) => listing.file(name));
}

const isText = ({ head, sizeBytes, packed, path }: DataFile): boolean =>
  !packed && sizeBytes <= MOST_TEXT_BYTES && /\.(txt|csv|json)$/i.test(path) && !head.includes(0);

async function linesOf(file: DataFile): Promise<readonly string[]> {
  const text = Buffer.from(await readWhole(file, MOST_TEXT_BYTES)).toString();
  return text.split('\n').map((line) => line.trim());
}

/** Lines of `n01440764 tench, Tinca tinca`, also with tabs or a number between; or a JSON of `"0": ["n01440764", "tench"]`. */
function* namesIn({ lines }: TextFile): Generator<readonly [string, string]> {
  const [first = ''] = lines;
  if (first.startsWith('{')) {
    const pairs = lines.join(' ').matchAll(/\[\s*"(n\d{8})"\s*,\s*"([^"]+)"\s*\]/g);
    for (const [, wnid = '', words = ''] of pairs) yield [wnid, words];
    return;
  }
  for (const line of lines) {
    const [, wnid, words] = /^(n\d{8})[ \t]+(?:\d+[ \t]+)?(.*\S)$/.exec(line) ?? [];
    if (wnid !== undefined && words !== undefined) yield [wnid, words];
  }
}

/** Lines of `ILSVRC2012_val_00000001,n01440764 85 1 499 272`, also with a tab, and with `.JPEG` behind the name. */
function* truthIn({ lines }: TextFile): Generator<readonly [string, string]> {
  for (const line of lines) {
    const [, image, wnid] = /^([^\s,]+)[,\t ](n\d{8})(?![^\s,])/.exec(line) ?? [];
    if (image !== undefined && wnid !== undefined && wnidOf(image) === null) yield [stemOf(image), wnid];
  }
}

const stemOf = (image: string): string => image.replace(/\.jpe?g$/i, '');

/** A class of the development kit. */
interface KitClass {
  readonly number: number;
  readonly wnid: string;
  readonly words: string;
}

async function readKit(file: DataFile): Promise<readonly KitClass[]> {
  return (await readMatlabTable(file)).flatMap((row) => {
    const [number, wnid, words] = ['ILSVRC2012_ID', 'WNID', 'words'].map((field) => row.get(field));
    return typeof number === 'number' && typeof wnid === 'string' && typeof words === 'string'
      ? [{ number, wnid, words }]
      : [];
  });
}

/**
 * The wnids of the validation images in their order: a file of a number a line. The numbers are those of the development kit, which are
 * not in the order of the wnids; its table says them, or lines of `n02119789 1 kit_fox`.
 */
function numberedTruth(
  files: readonly TextFile[],
  kit: readonly KitClass[],
): readonly (string | undefined)[] {
  const byNumber = new Map(kit.map(({ number, wnid }) => [number, wnid]));
  for (const { lines } of files) {
    for (const line of lines) {
      const [, wnid, number] = /^(n\d{8})[ \t]+(\d+)[ \t]/.exec(line) ?? [];
      if (wnid !== undefined) byNumber.set(Number(number), wnid);
    }
  }
  const truth = files.find(
    ({ file, lines }) => /ground_?truth/i.test(file.path) && lines.every((line) => /^\d*$/.test(line)),
  );
  return byNumber.size === 0
    ? []
    : (truth?.lines.filter((line) => line !== '').map((line) => byNumber.get(Number(line))) ?? []);
}
