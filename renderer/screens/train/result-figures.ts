/** The numbers that tell how well a training goes. */
import type { ListedRun } from '../../../main/api/contract.ts';
import { large, percent } from '../../ui/format.ts';

/** A number with what it is. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly isMain: boolean;
}

interface Scored {
  readonly loss: number;
  readonly accuracy: number;
}

/** e to the loss: among how many words, equally likely, a model chooses. */
export const perplexity = (loss: number): string => Math.exp(loss).toFixed(2);

/** The best score of at least one so far: of language models the least perplexity of the validation text. */
export function bestSoFar(
  scored: readonly Scored[],
  isOfWords: boolean,
): { readonly name: string; readonly value: string } {
  return isOfWords
    ? {
        name: 'best validation perplexity so far',
        value: perplexity(Math.min(...scored.map(({ loss }) => loss))),
      }
    : {
        name: 'best test accuracy so far',
        value: percent(Math.max(...scored.map(({ accuracy }) => accuracy))),
      };
}

type Trained = Extract<ListedRun['result'], { kind: 'train' }>;

/** What a language model has reached. */
export function figuresOfWords({ test, best, parameters, macs }: Trained): readonly Figure[] {
  return [
    { name: 'test perplexity', value: perplexity(test.loss), isMain: true },
    { name: 'test loss, nats a word', value: test.loss.toFixed(4), isMain: false },
    { name: 'words guessed right', value: percent(test.accuracy, 2), isMain: false },
    ...(best?.loss === undefined
      ? []
      : [
          {
            name: `best validation perplexity, after epoch ${best.epoch + 1}`,
            value: perplexity(best.loss),
            isMain: false,
          },
        ]),
    { name: 'parameters', value: large(parameters), isMain: false },
    { name: 'MACs a word (products)', value: large(macs), isMain: false },
  ];
}
