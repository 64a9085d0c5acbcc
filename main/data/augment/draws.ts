/**
 * The random numbers of augmentation. Each is a function of (seed, epoch, index of the image, site) alone, so that any
 * batch can be made again, and adding one augmentation does not change the choices of another.
 */
import { philox4x32, streamKey } from '../../base/rng.ts';

/** The kinds of choices. Their numbers are part of what a seed means: never change one, only add. */
const SITES = {
  crop: 0,
  flip: 1,
  cutout: 2,
  subPolicy: 3,
  firstOperation: 4,
  secondOperation: 5,
  resizedCrop: 6,
  colorJitter: 7,
} as const;

/** Which images of which epoch are changed, by which seed. */
export interface DrawSource {
  readonly seed: number;
  readonly epoch: number;
}

/**
 * Two fractions in [0, 1) of 53 random bits each. A site that needs more has several turns.
 *
 * @param site - what they decide
 * @param turn - counts from 0, below 2^24
 */
export type Draw = (site: keyof typeof SITES, turn?: number) => readonly [number, number];

/** The random numbers of each image, by its index in the set. */
export function drawsOf({ seed, epoch }: DrawSource): (member: number) => Draw {
  const [key0, key1, counter2, counter3] = streamKey(seed, 'data', 'augment', epoch);
  return (member) =>
    (site, turn = 0) => {
      const counter1 = SITES[site] + turn * 256;
      const [a, b, c, d] = philox4x32([member, counter1, counter2, counter3], [key0, key1]);
      return [fraction(a, b), fraction(c, d)];
    };
}

const fraction = (high: number, low: number): number => ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;

/** The whole number in [0, size) that a fraction stands for. Even up to 2^-53 * size. */
export const below = (size: number, part: number): number => Math.floor(size * part);

/** The number between two that a fraction stands for. */
export const between = (least: number, greatest: number, part: number): number =>
  least + (greatest - least) * part;
