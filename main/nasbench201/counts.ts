import { benchmarkError } from './errors.ts';
import type { Cell } from './cell.ts';

/** The network that cells of the benchmark are counted in. */
export interface NetworkSize {
  /** Channels of the first stage, C: 16 in the benchmark. */
  readonly channels: number;
  /** Cells of each of the three stages, N: 5 in the benchmark. */
  readonly cellsPerStage: number;
  readonly height: number;
  readonly width: number;
  readonly inputChannels: number;
  readonly classes: number;
}

/** The parameters and multiply-adds of a layer. */
export interface LayerCount {
  readonly name: string;
  readonly params: number;
  /** Multiply-accumulates of convolutions and the linear layer. */
  readonly macs: number;
  /** The benchmark's FLOPs: the same, and one for each output of the linear layer, for its bias. */
  readonly multiplyAdds: number;
}

/** The counts of a network, and of its layers in order. */
export interface NetworkCount extends Omit<LayerCount, 'name'> {
  readonly layers: readonly LayerCount[];
}

/** The network of the benchmark for CIFAR-10, which the table counts. */
export const CIFAR10_NETWORK: NetworkSize = {
  channels: 16,
  cellsPerStage: 5,
  height: 32,
  width: 32,
  inputChannels: 3,
  classes: 10,
};

/**
 * What the network of a cell takes, in closed form; batch normalization has its parameters, and no operations.
 *
 * @throws `nasbench201/size` where the images cannot be halved twice
 * @see AutoDL-Projects, `get_model_infos`, which gives the same numbers in millions
 */
export function countCell(cell: Cell, size: NetworkSize = CIFAR10_NETWORK): NetworkCount {
  const { channels, cellsPerStage, height, width, inputChannels, classes } = size;
  if (height % 4 !== 0 || width % 4 !== 0) {
    const problem = `Images of ${height}x${width} do not fit: the network of NAS-Bench-201 halves them twice, so height and width are multiples of 4.`;
    throw benchmarkError('nasbench201/size', { problem });
  }
  const pixels = (stage: number): number => (height * width) / 4 ** stage;
  const layers = [convolutions('stem', { macs: 9 * inputChannels * channels, norms: channels }, pixels(0))];
  for (let stage = 0; stage < 3; stage++) {
    const here = channels * 2 ** stage;
    if (stage > 0) layers.push(convolutions(`residual block ${stage}`, residual(here), pixels(stage)));
    const perCell = kernels(cell, here);
    for (let i = 0; i < cellsPerStage; i++) {
      layers.push(convolutions(`cell ${stage * cellsPerStage + i + 1}`, perCell, pixels(stage)));
    }
  }
  const features = 4 * channels;
  layers.push({
    name: 'head',
    params: 2 * features + (features + 1) * classes,
    macs: features * classes,
    multiplyAdds: (features + 1) * classes,
  });
  const sum = (key: 'params' | 'macs' | 'multiplyAdds'): number =>
    layers.reduce((total, layer) => total + layer[key], 0);
  return { params: sum('params'), macs: sum('macs'), multiplyAdds: sum('multiplyAdds'), layers };
}

/** Kernel weights, which are also the multiply-adds of a pixel, and normalized channels, with two parameters each. */
interface Kernels {
  readonly macs: number;
  readonly norms: number;
}

function convolutions(name: string, { macs, norms }: Kernels, pixels: number): LayerCount {
  const total = macs * pixels;
  return { name, params: macs + 2 * norms, macs: total, multiplyAdds: total };
}

function kernels(cell: Cell, channels: number): Kernels {
  const ones = cell.filter((operation) => operation === 'nor_conv_1x1').length;
  const threes = cell.filter((operation) => operation === 'nor_conv_3x3').length;
  return { macs: (ones + 9 * threes) * channels * channels, norms: (ones + threes) * channels };
}

/** Two 3x3 convolutions, and a 1x1 one without normalization on the shortcut. */
function residual(channels: number): Kernels {
  const before = channels / 2;
  return { macs: 9 * before * channels + 9 * channels * channels + before * channels, norms: 2 * channels };
}
