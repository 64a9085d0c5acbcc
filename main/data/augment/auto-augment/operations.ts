/**
 * The operations of the policies with their strengths, as the published sharpDARTS code has them.
 *
 * On an image of 1 channel they do what Pillow does in mode L: `color` nothing, `contrast` mixes with the image's own mean,
 * all others work on the one channel as on each of three.
 *
 * @see Cubuk et al., arXiv 1805.09501, table 6; sharpDARTS, cnn/autoaugment.py
 */
import { enhanceBrightness } from '../enhance/brightness.ts';
import { enhanceContrast } from '../enhance/contrast.ts';
import { enhanceSaturation } from '../enhance/saturation.ts';
import { enhanceSharpness } from '../enhance/sharpness.ts';
import type { Transfer } from '../transfer.ts';
import { autocontrast } from './autocontrast.ts';
import { equalize } from './equalize.ts';
import { invert } from './invert.ts';
import { NO_MAGNITUDE, spaced } from './magnitudes.ts';
import type { OperationName } from './policy.ts';
import { posterize } from './posterize.ts';
import { rotate } from './rotate.ts';
import { shearX, shearY } from './shear.ts';
import { solarize } from './solarize.ts';
import { translateX, translateY } from './translate.ts';

/** Something that a policy can do to an image. */
export interface Operation {
  /** Ten strengths. */
  readonly magnitudes: readonly number[];
  /** Whether the strength gets a random sign. */
  readonly isSigned: boolean;
  /** Writes the changed image. `amount` is a strength, or its negative. */
  readonly apply: (transfer: Transfer, amount: number) => void;
}

type Enhancement = (transfer: Transfer, factor: number) => void;

/** An enhancement by a factor around 1. */
const around1 = (enhance: Enhancement): Operation => ({
  magnitudes: spaced(0, 0.9),
  isSigned: true,
  apply: (transfer, amount) => {
    enhance(transfer, 1 + amount);
  },
});

const SHEARS = { magnitudes: spaced(0, 0.3), isSigned: true };
/** Up to 150 pixels of the 331 of the paper's ImageNet images. */
const SHIFTS = { magnitudes: spaced(0, 150 / 331), isSigned: true };
const ALWAYS_ALIKE = { magnitudes: NO_MAGNITUDE, isSigned: false };

/** Every operation by its name. */
export const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  shearX: { ...SHEARS, apply: shearX },
  shearY: { ...SHEARS, apply: shearY },
  translateX: { ...SHIFTS, apply: translateX },
  translateY: { ...SHIFTS, apply: translateY },
  rotate: { magnitudes: spaced(0, 30), isSigned: false, apply: rotate },
  color: around1(enhanceSaturation),
  posterize: { magnitudes: [8, 8, 7, 7, 6, 6, 5, 5, 4, 4], isSigned: false, apply: posterize },
  solarize: { magnitudes: spaced(256, 0), isSigned: false, apply: solarize },
  contrast: around1(enhanceContrast),
  sharpness: around1(enhanceSharpness),
  brightness: around1(enhanceBrightness),
  autocontrast: { ...ALWAYS_ALIKE, apply: autocontrast },
  equalize: { ...ALWAYS_ALIKE, apply: equalize },
  invert: { ...ALWAYS_ALIKE, apply: invert },
  /** Does nothing in the published code, whose policies name it all the same: their cutout follows after normalization. */
  cutout: {
    magnitudes: spaced(0, 0.9),
    isSigned: false,
    apply: ({ from, to }) => {
      to.set(from);
    },
  },
};
