import { z } from 'zod';
import type { ImageShape } from './image-shape.ts';
import type { Resizing } from './resize.ts';
import { roundHalfEven } from './round-half-even.ts';

/** How images are shown that no chance changes: the shorter side is brought to `resize` pixels, and a square of `crop` pixels is cut from the middle. */
export const viewSchema = z
  .strictObject({ resize: z.int().min(1).max(4096), crop: z.int().min(1).max(4096) })
  .refine(({ resize, crop }) => crop <= resize, {
    path: ['crop'],
    message: 'The square is cut from the resized image, so it must not be larger than `resize`.',
  });

/** How images are shown that no chance changes. */
export type View = z.output<typeof viewSchema>;

/**
 * What a view does with images of a size.
 *
 * @see torchvision, `Resize` of one number and `CenterCrop`
 */
export function resizingOf({ resize, crop }: View, image: ImageShape): Resizing {
  const { height, width } = image;
  const longer = (length: number, shorter: number): number => Math.trunc((resize * length) / shorter);
  const size =
    width <= height
      ? { height: longer(height, width), width: resize }
      : { height: resize, width: longer(width, height) };
  const middle = (length: number): number => roundHalfEven((length - crop) / 2);
  return {
    image,
    window: { top: 0, left: 0, height, width },
    size,
    wanted: { top: middle(size.height), left: middle(size.width), height: crop, width: crop },
  };
}
