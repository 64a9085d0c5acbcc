import type { Var } from '../../engine/index.ts';
import { imageOf } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';
import type { Pair } from './convolution.ts';

/** A square pool, padded so that stride 1 keeps the size. */
export interface PoolOptions {
  /** Odd. */
  readonly kernel: number;
  readonly stride: number;
}

const geometry = ({ kernel, stride }: PoolOptions) => {
  const side = (kernel - 1) / 2;
  return { window: [kernel, kernel], strides: [stride, stride], padding: [side, side, side, side] };
};

/** Max pool: x [N,H,W,C] to [N,H/s,W/s,C], rounded up; padding never wins. */
export function maxPool(t: Tracer, x: Var, options: PoolOptions): Var {
  return t.b.one('maxPool', [x], geometry(options));
}

/** Average pool: x [N,H,W,C] to [N,H/s,W/s,C], rounded up; `countPadding`: zeros around the image enter the mean. */
export function averagePool(
  t: Tracer,
  x: Var,
  options: PoolOptions & { readonly countPadding: boolean },
): Var {
  return t.b.one('avgPool', [x], { ...geometry(options), countPadding: options.countPadding });
}

/** Average pool without padding: x [N,H,W,C] to [N,H',W',C]. */
export function averageWindows(
  t: Tracer,
  x: Var,
  options: { readonly window: Pair; readonly strides: Pair },
): Var {
  return t.b.one('avgPool', [x], { ...options, padding: [0, 0, 0, 0], countPadding: false });
}

/** Mean over each whole map: x [N,H,W,C] to [N,C]. */
export function globalAveragePool(t: Tracer, x: Var): Var {
  const { batch, height, width, channels } = imageOf(x);
  const mean = averageWindows(t, x, { window: [height, width], strides: [1, 1] });
  return t.b.one('reshape', [mean], { shape: [batch, channels] });
}
