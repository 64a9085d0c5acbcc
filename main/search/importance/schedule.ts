/** When a search shrinks its supernet. */
import { AppError } from '../../base/errors.ts';

/** How often, and how many epochs apart. */
export interface ShrinkPlan {
  /** Shrinks in all. */
  readonly shrinks: number;
  /** Epochs from one to the next, and from the last to the end. */
  readonly interval: number;
}

/**
 * The epochs, from 0, at whose end the supernet is shrunk: the search ends `interval` epochs after the last shrink, as long before that
 * it shrinks once more, and so on.
 *
 * IS-DARTS counts finished epochs: on NAS-Bench-201 it shrinks after 22, 24, 26 and 28 of 30, which are the epochs 21, 23, 25 and 27 here.
 *
 * @throws search/too-few-epochs where there is no epoch before the first shrink
 */
export function shrinkEpochs(epochs: number, { shrinks, interval }: ShrinkPlan): readonly number[] {
  const first = epochs - shrinks * interval;
  if (first < 1) {
    const needed = shrinks * interval + 1;
    throw new AppError(
      'search/too-few-epochs',
      `The search has ${epochs} epochs, and ${shrinks} shrinks that are ${interval} epochs apart need ${needed} at least: set "epochs" to ${needed} or more, or lower "method.options.shrinks" or "method.options.interval".`,
      { data: { epochs, shrinks, interval, needed } },
    );
  }
  return Array.from({ length: shrinks }, (_, i) => first + i * interval - 1);
}
