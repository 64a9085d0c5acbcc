import { describe, expect, it } from 'vitest';
import { createExamination } from './examination.ts';
import { calibrationOf } from './calibration.ts';
import { createPredictions, NO_CLASS, predictedClass, rankedClasses, rankedOf } from './predictions.ts';

const CLASSES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** Seven logits of each of so many images. */
const logitsOf = (images: number): Float32Array =>
  Float32Array.from({ length: images * CLASSES.length }, (_, i) => Math.sin(i * i * 0.37) * 4);

describe('predictions', () => {
  it('are those that the confusion matrix counts, over batches', () => {
    const logits = logitsOf(30);
    const labels = Int32Array.from({ length: 30 }, (_, i) => i % CLASSES.length);
    const examination = createExamination(CLASSES);
    const tally = createPredictions(30, CLASSES.length);
    for (const [from, to] of [
      [0, 16],
      [16, 30],
    ] as const) {
      const part = [
        logits.subarray(from * CLASSES.length, to * CLASSES.length),
        labels.subarray(from, to),
      ] as const;
      examination.add(...part);
      tally.add(...part);
    }
    const predictions = tally.result();
    const confusion = CLASSES.map(() => CLASSES.map(() => 0));
    for (let image = 0; image < 30; image += 1) {
      const row = confusion[predictions.labels[image] ?? 0] ?? [];
      const predicted = predictedClass(predictions, image) ?? -1;
      row[predicted] = (row[predicted] ?? 0) + 1;
    }
    expect(confusion).toEqual(examination.result().confusion);
    expect(predictions.top).toBe(5);
  });

  it('rank by softmax, the lower of equal classes first', () => {
    const ranked = rankedClasses(Float32Array.of(1, 3, 3, 0), 3);
    expect(ranked.map((each) => each.class)).toEqual([1, 2, 0]);
    const total = Math.exp(-2) + 2 + Math.exp(-3);
    expect(ranked[0]?.probability).toBeCloseTo(1 / total, 12);
    expect(ranked[2]?.probability).toBeCloseTo(Math.exp(-2) / total, 12);
  });

  it('keep all classes where there are few, and the probability of the true one', () => {
    const tally = createPredictions(1, 2);
    tally.add(Float32Array.of(0, Math.log(3)), Int32Array.of(0));
    const predictions = tally.result();
    expect(predictions.top).toBe(2);
    expect(predictions.ofLabel[0]).toBeCloseTo(0.25, 6);
    expect(rankedOf(predictions, 0).map((each) => each.class)).toEqual([1, 0]);
  });

  it('are none where a logit is not a number, and certain where one is infinite', () => {
    const tally = createPredictions(2, 3);
    tally.add(Float32Array.of(1, NaN, 0, 0, Infinity, 1), Int32Array.of(0, 1));
    const predictions = tally.result();
    expect([...predictions.classes.subarray(0, 3)]).toEqual([NO_CLASS, NO_CLASS, NO_CLASS]);
    expect(predictedClass(predictions, 0)).toBeNull();
    expect(rankedOf(predictions, 0)).toEqual([]);
    expect(predictions.ofLabel[0]).toBe(0);
    expect(rankedOf(predictions, 1)[0]).toEqual({ class: 1, probability: 1 });
  });

  it('are refused before the last image', () => {
    expect(() => createPredictions(2, 3).result()).toThrow(/all 2 images/);
  });
});

describe('calibration', () => {
  /** One image each: how sure, and whether right. */
  const of = (images: readonly (readonly [confidence: number, isRight: boolean])[]) =>
    calibrationOf({
      images: images.length,
      top: 1,
      labels: new Uint16Array(images.length),
      classes: Uint16Array.from(images, ([, isRight]) => (isRight ? 0 : 1)),
      probabilities: Float32Array.from(images, ([confidence]) => confidence),
      ofLabel: new Float32Array(images.length),
    });

  it('weighs the distance of each interval by its images', () => {
    // 0.9 is in the 14th of 15 intervals, 0.5 in the 8th.
    const { error, bins } = of([
      [0.9, true],
      [0.9, false],
      [0.5, true],
      [0.5, true],
    ]);
    expect(bins).toHaveLength(15);
    expect(bins[13]).toMatchObject({ images: 2, accuracy: 0.5 });
    expect(bins[7]).toMatchObject({ images: 2, accuracy: 1 });
    expect(bins[0]).toMatchObject({ images: 0, accuracy: null, confidence: null });
    expect(error).toBeCloseTo((2 * 0.4 + 2 * 0.5) / 4, 6);
  });

  it('puts certainty into the last interval, and what predicts nothing into the first', () => {
    const { bins } = of([
      [1, true],
      [0, false],
      [0.06, false],
    ]);
    expect(bins[14]?.images).toBe(1);
    expect(bins[0]?.images).toBe(2);
  });

  it('is 0 for a network that is as sure as it is right', () => {
    expect(of([[1, true]]).error).toBe(0);
    expect(of([]).error).toBe(0);
  });
});
