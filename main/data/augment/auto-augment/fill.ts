/** The grey of pixels that come from outside of an image. */
export const FILL = 128;
