/** Arrays of numbers as images and labels, in whichever of the usual orders and types of numbers they come. */
import { defined } from '../base/assert.ts';
import { dataError } from './errors.ts';
import { describeArray, elementsOf, wholeNumbers } from './ndarray.ts';
import type { NdArray } from './ndarray.ts';

/** An array, and for messages where it is from. */
export interface FoundArray {
  readonly where: string;
  readonly array: NdArray;
}

/** Decoded images without labels. */
export interface Pixels {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[N, H, W, C]`, in shared memory. */
  readonly images: Uint8Array;
}

/** A dimension of an array. */
interface Axis {
  readonly length: number;
  /** In elements, the way from one place to the next. */
  readonly step: number;
}

/** Where the elements of images lie. */
interface Layout {
  readonly image: Axis;
  readonly row: Axis;
  readonly column: Axis;
  readonly channel: Axis;
}

/** How numbers are made bytes. */
type Scale = 'bytes' | 'from 0 to 1';

/**
 * Turns arrays into images. Numbers other than bytes are taken for grey levels where all of them are whole ones, and for shares of
 * white where all of them are from 0 to 1; all arrays together decide.
 *
 * @param arrays - of one data set
 * @param shape - of one image, (H, W), (H, W, C) or (C, H, W), where the arrays do not say it
 * @throws AppError `data/unusable-file`, `data/unusable-set`, `data/unclear-layout`
 */
export function toImages(arrays: readonly FoundArray[], shape: readonly number[] | undefined): Pixels[] {
  const layouts = arrays.map((found) => ({ found, layout: layoutOf(found, shape) }));
  const scale = scaleOf(arrays.filter(({ array }) => !isBytes(array)));
  const pixels = layouts.map(({ found, layout }) => ({
    count: layout.image.length,
    height: layout.row.length,
    width: layout.column.length,
    channels: layout.channel.length,
    images: copied(found.array, layout, scale),
  }));
  checkBrightness(arrays, pixels);
  return pixels;
}

/** Whether one array has only 0 and 1 where another has grey levels: such parts were made in different ways. */
function checkBrightness(arrays: readonly FoundArray[], pixels: readonly Pixels[]): void {
  const isBright = pixels.map(({ images }) => images.some((value) => value > 1));
  if (!isBright.includes(true)) return;
  const at = pixels.findIndex(({ images }, i) => isBright[i] === false && images.includes(1));
  const dark = arrays[at];
  const bright = arrays[isBright.indexOf(true)];
  if (dark === undefined || bright === undefined) return;
  const problem = `its pixels are 0 and 1 alone, where those of ${bright.where} are grey levels`;
  throw unfit(dark.where, problem, SAVE_ALIKE);
}

const isBytes = ({ element }: NdArray): boolean => element.kind === 'u' && element.sizeBytes === 1;

function layoutOf(found: FoundArray, shape: readonly number[] | undefined): Layout {
  const { where, array } = found;
  if (array.shape.includes(0) || array.shape.length < 2) {
    throw unusable(where, `it is an array ${describeArray(array)}, where images were expected`);
  }
  const [count = 0, ...each] = array.shape;
  const size = shape ?? impliedShape(found);
  const isSame = size.length === each.length && size.every((length, i) => length === each[i]);
  if (product(size) !== product(each) || isTransposed(each, size) || (array.fortranOrder && !isSame)) {
    const problem = `its array ${describeArray(array)} does not hold images (${size.join(', ')})`;
    throw dataError('data/unclear-layout', unclear(where, problem));
  }
  const [image, ...axes] = axesOf([count, ...size], array.fortranOrder);
  const [row, column, channel] = imageAxes(axes, where);
  return { image: defined(image, 'an array has a first dimension'), row, column, channel };
}

/** Whether two shapes have the same dimensions in another order: as the one, an array of the other would be scrambled. */
function isTransposed(each: readonly number[], size: readonly number[]): boolean {
  const [found, asked] = [each, size].map((lengths) => lengths.filter((length) => length > 1));
  if (found === undefined || asked === undefined || String(found) === String(asked)) return false;
  const ordered = (lengths: readonly number[]): string => String([...lengths].sort((a, b) => a - b));
  return ordered(found) === ordered(asked);
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** Height, width and channels among the axes of an image; grey images may have no axis for their channel. */
function imageAxes(axes: readonly Axis[], where: string): readonly [Axis, Axis, Axis] {
  const [a, b, c = { length: 1, step: 0 }] = axes;
  if (a === undefined || b === undefined) throw new Error('internal: an image has two dimensions or three');
  if (isChannels(c)) return [a, b, c];
  if (isChannels(a)) return [b, c, a];
  const shown = axes.map(({ length }) => length).join(', ');
  throw unusable(where, `its images are (${shown}), where 1 or 3 channels, first or last, were expected`);
}

const isChannels = ({ length }: Axis): boolean => length === 1 || length === 3;

/** The shape of one image as the array has it; of rows, square grey images. */
function impliedShape({ where, array }: FoundArray): readonly number[] {
  const [, ...each] = array.shape;
  if (isFlattened(each)) {
    const problem = `its images (${each.join(', ')}) seem to be pixels in one row, which does not say their height and width`;
    throw dataError('data/unclear-layout', unclear(where, problem));
  }
  if (each.length > 1 && each.length < 4) return each;
  const [length = 0] = each;
  if (each.length > 1)
    throw unusable(where, `it is an array ${describeArray(array)}, where images were expected`);
  const side = Math.sqrt(length);
  if (Number.isInteger(side)) return [side, side];
  const coloured = Math.sqrt(length / 3);
  const can = Number.isInteger(coloured)
    ? `can be images (3, ${coloured}, ${coloured}) or (${coloured}, ${coloured}, 3)`
    : 'do not say which size the images have';
  throw dataError('data/unclear-layout', unclear(where, `its rows of ${length} numbers ${can}`));
}

/** Whether two dimensions are channels and all pixels of a square image, as in (784, 1) or (3, 1024), and no image of that height and width. */
function isFlattened(each: readonly number[]): boolean {
  const [few = 0, many = 0] = [...each].sort((a, b) => a - b);
  const side = Math.sqrt(many);
  return each.length === 2 && (few === 1 || few === 3) && side > few && Number.isInteger(side);
}

const unclear = (where: string, problem: string) => ({
  where,
  problem,
  option: 'shape',
  example: '{"shape": [3, 32, 32]}',
});

/** The dimensions of an array. */
function axesOf(sizes: readonly number[], fortranOrder: boolean): Axis[] {
  const before = (i: number): readonly number[] => (fortranOrder ? sizes.slice(0, i) : sizes.slice(i + 1));
  return sizes.map((length, i) => ({ length, step: product(before(i)) }));
}

/** What the numbers of all arrays are. */
function scaleOf(arrays: readonly FoundArray[]): Scale {
  let isWhole = true;
  let isUnit = true;
  for (const { where, array } of arrays) {
    // Whole numbers of a type are grey levels even where none of them happens to be larger than 1.
    if (array.element.kind === 'u' || array.element.kind === 'i') isUnit = false;
    const elements = elementsOf(array);
    const { length } = elements;
    for (let i = 0; i < length; i++) {
      const value = elements[i] ?? 0;
      if (value > 1) isUnit = false;
      if (isWhole && !Number.isInteger(value)) isWhole = false;
      if (value >= 0 && value <= 255 && (isUnit || isWhole)) continue;
      throw unfit(where, `its pixels have the value ${value}; ${EXPECTED}`, SAVE_PIXELS);
    }
  }
  return isUnit ? 'from 0 to 1' : 'bytes';
}

const EXPECTED =
  'expected were whole numbers from 0 to 255 in all arrays, or numbers from 0 to 1 in all of them';
const SAVE_PIXELS =
  'Save the images as bytes, before their mean is taken off and the like: that is done here with the statistics of the training images';
const SAVE_ALIKE = 'Save all images of the set in one way, best as bytes from 0 to 255';
const SAVE_LABELS = 'Save one whole number an image, its class, with 0 as the first';

function copied(array: NdArray, { image, row, column, channel }: Layout, scale: Scale): Uint8Array {
  const sizes = [image, row, column, channel].map(({ length }) => length);
  const images = new Uint8Array(new SharedArrayBuffer(product(sizes)));
  const wanted = axesOf(sizes, false);
  const isInOrder = [image, row, column, channel].every(
    ({ length, step }, i) => length === 1 || step === wanted[i]?.step,
  );
  if (isBytes(array) && isInOrder) {
    images.set(array.bytes);
    return images;
  }
  const elements = elementsOf(array);
  const factor = isBytes(array) || scale === 'bytes' ? 1 : 255;
  let to = 0;
  const copyRow = (start: number): void => {
    for (let x = 0; x < column.length; x++) {
      const from = start + x * column.step;
      for (let c = 0; c < channel.length; c++)
        images[to++] = Math.round(factor * (elements[from + c * channel.step] ?? 0));
    }
  };
  for (let n = 0; n < image.length; n++) {
    for (let y = 0; y < row.length; y++) copyRow(n * image.step + y * row.step);
  }
  return images;
}

/** Class numbers as an array has them. */
export interface ClassNumbers {
  readonly numbers: ArrayLike<number>;
  /** How many classes there are, where the array says it. */
  readonly classCount: number | null;
}

/**
 * The class numbers that an array holds: a row of whole numbers, a column, or rows of which one number is 1 and all others are 0.
 *
 * @param found - the array
 * @param images - whose labels they are; that there are as many is checked before they are made
 * @throws AppError `data/unusable-file`, `data/unusable-set`, `data/mismatched-files`
 */
export function toClassNumbers(
  found: FoundArray,
  images: { readonly where: string; readonly count: number },
): ClassNumbers {
  const { where, array } = found;
  const [count = 0, columns = 1] = array.shape;
  if (array.shape.length < 1 || array.shape.length > 2 || columns === 0) {
    throw unusable(where, `it is an array ${describeArray(array)}, where labels were expected`);
  }
  if (count !== images.count) {
    const problem = `${images.count} images, but ${count} labels`;
    throw dataError('data/mismatched-files', { problem, files: [images.where, where] });
  }
  if (columns > 1) return { numbers: oneHot(found, count, columns), classCount: columns };
  const numbers = wholeNumbers(array);
  if (numbers !== null) return { numbers, classCount: null };
  const problem = `its labels are an array ${describeArray(array)}, where whole numbers were expected`;
  throw unfit(where, problem, SAVE_LABELS);
}

function oneHot({ where, array }: FoundArray, count: number, columns: number): ArrayLike<number> {
  const elements = elementsOf(array);
  const [row = 0, column = 0] = axesOf(array.shape, array.fortranOrder).map(({ step }) => step);
  return Uint32Array.from({ length: count }, (_, n) => {
    let found: number | null = null;
    for (let c = 0; c < columns; c++) {
      const value = elements[n * row + c * column] ?? 0;
      if (value === 0) continue;
      if (value !== 1 || found !== null) {
        const problem = `row ${n} of its labels is not one 1 among zeros, as one class an image is written`;
        throw unfit(where, problem, SAVE_LABELS);
      }
      found = c;
    }
    if (found !== null) return found;
    throw unfit(where, `row ${n} of its labels has no 1, so the image has no class`, SAVE_LABELS);
  });
}

/** For arrays that are whole, but not what is read here: another copy would be the same. */
const unfit = (path: string, problem: string, remedy: string): Error =>
  dataError('data/unusable-set', { path, problem, remedy });

const unusable = (file: string, problem: string): Error =>
  dataError('data/unusable-file', { file, what: 'array', problem });
