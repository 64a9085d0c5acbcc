/** Size of one image in `[H, W, C]` layout. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
