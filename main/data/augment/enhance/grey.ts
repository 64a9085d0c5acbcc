/**
 * The grey of a colour as Pillow converts to mode L: ITU-R 601-2 luma in 16-bit fixed point, rounded.
 *
 * @see Pillow, "Concepts", mode L: L = R * 299/1000 + G * 587/1000 + B * 114/1000
 */
export const greyOf = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
