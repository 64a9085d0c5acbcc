import { z } from 'zod';
import { below, between } from './draws.ts';
import type { Draw } from './draws.ts';
import type { ImageShape } from './image-shape.ts';
import type { Window } from './resize.ts';
import { roundHalfEven } from './round-half-even.ts';

const range = (least: number, greatest: number) =>
  z
    .tuple([z.number().positive(), z.number().positive()])
    .refine(([from, to]) => from <= to, 'The first number must not be greater than the second.')
    .default([least, greatest]);

/** A random rectangle of the image, stretched to a square of `size` pixels a side. */
export const resizedCropSchema = z.strictObject({
  size: z.int().min(1).max(4096),
  /** Least and greatest share of the image's area. */
  area: range(0.08, 1).refine(([, to]) => to <= 1, 'A share of the area is at most 1.'),
  /** Least and greatest ratio of width to height. */
  aspect: range(3 / 4, 4 / 3),
});

/** A random rectangle of the image. */
export type ResizedCrop = z.output<typeof resizedCropSchema>;

const TRIES = 10;

/**
 * The rectangle that is drawn for an image: area and, on a logarithmic scale, aspect evenly, then the place. After ten rectangles
 * that do not fit in, the greatest one in the middle whose aspect is allowed.
 *
 * @see Szegedy et al., arXiv 1409.4842, section 6; torchvision, `RandomResizedCrop`
 */
export function drawnWindow(
  { area, aspect }: ResizedCrop,
  { height, width }: ImageShape,
  draw: Draw,
): Window {
  const [logLeast, logGreatest] = [Math.log(aspect[0]), Math.log(aspect[1])];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [areaPart, aspectPart] = draw('resizedCrop', 2 * attempt);
    const pixels = height * width * between(area[0], area[1], areaPart);
    const ratio = Math.exp(between(logLeast, logGreatest, aspectPart));
    const size = {
      height: roundHalfEven(Math.sqrt(pixels / ratio)),
      width: roundHalfEven(Math.sqrt(pixels * ratio)),
    };
    if (size.width < 1 || size.width > width || size.height < 1 || size.height > height) continue;
    const [topPart, leftPart] = draw('resizedCrop', 2 * attempt + 1);
    return {
      ...size,
      top: below(height - size.height + 1, topPart),
      left: below(width - size.width + 1, leftPart),
    };
  }
  return middleWindow(aspect, { height, width });
}

function middleWindow(
  [least, greatest]: ResizedCrop['aspect'],
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
): Window {
  const ratio = width / height;
  const size = {
    height: ratio < least ? Math.max(1, roundHalfEven(width / least)) : height,
    width: ratio > greatest ? Math.max(1, roundHalfEven(height * greatest)) : width,
  };
  return { ...size, top: Math.floor((height - size.height) / 2), left: Math.floor((width - size.width) / 2) };
}
