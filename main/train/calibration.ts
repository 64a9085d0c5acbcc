/** Whether a network's confidence is to be believed: of the images of which it is sure by 80 %, it should get 80 % right. */
import type { Predictions } from './predictions.ts';
import { predictedClass } from './predictions.ts';

/** Images whose confidence lies in one interval. */
export interface CalibrationBin {
  /** The interval of the confidence, the lower end not in it. */
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Mean confidence of its images; null of no images. */
  readonly confidence: number | null;
  /** Share of its images that were recognized; null of no images. */
  readonly accuracy: number | null;
}

/** How far confidence and accuracy are apart. */
export interface Calibration {
  /** Expected calibration error: the mean of |accuracy - confidence| over the bins, weighted by their images, 0..1. */
  readonly error: number;
  readonly bins: readonly CalibrationBin[];
}

const BINS = 15;

/**
 * Compares confidence (the probability of the predicted class) and accuracy in 15 intervals of equal width. Images of which nothing was
 * predicted have the confidence 0 and are wrong.
 *
 * @see Guo et al., On Calibration of Modern Neural Networks, arXiv:1706.04599, eq. 3
 */
export function calibrationOf(predictions: Predictions): Calibration {
  const { images, labels, probabilities, top } = predictions;
  const sums = Array.from({ length: BINS }, () => ({ images: 0, confidence: 0, correct: 0 }));
  for (let image = 0; image < images; image += 1) {
    const confidence = probabilities[image * top] ?? 0;
    const bin = sums[binOf(confidence)];
    if (bin === undefined) continue;
    bin.images += 1;
    bin.confidence += confidence;
    if (predictedClass(predictions, image) === labels[image]) bin.correct += 1;
  }
  const bins = sums.map((sum, i): CalibrationBin => {
    const isEmpty = sum.images === 0;
    return {
      from: i / BINS,
      to: (i + 1) / BINS,
      images: sum.images,
      confidence: isEmpty ? null : sum.confidence / sum.images,
      accuracy: isEmpty ? null : sum.correct / sum.images,
    };
  });
  const apart = sums.reduce((total, { confidence, correct }) => total + Math.abs(correct - confidence), 0);
  return { error: images === 0 ? 0 : apart / images, bins };
}

const binOf = (confidence: number): number =>
  Math.min(BINS - 1, Math.max(0, Math.ceil(confidence * BINS) - 1));
