import type { Policy } from '../policy.ts';
import { cifar10 } from './cifar10.ts';
import { imagenet } from './imagenet.ts';
import { svhn } from './svhn.ts';

/** The names of the learned policies: the data sets that they were learned on. */
export const POLICY_NAMES = ['cifar10', 'imagenet', 'svhn'] as const;

/** The learned policies by name. */
export const POLICIES: Readonly<Record<(typeof POLICY_NAMES)[number], Policy>> = {
  cifar10,
  imagenet,
  svhn,
};
