import type { Var } from '../../engine/index.ts';
import type { CellInputs } from '../cells/states.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { convolution } from '../layers/convolution.ts';
import type { Tracer } from '../tracer.ts';

/** How images become the inputs of the first cell. */
export interface StemDef {
  /** Whether the newer of its two outputs is half the size of the older. */
  readonly reduces: boolean;
  /** Images [N,H,W,C] to the first cell's inputs; `channels` are those of the first cell. */
  trace(t: Tracer, images: Var, channels: number): CellInputs;
}

const AFFINE = { affine: true };

function conv3x3(
  t: Tracer,
  x: Var,
  { channels, stride }: { readonly channels: number; readonly stride: number },
): Var {
  return convolution(t, x, { channels, kernel: [3, 3], strides: [stride, stride], padding: [1, 1] });
}

/** The stem for small images, CIFAR's and all supernets': one convolution to three times the channels; BN. */
const cifar: StemDef = {
  reduces: false,
  trace(t, images, channels) {
    const stem = t.at('stem');
    return stem.section(() => {
      const wide = conv3x3(stem.at(0), images, { channels: 3 * channels, stride: 1 });
      const features = batchNorm(stem.at(1), wide, AFFINE);
      return [features, features];
    });
  },
};

/** The stem for large images: three convolutions of stride 2, of which the second and the third give the inputs. */
const imagenet: StemDef = {
  reduces: true,
  trace(t, images, channels) {
    const first = t.at('stem0');
    const older = first.section(() => {
      const narrow = conv3x3(first.at(0), images, { channels: Math.floor(channels / 2), stride: 2 });
      const rectified = t.b.one('relu', [batchNorm(first.at(1), narrow, AFFINE)]);
      return batchNorm(first.at(4), conv3x3(first.at(3), rectified, { channels, stride: 2 }), AFFINE);
    });
    const second = t.at('stem1');
    const newer = second.section(() => {
      const image = conv3x3(second.at(1), t.b.one('relu', [older]), { channels, stride: 2 });
      return batchNorm(second.at(2), image, AFFINE);
    });
    return [older, newer];
  },
};

/** The stems by the name of the network that has them. */
export const STEMS = { cifar, imagenet } as const satisfies Record<string, StemDef>;

/** The two published networks: for small images and for large ones. */
export type NetworkName = keyof typeof STEMS;
