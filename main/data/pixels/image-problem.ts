/** Largest height and width of an image. */
export const MOST_PIXELS = 8192;

/** Why a file is no image at all. */
export const NOT_AN_IMAGE = 'not an image that can be read';

/** Why an image cannot be used, as part of a sentence. */
const REASONS = {
  unknown: NOT_AN_IMAGE,
  damaged: 'cut short or damaged',
  large: `larger than ${String(MOST_PIXELS)} pixels a side`,
  moving: 'an animation',
  coloured: 'in colour among grey images',
  changed: 'of another size than it was',
} as const;

/** Why an image cannot be used. */
export type ImageProblemKind = keyof typeof REASONS;

/** An image that cannot be used. */
export class ImageProblem extends Error {
  readonly kind: ImageProblemKind;
  /** As part of a sentence; there are few distinct ones. */
  readonly reason: string;

  constructor(kind: ImageProblemKind, options?: ErrorOptions) {
    super(`The image is ${REASONS[kind]}.`, options);
    this.kind = kind;
    this.reason = REASONS[kind];
  }
}
