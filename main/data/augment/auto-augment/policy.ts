/** What a learned augmentation policy is made of, as data. */

/** Everything that a policy can do to an image. */
export type OperationName =
  | 'shearX'
  | 'shearY'
  | 'translateX'
  | 'translateY'
  | 'rotate'
  | 'color'
  | 'posterize'
  | 'solarize'
  | 'contrast'
  | 'sharpness'
  | 'brightness'
  | 'autocontrast'
  | 'equalize'
  | 'invert'
  | 'cutout';

/**
 * Two changes, one after the other. Of each: what, how probably (0..1) and apart from the other, and how strongly (an index 0..9 into
 * the operation's magnitudes).
 */
export type SubPolicy = readonly [
  firstOperation: OperationName,
  firstProbability: number,
  firstMagnitude: number,
  secondOperation: OperationName,
  secondProbability: number,
  secondMagnitude: number,
];

/** Sub-policies of which one is drawn for every image, all alike probable. */
export interface Policy {
  readonly source: string;
  readonly subPolicies: readonly SubPolicy[];
}
