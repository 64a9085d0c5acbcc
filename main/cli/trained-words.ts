/** What a training ended with, in words. */
import type { ListedRun } from '../runs/index.ts';
import { isRecurrent } from '../spaces/index.ts';
import type { TrainResult } from '../train/index.ts';
import { bestWords } from './printable.ts';

/** Language models are told by the perplexity that their loss means; they are known by the loss of their best epoch. */
const isOfWords = ({ best }: Pick<TrainResult, 'best'>): boolean => best?.loss !== undefined;

/** e to the loss: among how many words, equally likely, a model chooses. */
export const perplexityOf = (loss: number): string => Math.exp(loss).toFixed(2);

/** Whether a run that has ended is of a recurrent cell. */
export const isRunOfWords = ({ result }: Pick<ListedRun, 'result'>): boolean =>
  result !== null && (result.kind === 'train' ? isOfWords(result) : isRecurrent(result.genotype));

/** The result on the test set. */
export function testWords(result: TrainResult): string {
  const { accuracy, loss } = result.test;
  const percent = `${(100 * accuracy).toFixed(2)}%`;
  return isOfWords(result)
    ? `perplexity ${perplexityOf(loss)}, loss ${loss.toFixed(4)}, accuracy ${percent}`
    : `accuracy ${percent}, loss ${loss.toFixed(4)}`;
}

/** How large the network is. */
export const sizeWords = (result: TrainResult): string =>
  `${result.parameters} parameters, ${result.macs} multiply-accumulates (${isOfWords(result) ? 'products of the cell and the decoder, one word' : 'convolutions and linear layers, one image'})`;

/** What the best epoch is the best by, and which it was; null: not known. */
export function bestEpochWords(result: TrainResult): { readonly by: string; readonly words: string } | null {
  const { best } = result;
  if (best === null) return null;
  if (best.loss === undefined) return { by: 'best epoch by test accuracy', words: bestWords(best) };
  return {
    by: 'best epoch by validation perplexity',
    words: `epoch ${best.epoch + 1}, ${perplexityOf(best.loss)}`,
  };
}
