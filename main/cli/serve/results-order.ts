import { predictedClass } from '../../train/index.ts';
import type { Predictions } from '../../train/index.ts';

/** Which images are wanted, and in which order. */
export interface WantedImages {
  /** The true class; null: any. */
  readonly actual: number | null;
  /** The predicted class; null: any. */
  readonly predicted: number | null;
  readonly only: 'all' | 'right' | 'wrong';
  readonly order: 'surest' | 'unsurest' | 'set';
}

/** The places of the wanted images in the test set. Of equally sure ones the first comes first. */
export function chosenImages(predictions: Predictions, wanted: WantedImages): readonly number[] {
  const { images, labels, probabilities, top } = predictions;
  const isWanted = (image: number): boolean => {
    const [actual, predicted] = [labels[image] ?? 0, predictedClass(predictions, image)];
    if (wanted.actual !== null && actual !== wanted.actual) return false;
    if (wanted.predicted !== null && predicted !== wanted.predicted) return false;
    return wanted.only === 'all' || (actual === predicted) === (wanted.only === 'right');
  };
  const chosen = Array.from({ length: images }, (_, image) => image).filter(isWanted);
  if (wanted.order === 'set') return chosen;
  const sign = wanted.order === 'surest' ? -1 : 1;
  const confidence = (image: number): number => probabilities[image * top] ?? 0;
  return chosen.sort((a, b) => sign * (confidence(a) - confidence(b)) || a - b);
}
