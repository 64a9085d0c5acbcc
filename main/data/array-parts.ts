/** The parts of a data set that arrays with names are. */
import { defined } from '../base/assert.ts';
import { toClassNumbers, toImages } from './array-images.ts';
import type { ClassNumbers, FoundArray } from './array-images.ts';
import { checkedLabels } from './class-names.ts';
import { dataError } from './errors.ts';
import type { DecodedImages } from './image-set.ts';
import type { ArrayPart, NamedArray } from './named-arrays.ts';

/** What each part has. */
export interface ArrayParts {
  readonly parts: ReadonlyMap<ArrayPart, DecodedImages>;
  /** How many classes there are, where the arrays say it. */
  readonly classCount: number | null;
}

/** What arrays are read with. */
export interface ArrayOptions {
  /** Where the arrays are. */
  readonly path: string;
  /** The shape of one image, where the arrays do not say it. */
  readonly shape: readonly number[] | undefined;
  /** What the labels are checked against; null: nothing says it. */
  readonly classCount: number | null;
}

interface Pair {
  readonly part: ArrayPart;
  readonly images: NamedArray;
  readonly labels: NamedArray;
}

const PARTS: readonly ArrayPart[] = ['train', 'validation', 'test', 'all'];

/**
 * Reads images and labels of every part that is there.
 *
 * @throws AppError `data/missing-file`, `data/ambiguous-files`, `data/mismatched-files`, `data/bad-label`, `data/unusable-file`,
 *   `data/unclear-layout`
 */
export async function readArrayParts(
  arrays: readonly NamedArray[],
  options: ArrayOptions,
): Promise<ArrayParts> {
  const pairs = PARTS.flatMap((part) => pairOf(part, arrays, options.path) ?? []);
  const found: FoundArray[] = [];
  for (const { images } of pairs) found.push(await images.read());
  const [first, ...others] = toImages(found, options.shape);
  for (const other of others) checkSize(defined(first, 'others follow it'), other, found);
  const labels: ClassNumbers[] = [];
  for (const [i, pair] of pairs.entries()) {
    const count = found[i]?.array.shape[0] ?? 0;
    labels.push(toClassNumbers(await pair.labels.read(), { where: pair.images.where, count }));
  }
  const said = labels.flatMap(({ classCount }) => classCount ?? []);
  const classCount = said.length === 0 ? null : Math.max(...said);
  const pixels = [...(first === undefined ? [] : [first]), ...others];
  const parts = pairs.map(({ part, labels: { where } }, i) => {
    const { numbers } = defined(labels[i], 'every pair has labels');
    const checked = checkedLabels(numbers, { file: where, classCount: options.classCount });
    return [part, { ...defined(pixels[i], 'every pair has images'), labels: checked }] as const;
  });
  return { parts: new Map(parts), classCount };
}

const SHOWN: Readonly<Record<ArrayPart, string>> = {
  train: 'training ',
  validation: 'validation ',
  test: 'test ',
  all: '',
};

function pairOf(part: ArrayPart, arrays: readonly NamedArray[], folder: string): Pair | null {
  const one = (kind: NamedArray['kind']): NamedArray | null => {
    const [only = null, another] = arrays.filter((array) => array.part === part && array.kind === kind);
    if (only === null || another === undefined) return only;
    throw dataError('data/ambiguous-files', { folder, found: [only.where, another.where] });
  };
  const images = one('images');
  const labels = one('labels');
  if (images !== null && labels !== null) return { part, images, labels };
  if (images === null && labels === null) return null;
  const missing = `array of ${SHOWN[part]}${images === null ? 'images' : 'labels'}`;
  throw dataError('data/missing-file', { folder, missing, found: arrays.map(({ where }) => where) });
}

type Size = Pick<DecodedImages, 'height' | 'width' | 'channels'>;

function checkSize(first: Size, other: Size, found: readonly FoundArray[]): void {
  const shown = ({ height, width, channels }: Size): string => [height, width, channels].join(' x ');
  if (shown(first) === shown(other)) return;
  const problem = `their images are of different sizes, ${shown(first)} and ${shown(other)}`;
  throw dataError('data/mismatched-files', { problem, files: found.map(({ where }) => where) });
}
