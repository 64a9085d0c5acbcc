/** What is read off a line of the list of runs. */
import type { ListedRun } from '../../../../main/api/contract.ts';
import { isOfWords } from '../../../run-view/of-words.ts';

/** A training's result; null of searches, and until there is one. */
export const trainingOf = ({ result }: ListedRun) => (result?.kind === 'train' ? result : null);

/** On the test images, with the weights of the last epoch; null until a training has ended. */
export const testAccuracy = (run: ListedRun): number | null => trainingOf(run)?.test.accuracy ?? null;

/** The highest on test images of any epoch of a training that has ended. */
export const bestAccuracy = (run: ListedRun): number | null => trainingOf(run)?.best?.accuracy ?? null;

/** On held-out images after the latest whole epoch. */
export const lastAccuracy = ({ latest }: ListedRun): number | null => latest?.valid?.accuracy ?? null;

/** The one that counts: on test images, or else the latest on held-out images. */
export const scoreOf = (run: ListedRun): number | null => testAccuracy(run) ?? lastAccuracy(run);

/** The loss of the same images. */
export const lossOf = (run: ListedRun): number | null =>
  trainingOf(run)?.test.loss ?? run.latest?.valid?.loss ?? null;

/** Of a language model on the test text, with the weights of its best epoch. */
export function testPerplexity(run: ListedRun): number | null {
  const result = trainingOf(run);
  return result === null || !isOfWords(run) ? null : Math.exp(result.test.loss);
}

/** Of a language model, or a searched one, on the validation text after the latest whole epoch. */
export function lastPerplexity(run: ListedRun): number | null {
  const valid = run.latest?.valid ?? null;
  return valid === null || !isOfWords(run) ? null : Math.exp(valid.loss);
}

/** The one that counts: on the test text, or else the latest on the validation text. */
export const perplexityOf = (run: ListedRun): number | null => testPerplexity(run) ?? lastPerplexity(run);

/** Trainable parameters of a training that has ended. */
export const parametersOf = (run: ListedRun): number | null => trainingOf(run)?.parameters ?? null;

/** Multiply-accumulates for an image, of convolutions and linear layers, of a training that has ended. */
export const macsOf = (run: ListedRun): number | null => trainingOf(run)?.macs ?? null;
