/** Arrays in NPY and NPZ files, and by their names what they are for. */
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';
import type { FoundArray } from './array-images.ts';
import { parseNpy, readNpy } from './npy.ts';
import { readZip } from './zip.ts';

/** What an array is for. */
export interface ArrayRole {
  readonly kind: 'images' | 'labels';
  /** `all`: nothing says it. */
  readonly part: ArrayPart;
}

/** The part of a data set that an array belongs to. */
export type ArrayPart = 'train' | 'validation' | 'test' | 'all';

/** An array with a role. */
export interface NamedArray extends ArrayRole {
  /** For messages: the file and the array in it. */
  readonly where: string;
  /** @throws AppError naming the file */
  read(): Promise<FoundArray>;
}

/** What numpy calls arrays that were given no names. */
const UNNAMED = /^arr_(\d)$/;

const PARTS: ReadonlyMap<string, ArrayPart> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
  ['t10k', 'test'],
]);
const IMAGES = new Set(['x', 'image', 'images', 'img', 'imgs', 'data', 'pixels']);
const LABELS = new Set(['y', 'label', 'labels', 'target', 'targets', 'class', 'classes']);
/** Beside labels, an array of this name says what the classes are called. */
const CLASSES = 'classes';
/** Words that tell that an array is about images or labels, and not those themselves. */
const ABOUT = new Set(['name', 'names', 'mean', 'std', 'path', 'paths']);

/** The words of a name, as in `x_train`, `xtrain`, `trainX`, `train-imgs`. */
function wordsOf(name: string): readonly string[] {
  const parted = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^([xy])(train|val|valid|test)$/i, '$1 $2');
  return parted.toLowerCase().split(/[^a-z0-9]+/);
}

const partOf = (name: string): ArrayPart | null =>
  wordsOf(name)
    .map((word) => PARTS.get(word))
    .find((part) => part !== undefined) ?? null;

function kindOf(name: string): ArrayRole['kind'] | null {
  const words = wordsOf(name);
  if (words.some((word) => ABOUT.has(word))) return null;
  if (words.some((word) => LABELS.has(word))) return 'labels';
  return words.some((word) => IMAGES.has(word)) ? 'images' : null;
}

/** What an NPY file is for, by its name; null: for nothing here. */
export function roleOfFile(fileName: string): ArrayRole | null {
  const name = stemOf(fileName);
  const kind = kindOf(name);
  return kind === null ? null : { kind, part: partOf(name) ?? 'all' };
}

const stemOf = (fileName: string): string => fileName.replace(/(\.gz)?$/, '').replace(/\.np[yz]$/i, '');

/** The array of an NPY file. */
export function arrayOfNpy(file: DataFile, role: ArrayRole): NamedArray {
  return { ...role, where: file.path, read: async () => ({ where: file.path, array: await readNpy(file) }) };
}

/**
 * The arrays of an NPZ file that have a role.
 *
 * @param file - the file
 * @param fileName - which says what the names of the arrays do not
 * @throws AppError `data/unusable-file`, `data/too-large`, `data/damaged-file`, `data/unreadable`
 */
export async function arraysOfNpz(file: DataFile, fileName: string): Promise<readonly NamedArray[]> {
  const entries = (await readZip(file)).filter(({ name }) => name.endsWith('.npy'));
  const names = entries.map(({ name }) => stemOf(name));
  const roles = names.map((name) => roleOfArray(name, { names, fileName }));
  const hasLabels = roles.some((role, i) => role?.kind === 'labels' && names[i] !== CLASSES);
  const arrays = entries.flatMap((entry, i): NamedArray[] => {
    const role = roles[i] ?? null;
    if (role === null || (hasLabels && names[i] === CLASSES)) return [];
    const where = `${file.path} (${names[i] ?? ''})`;
    return [{ ...role, where, read: async () => ({ where, array: parseNpy(await entry.read(), where) }) }];
  });
  if (arrays.length > 0) return arrays;
  const problem = `none of its arrays (${names.slice(0, 20).join(', ') || 'it has none'}) has the name of images or labels, as in x_train and y_train, train_images and train_labels, images and labels`;
  throw dataError('data/unusable-file', { file: file.path, what: 'NPZ file', problem });
}

/** Positions among `arr_0 arr_1 ...`, for two arrays and for four. */
const BY_POSITION: Readonly<Record<number, readonly ArrayRole[]>> = {
  2: [
    { kind: 'images', part: 'all' },
    { kind: 'labels', part: 'all' },
  ],
  4: [
    { kind: 'images', part: 'train' },
    { kind: 'labels', part: 'train' },
    { kind: 'images', part: 'test' },
    { kind: 'labels', part: 'test' },
  ],
};

function roleOfArray(
  name: string,
  { names, fileName }: { readonly names: readonly string[]; readonly fileName: string },
): ArrayRole | null {
  const ofFile = stemOf(fileName);
  const filePart = partOf(ofFile) ?? 'all';
  const [, position] = UNNAMED.exec(name) ?? [];
  if (position === undefined) {
    const kind = kindOf(name);
    return kind === null ? null : { kind, part: partOf(name) ?? filePart };
  }
  if (names.length === 1) {
    const kind = kindOf(ofFile);
    return kind === null ? null : { kind, part: filePart };
  }
  const role = BY_POSITION[names.length]?.[Number(position)] ?? null;
  return role?.part === 'all' ? { ...role, part: filePart } : role;
}
