/** What a network makes of a test set, image by image: the detail that a single score leaves out. */
import { assert, defined } from '../base/assert.ts';
import type { Score } from './events.ts';
import { EMPTY_TALLY, joined, meanOf, placeOf, predictionOf, rowsOf, tallyOf } from './metrics.ts';

/** How many images of one class were recognized. */
export interface ClassResult {
  readonly class: string;
  readonly images: number;
  readonly correct: number;
  /** 0..1; null of a class without images. */
  readonly accuracy: number | null;
}

/** What a network made of a test set. */
export interface TestResult extends Score {
  readonly images: number;
  /** Share of images whose most probable class is a wrong one, 0..1. */
  readonly error: number;
  /** Share of images whose class is among the five most probable ones; null of no more than five classes, where it is always 1. */
  readonly top5: number | null;
  /** By class number. */
  readonly perClass: readonly ClassResult[];
  /**
   * [K][K], how many images: rows are the true classes, columns the predicted ones. An image with a logit that is not a number is
   * predicted as nothing: its row sums to less than the images of its class.
   */
  readonly confusion: readonly (readonly number[])[];
}

/** Counts answers batch by batch. */
export interface Examination {
  /**
   * Adds a batch.
   * @param logits - [N,K], row by row
   * @param labels - [N]
   */
  add(logits: Float32Array, labels: Int32Array): void;
  /** Of all images so far: at least one. */
  result(): TestResult;
}

const TOP = 5;

/** Begins to count, with the names of the classes. */
export function createExamination(classes: readonly string[]): Examination {
  const confusion = classes.map(() => classes.map(() => 0));
  const images = classes.map(() => 0);
  let sums = EMPTY_TALLY;
  let amongTop = 0;
  const addImage = (row: Float32Array, label: number): void => {
    assert(row.length === classes.length, 'there is a logit for each class');
    const predicted = predictionOf(row);
    const answers = defined(confusion[label], 'a label is the number of a class');
    images[label] = (images[label] ?? 0) + 1;
    if (predicted >= 0) answers[predicted] = (answers[predicted] ?? 0) + 1;
    if (placeOf(row, label) < TOP) amongTop += 1;
  };
  return {
    add(logits, labels) {
      sums = joined(sums, tallyOf(logits, labels));
      rowsOf(logits, labels.length).forEach((row, i) => addImage(row, labels[i] ?? -1));
    },
    result() {
      const { examples, correct } = sums;
      return {
        images: examples,
        ...meanOf(sums),
        error: (examples - correct) / examples,
        top5: classes.length > TOP ? amongTop / examples : null,
        perClass: classes.map((name, k) => classResult(name, images[k] ?? 0, confusion[k]?.[k] ?? 0)),
        confusion: confusion.map((row) => [...row]),
      };
    },
  };
}

const classResult = (name: string, images: number, correct: number): ClassResult => ({
  class: name,
  images,
  correct,
  accuracy: images === 0 ? null : correct / images,
});
