import { AppError } from '../base/errors.ts';
import { traceDerivedNetwork } from '../nn/index.ts';
import type { DerivedNetworkOptions, Network } from '../nn/index.ts';
import type { Genotype } from '../spaces/index.ts';

/** What is chosen of a network that is to be counted. */
export type CountedPlan = Omit<DerivedNetworkOptions, 'batch' | 'auxiliary' | 'dropPath' | 'mode'>;

/**
 * The network of a genotype as it is counted everywhere: for one image, as it is trained, with its auxiliary head, or without where
 * the images are too small for one.
 *
 * @throws AppError `nn/...`
 */
export function tracedNetwork(
  genotype: Genotype,
  plan: CountedPlan,
): { readonly network: Network; readonly hasHead: boolean } {
  const options = { ...plan, batch: 1, dropPath: false, mode: 'train' } as const;
  try {
    return { network: traceDerivedNetwork(genotype, { ...options, auxiliary: true }), hasHead: true };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'nn/head-size') throw error;
    return { network: traceDerivedNetwork(genotype, { ...options, auxiliary: false }), hasHead: false };
  }
}
