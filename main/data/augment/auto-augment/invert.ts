import type { Transfer } from '../transfer.ts';
import { solarize } from './solarize.ts';

/** The negative of an image. @see Pillow, `ImageOps.invert` */
export function invert(transfer: Transfer): void {
  solarize(transfer, 0);
}
