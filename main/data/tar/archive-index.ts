/** Where the files of a tar archive are: packed arrays, about 30 bytes a file and its name. */
import type { AppError } from '../../base/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { comparePacked, growingNumbers, growingTexts, packedText } from '../packed/growing.ts';
import { byCodePoints, namesOf, sortedOrder } from '../packed/names.ts';
import type { Names, NamesRange } from '../packed/names.ts';
import { unusableArchive, walkTar } from './walk.ts';

const MOST_FOLDERS = 2 ** 17;
const MOST_NAME_BYTES = 2 ** 28;

/** A folder in an archive. */
export interface ArchiveFolder {
  readonly names: Names;
  /** Where the file is that has this place among the names: from the beginning of the archive. */
  readonly at: (index: number) => { readonly start: number; readonly length: number };
  readonly folders: readonly string[];
}

/** The folders of an archive by their paths in it; that of the top is empty. */
export type ArchiveIndex = ReadonlyMap<string, ArchiveFolder>;

/** Everything in an archive, in the order of its entries. */
interface Entries {
  /** Numbers of the folders by their paths. */
  readonly folders: ReadonlyMap<string, number>;
  readonly folderOf: Uint32Array;
  readonly texts: NamesRange['texts'];
  readonly starts: Float64Array;
  readonly lengths: Float64Array;
}

/** An archive, unpacked. */
export interface ArchiveSource {
  readonly source: ByteSource;
  /** For messages. */
  readonly path: string;
  readonly mostEntries: number;
}

/**
 * Goes through an archive.
 *
 * @throws AppError `data/unusable-file`: damaged, too many files, a file twice; `data/unreadable`
 */
export async function indexArchive(archive: ArchiveSource): Promise<ArchiveIndex> {
  const entries = await entriesOf(archive);
  const { folders, folderOf, texts, starts, lengths } = entries;
  const order = sortedOrder(texts, folderOf);
  const children = childrenOf(folders.keys());
  const index = new Map<string, ArchiveFolder>();
  let from = 0;
  for (const folder of [...folders.keys(), ...children.keys()]) {
    if (index.has(folder)) continue;
    const number = folders.get(folder);
    let to = from;
    while (to < order.length && folderOf[order[to] ?? 0] === number) to++;
    const range = { texts, order, from, to };
    checkOnce(range, archive.path, folder);
    index.set(folder, {
      names: namesOf(range),
      at(place) {
        const entry = order[range.from + place] ?? 0;
        return { start: starts[entry] ?? 0, length: lengths[entry] ?? 0 };
      },
      folders: [...(children.get(folder) ?? [])].sort(byCodePoints),
    });
    from = to;
  }
  return index;
}

async function entriesOf({ source, path, mostEntries }: ArchiveSource): Promise<Entries> {
  const folders = new Map<string, number>([['', 0]]);
  const names = growingTexts();
  const folderOf = growingNumbers(Uint32Array);
  const starts = growingNumbers(Float64Array);
  const lengths = growingNumbers(Float64Array);
  for await (const entry of walkTar(source, path)) {
    const end = entry.path.lastIndexOf('/');
    const folder = entry.path.slice(0, Math.max(0, end));
    const number = folders.get(folder) ?? folders.size;
    if (number === folders.size) folders.set(folder, number);
    names.push(entry.path.slice(end + 1));
    folderOf.push(number);
    starts.push(entry.start);
    lengths.push(entry.length);
    if (starts.length > mostEntries) throw tooMany(path, 'files', mostEntries);
    if (folders.size > MOST_FOLDERS) throw tooMany(path, 'folders', MOST_FOLDERS);
    if (names.sizeBytes > MOST_NAME_BYTES) throw tooMany(path, 'bytes of names', MOST_NAME_BYTES);
  }
  return {
    folders,
    folderOf: folderOf.view(),
    texts: names.view(),
    starts: starts.view(),
    lengths: lengths.view(),
  };
}

const tooMany = (path: string, of: string, most: number): AppError =>
  unusableArchive(path, `it holds more than ${String(most)} ${of}`);

/** The folders in each folder, those without files of their own included. */
function childrenOf(paths: Iterable<string>): Map<string, Set<string>> {
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    for (let inner = path; inner !== '';) {
      const end = inner.lastIndexOf('/');
      const outer = inner.slice(0, Math.max(0, end));
      const known = children.get(outer);
      const name = inner.slice(end + 1);
      if (known?.has(name) === true) break;
      if (known === undefined) children.set(outer, new Set([name]));
      else known.add(name);
      inner = outer;
    }
  }
  return children;
}

function checkOnce({ texts, order, from, to }: NamesRange, path: string, folder: string): void {
  for (let i = from + 1; i < to; i++) {
    const entry = order[i] ?? 0;
    if (comparePacked(texts, order[i - 1] ?? 0, entry) !== 0) continue;
    const name = packedText(texts, entry);
    throw unusableArchive(path, `it holds ${folder === '' ? '' : `${folder}/`}${name} twice`);
  }
}
