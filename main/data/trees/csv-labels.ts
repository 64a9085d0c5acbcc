/** The labels of a table as classes. */
import type { AppError } from '../../base/errors.ts';
import { dataError } from '../errors.ts';
import { byCodePoints } from '../packed/names.ts';
import type { Part } from './parts.ts';

/** Labels have 16 bits. */
const MOST_CLASSES = 2 ** 16;
/** Of so many images on, labels that hardly repeat are no classes. */
const ENOUGH_IMAGES = 100;
const MOST_SHOWN = 5;
const NO_CLASSES =
  "Say which column has the labels, as in: dartboard data add PATH --set 'labelColumn=breed'";

/** The error for a table that cannot be used; `remedy` is a sentence without its full stop. */
export const unusableTable = (path: string, problem: string, remedy: string): AppError =>
  dataError('data/unusable-set', { path, problem, remedy });

/** The labels as they are written, numbered as they come. */
export interface Labels {
  number(label: string, part: Part): number;
  /** How the label of a number is written. */
  written(number: number): string;
  /** The classes, and the class of each number. @throws AppError `data/unusable-set` */
  classes(imageCount: number, given: readonly string[] | undefined): Classes;
}

/** The classes that labels are. */
export interface Classes {
  readonly classes: readonly string[];
  readonly numbers: Uint16Array;
}

const WHOLE_NUMBER = /^\d{1,15}$/;

/** No labels; `where` they are, for messages. */
export function createLabels(where: string): Labels {
  const numbers = new Map<string, number>();
  const trained = new Set<number>();
  return {
    number(label, part) {
      // As tables are written by programs that keep numbers with fractions.
      const plain = label.replace(/^(\d+)\.0+$/, '$1');
      const number = numbers.get(plain) ?? numbers.size;
      if (number === MOST_CLASSES)
        throw unusableTable(where, `it has more than ${String(MOST_CLASSES)} different labels`, NO_CLASSES);
      if (number === numbers.size) numbers.set(plain, number);
      if (part === 'train') trained.add(number);
      return number;
    },
    written: (number) => [...numbers.keys()][number] ?? '',
    classes(imageCount, given) {
      const written = [...numbers.keys()];
      const untrained = written.filter((_, number) => !trained.has(number));
      if (trained.size > 0 && untrained.length > 0) {
        const shown = untrained.slice(0, MOST_SHOWN).map((label) => JSON.stringify(label));
        throw unusableTable(
          where,
          `images for validation or testing have labels that no training image has: ${shown.join(', ')}`,
          'Give every class training images, or leave its images out',
        );
      }
      if (imageCount >= ENOUGH_IMAGES && written.length > imageCount / 2) {
        throw unusableTable(
          where,
          `${String(imageCount)} images have ${String(written.length)} different labels, so they are no classes`,
          NO_CLASSES,
        );
      }
      const classes = given ?? sorted(written);
      if (classes.length < 2)
        throw unusableTable(
          where,
          `all images have the label ${JSON.stringify(written[0])}, and there have to be two`,
          NO_CLASSES,
        );
      const byName = new Map(classes.map((name, i) => [name, i]));
      // With the names given, numbers count them; but where all are names, as of digits, they are meant.
      const areCounted =
        written.every((label) => WHOLE_NUMBER.test(label)) && !written.every((label) => byName.has(label));
      const naming = { classes: byName, areCounted, where };
      return { classes, numbers: Uint16Array.from(written, (label) => classNumber(label, naming)) };
    },
  };
}

/** Numbers by their size, names by their letters. */
const sorted = (labels: readonly string[]): readonly string[] =>
  labels.every((label) => WHOLE_NUMBER.test(label))
    ? [...labels].sort((a, b) => Number(a) - Number(b))
    : [...labels].sort(byCodePoints);

interface Naming {
  readonly classes: ReadonlyMap<string, number>;
  /** Whether labels are numbers of the classes, from 0, and not their names. */
  readonly areCounted: boolean;
  readonly where: string;
}

function classNumber(label: string, { classes, areCounted, where }: Naming): number {
  const number = areCounted ? Number(label) : (classes.get(label) ?? -1);
  if (number >= 0 && number < classes.size) return number;
  throw unusableTable(
    where,
    `its label ${JSON.stringify(label)} is none of the ${String(classes.size)} classes that were given`,
    'Give all names of classes, in their order',
  );
}
