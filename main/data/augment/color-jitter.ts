import { z } from 'zod';
import { below, between } from './draws.ts';
import type { Draw } from './draws.ts';
import { enhanceBrightness } from './enhance/brightness.ts';
import { enhanceContrast } from './enhance/contrast.ts';
import { shiftHue } from './enhance/hue.ts';
import { enhanceSaturation } from './enhance/saturation.ts';
import type { Transfer } from './transfer.ts';

const strength = z.number().min(0);

/** Random changes of an image's colours; 0 leaves one out. What is not given is DARTS's value for ImageNet (cnn/train_imagenet.py). */
export const colorJitterSchema = z.strictObject({
  brightness: strength.default(0.4),
  contrast: strength.default(0.4),
  saturation: strength.default(0.4),
  /** In turns of the colour circle. */
  hue: strength.max(0.5).default(0.2),
});

/** Random changes of an image's colours. */
export type ColorJitter = z.output<typeof colorJitterSchema>;

/** A change of colours that is chosen for one image. */
export interface ColorChange {
  readonly what: keyof ColorJitter;
  /** A factor around 1; of the hue, a shift around 0. */
  readonly amount: number;
}

const CHANGES: { readonly [W in keyof ColorJitter]: (transfer: Transfer, amount: number) => void } = {
  brightness: enhanceBrightness,
  contrast: enhanceContrast,
  saturation: enhanceSaturation,
  hue: shiftHue,
};

/**
 * The changes of an image's colours, in a random order: factors evenly between 1 - strength, at least 0, and 1 + strength.
 *
 * @see torchvision, `ColorJitter`
 */
export function chosenColors(jitter: ColorJitter, draw: Draw): readonly ColorChange[] {
  const parts = [0, 1, 2, 3].flatMap((turn) => draw('colorJitter', turn));
  const [first = 0, second = 0, third = 0, brightness = 0, contrast = 0, saturation = 0, hue = 0] = parts;
  const factor = (what: 'brightness' | 'contrast' | 'saturation', part: number): ColorChange => ({
    what,
    amount: between(Math.max(0, 1 - jitter[what]), 1 + jitter[what], part),
  });
  const left: ColorChange[] = [
    factor('brightness', brightness),
    factor('contrast', contrast),
    factor('saturation', saturation),
    { what: 'hue', amount: between(-jitter.hue, jitter.hue, hue) },
  ];
  const ordered = [first, second, third].flatMap((part) => left.splice(below(left.length, part), 1));
  return [...ordered, ...left].filter(({ what }) => jitter[what] > 0);
}

/** Writes the image that a chosen change gives. */
export function applyColorChange({ what, amount }: ColorChange, transfer: Transfer): void {
  CHANGES[what](transfer, amount);
}
