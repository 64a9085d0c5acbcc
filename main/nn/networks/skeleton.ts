/** The network that complete cells stand in: that of NAS-Bench-201. */
import type { Var } from '../../engine/index.ts';
import { nnError } from '../errors.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { convolution, pointwise } from '../layers/convolution.ts';
import { averageWindows } from '../layers/pooling.ts';
import type { Tracer } from '../tracer.ts';
import { classifier } from './head.ts';
import type { ImageNetworkOptions } from './plan.ts';

const STAGES = 3;
const AFFINE = { affine: true };

/** Writes a cell, x [N,H,W,C] to [N,H,W,C]. `number`: among the cells, from 0. */
export type WriteCell = (t: Tracer, x: Var, number: number) => Var;

/**
 * Images [N,H,W,C] to logits [N,K], with what each cell gives: a 3x3 convolution and BN; three stages of as many cells, and before the second and the third a residual
 * block that halves the size and doubles the channels; BN, ReLU, global pool, linear layer. Cells and residual blocks are numbered together
 * in the names of their layers, as in the reference; `options.cells` counts the cells alone.
 *
 * @throws nn/uneven-stages, nn/size-mismatch where the images do not fit
 * @see NAS-Bench-201, arXiv 2001.00326, section 2.1; AutoDL-Projects, `TinyNetwork`
 */
export function completeNetwork(
  t: Tracer,
  images: Var,
  options: Pick<ImageNetworkOptions, 'cells' | 'initChannels' | 'classes'> & { readonly cell: WriteCell },
): { readonly logits: Var; readonly outputs: readonly Var[] } {
  const { cells, initChannels, classes, cell } = options;
  if (cells % STAGES !== 0) throw nnError('nn/uneven-stages', { cells, stages: STAGES });
  let x = stem(t, images, initChannels);
  let block = 0;
  const outputs: Var[] = [];
  const next = (write: (layer: Tracer) => Var): void => {
    const layer = t.at('cells').at(block);
    x = layer.section(() => write(layer));
    block += 1;
  };
  for (let number = 0; number < cells; number++) {
    const stage = Math.floor((number * STAGES) / cells);
    const isFirst = number > 0 && (number * STAGES) % cells === 0;
    if (isFirst) next((layer) => residualBlock(layer, x, initChannels * 2 ** stage));
    next((layer) => cell(layer, x, number));
    outputs.push(x);
  }
  return { logits: classifier(t, normalizedOutput(t, x), classes), outputs };
}

function stem(t: Tracer, images: Var, channels: number): Var {
  const layer = t.at('stem');
  return layer.section(() => {
    const features = convolution(layer.at(0), images, { channels, kernel: [3, 3], padding: [1, 1] });
    return batchNorm(layer.at(1), features, AFFINE);
  });
}

/** BN and ReLU behind the last cell: x [N,H,W,C] to [N,H,W,C]. */
export function normalizedOutput(t: Tracer, x: Var): Var {
  const layer = t.at('lastact');
  return layer.section(() => t.b.one('relu', [batchNorm(layer.at(0), x, AFFINE)]));
}

/**
 * x [N,H,W,C] to [N,H/2,W/2,channels]: twice ReLU, 3x3 convolution and BN, the first of stride 2, beside a 2x2 average pool and a 1x1
 * convolution without BN. `ResNetBasicblock` of the reference.
 */
function residualBlock(t: Tracer, x: Var, channels: number): Var {
  const half = (layer: Tracer, image: Var, stride: number): Var => {
    const op = layer.at('op');
    const y = convolution(op.at(1), t.b.one('relu', [image]), {
      ...{ channels, kernel: [3, 3], strides: [stride, stride], padding: [1, 1] },
    });
    return batchNorm(op.at(2), y, AFFINE);
  };
  const main = half(t.at('conv_b'), half(t.at('conv_a'), x, 2), 1);
  const pooled = averageWindows(t, x, { window: [2, 2], strides: [2, 2] });
  const shortcut = pointwise(t.at('downsample').at(1), pooled, channels);
  return t.b.one('add', [shortcut, main]);
}
