/** Names of classes where files do not say them, and numbers of classes as labels. */
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { CIFAR_10 } from './cifar.ts';
import { asUnreadable } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { dataError } from './errors.ts';
import type { Labels } from './labels.ts';

/** Most classes that a data set can have: labels are 16 bits. */
export const MOST_CLASSES = 65_536;

/** A published data set, known by its labels. */
export interface KnownSet {
  readonly name: string;
  readonly classes: readonly string[];
  /** MD5 of the IDX files of its labels, plain or as published in `.gz`. */
  readonly train: readonly string[];
  readonly test: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

/** The classes of Fashion-MNIST, in the order of their numbers. @see https://github.com/zalandoresearch/fashion-mnist */
export const FASHION_MNIST_CLASSES: readonly string[] = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

const KNOWN: readonly KnownSet[] = [
  {
    name: 'mnist',
    classes: words('0 1 2 3 4 5 6 7 8 9'),
    train: ['a25bea736e30d166cdddb491f175f624', 'd53e105ee54ea40749a09fcbcd1e9432'],
    test: ['27ae3e4e09519cfbb04c329615203637', 'ec29112dd5afa0611ce80d1b7f02629c'],
  },
  {
    name: 'fashion-mnist',
    classes: FASHION_MNIST_CLASSES,
    train: ['9018921c3c673c538a1fc5bad174d6f9', '25c81989df183df01b3e8a0aad5dffbe'],
    test: ['15d484375f8d13e6eb1aabb0c3f46965', 'bb300cfdad3c16e7a12a480ee83cd310'],
  },
  {
    name: 'kmnist',
    classes: words('o ki su tsu na ha ma ya re wo'),
    train: ['e144d726b3acfaa3e44228e80efcd344'],
    test: ['7320c461ea6c1c855c0b718fb2a4b134'],
  },
  {
    name: 'cifar-10',
    classes: CIFAR_10.classes,
    train: ['2448b73f9f4d9f2ba3f204bdcefa79ea'],
    test: ['5171b1501f6d598f7ca532c4ae9f070c'],
  },
];

/** The published set that has these labels for training and for testing, each given by one or more MD5 sums. */
export function knownSet(train: readonly string[], test: readonly string[]): KnownSet | null {
  const has = (published: readonly string[], found: readonly string[]): boolean =>
    found.some((sum) => published.includes(sum));
  return KNOWN.find((set) => has(set.train, train) && has(set.test, test)) ?? null;
}

/** MD5 of the IDX file (of unsigned bytes) that labels would be; labels of 16 bits are in none. */
export function labelsSum(labels: Labels): string {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint32(0, 0x0801);
  header.setUint32(4, labels.length);
  return createHash('md5').update(header).update(labels).digest('hex');
}

/** MD5 of a file as it lies there. @throws AppError `data/unreadable` */
export async function fileSum(file: DataFile): Promise<string> {
  const hash = createHash('md5');
  try {
    await pipeline(file.stream(), hash);
  } catch (error) {
    throw asUnreadable(file.path, error);
  }
  return hash.digest('hex');
}

/** The numbers of the classes as their names, up to the largest label. */
export function numberedClasses(...labels: readonly Labels[]): string[] {
  let largest = 0;
  for (const set of labels) for (const label of set) largest = Math.max(largest, label);
  return Array.from({ length: largest + 1 }, (_, i) => String(i));
}

/**
 * Class numbers as labels in shared memory, of 8 bits where these suffice.
 *
 * @param numbers - as a file has them
 * @param options - `file` for messages; `classCount` that the numbers are checked against, null: whatever labels can be
 * @throws AppError `data/bad-label`
 */
export function checkedLabels(
  numbers: ArrayLike<number>,
  options: { readonly file: string; readonly classCount: number | null },
): Labels {
  const { file } = options;
  const classCount = options.classCount ?? MOST_CLASSES;
  const shared = <T>(type: new (buffer: SharedArrayBuffer) => T, bytes: number): T =>
    new type(new SharedArrayBuffer(bytes * numbers.length));
  let largest = 0;
  for (let index = 0; index < numbers.length; index++) {
    const label = numbers[index] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classCount) {
      throw dataError('data/bad-label', { file, index, label, classCount });
    }
    largest = Math.max(largest, label);
  }
  const labels: Labels = largest < 256 ? shared(Uint8Array, 1) : shared(Uint16Array, 2);
  labels.set(numbers);
  return labels;
}
