import { expect, it } from 'vitest';
import { chosenImages } from './results-order.ts';

const predictions = {
  images: 5,
  top: 2,
  labels: Uint16Array.of(0, 0, 1, 1, 0),
  classes: Uint16Array.of(0, 1, 1, 0, 1, 0, 0, 1, 0xffff, 0xffff),
  probabilities: Float32Array.of(0.6, 0.4, 0.9, 0.1, 0.7, 0.3, 0.7, 0.3, 0, 0),
  ofLabel: Float32Array.of(0.6, 0.1, 0.7, 0.3, 0),
};
const all = { actual: null, predicted: null, only: 'all', order: 'set' } as const;

it('finds the images of a field, a row and a column', () => {
  expect(chosenImages(predictions, all)).toEqual([0, 1, 2, 3, 4]);
  expect(chosenImages(predictions, { ...all, actual: 0, predicted: 1 })).toEqual([1]);
  expect(chosenImages(predictions, { ...all, actual: 0 })).toEqual([0, 1, 4]);
  expect(chosenImages(predictions, { ...all, predicted: 0 })).toEqual([0, 3]);
});

it('tells right from wrong; what predicts nothing is wrong', () => {
  expect(chosenImages(predictions, { ...all, only: 'right' })).toEqual([0, 2]);
  expect(chosenImages(predictions, { ...all, only: 'wrong' })).toEqual([1, 3, 4]);
});

it('orders by confidence, equal ones as they stand', () => {
  expect(chosenImages(predictions, { ...all, order: 'surest' })).toEqual([1, 2, 3, 0, 4]);
  expect(chosenImages(predictions, { ...all, order: 'unsurest' })).toEqual([4, 0, 2, 3, 1]);
});
