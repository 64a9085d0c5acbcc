/** What a network predicts of each image of a test set: its most probable classes, and what it gives the true one. */
import { assert, defined } from '../base/assert.ts';
import { predictionOf, rowsOf } from './metrics.ts';

/** How many classes are kept of each image. */
export const KEPT_CLASSES = 5;

/** In place of the number of a class where a logit was not a number: nothing was predicted. */
export const NO_CLASS = 0xffff;

/** The predictions of the images of a test set, in its order. */
export interface Predictions {
  readonly images: number;
  /** How many classes are kept of each image: {@link KEPT_CLASSES}, or all there are. */
  readonly top: number;
  /** [N], the true classes. */
  readonly labels: Uint16Array;
  /** [N,T], the most probable classes, the first of them first; {@link NO_CLASS} where there is none. */
  readonly classes: Uint16Array;
  /** [N,T], their probabilities (softmax); 0 where there is no class. */
  readonly probabilities: Float32Array;
  /** [N], the probability of the true class; 0 where nothing was predicted. */
  readonly ofLabel: Float32Array;
}

/** A class and how probable a network takes it to be, 0..1. */
export interface RankedClass {
  readonly class: number;
  readonly probability: number;
}

/** Collects predictions batch by batch. */
export interface PredictionTally {
  /**
   * Adds a batch.
   * @param logits - [N,K], row by row
   * @param labels - [N]
   */
  add(logits: Float32Array, labels: Int32Array): void;
  /** Of all images, which have to have been added. */
  result(): Predictions;
}

/** Begins to collect the predictions of so many images of so many classes. */
export function createPredictions(images: number, classCount: number): PredictionTally {
  const top = Math.min(KEPT_CLASSES, classCount);
  const kept = {
    labels: new Uint16Array(images),
    classes: new Uint16Array(images * top).fill(NO_CLASS),
    probabilities: new Float32Array(images * top),
    ofLabel: new Float32Array(images),
  };
  let done = 0;
  return {
    add(logits, labels) {
      rowsOf(logits, labels.length).forEach((row, i) => {
        const label = defined(labels[i], 'a label for every image');
        const all = probabilitiesOf(row);
        ranked(all, row, top).forEach((each, place) => {
          kept.classes[done * top + place] = each.class;
          kept.probabilities[done * top + place] = each.probability;
        });
        kept.labels[done] = label;
        kept.ofLabel[done] = all?.[label] ?? 0;
        done += 1;
      });
    },
    result() {
      assert(done === images, `all ${images} images were predicted, not ${done}`);
      return { images, top, ...kept };
    },
  };
}

/**
 * The most probable classes, the first of them first; of equal ones the lower comes first. None where a logit is not a number.
 * @param row - [K]
 */
export const rankedClasses = (row: Float32Array, top: number = KEPT_CLASSES): readonly RankedClass[] =>
  ranked(probabilitiesOf(row), row, top);

/** Softmax in double precision; null where a logit is not a number. */
function probabilitiesOf(row: Float32Array): Float64Array | null {
  const best = predictionOf(row);
  if (best < 0) return null;
  const peak = row[best] ?? 0;
  const powers = Float64Array.from(row, (value) => (value === peak ? 1 : Math.exp(value - peak)));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

/** By their logits, which tell more apart than their probabilities do. */
function ranked(all: Float64Array | null, row: Float32Array, top: number): readonly RankedClass[] {
  if (all === null) return [];
  const order = Array.from(row.keys()).sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0) || a - b);
  return order.slice(0, top).map((number) => ({ class: number, probability: all[number] ?? 0 }));
}

/** The class that was predicted of an image; null: none. */
export function predictedClass({ classes, top }: Predictions, image: number): number | null {
  const found = classes[image * top] ?? NO_CLASS;
  return found === NO_CLASS ? null : found;
}

/** The classes that were kept of an image, the most probable first. */
export function rankedOf(
  { classes, probabilities, top }: Predictions,
  image: number,
): readonly RankedClass[] {
  return Array.from({ length: top }, (_, place) => ({
    class: classes[image * top + place] ?? NO_CLASS,
    probability: probabilities[image * top + place] ?? 0,
  })).filter((each) => each.class !== NO_CLASS);
}
