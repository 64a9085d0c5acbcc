import { float32 } from '../../engine/index.ts';
import type { Primitive } from '../../spaces/index.ts';
import { completeCell } from '../cells/complete-cell.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import type { ImageNetworkOptions } from './plan.ts';
import { completeNetwork } from './skeleton.ts';

/** The network of a complete cell. */
export interface CompleteNetworkOptions extends ImageNetworkOptions {
  readonly mode: Mode;
  readonly intermediateNodes: number;
  /** The primitive of each edge of the cell, in their order. */
  readonly primitives: readonly Primitive[];
  /** Whether evaluation also gives what each cell gives, as `cells.N` [N,H,W,C]; left out: no. */
  readonly cellOutputs?: boolean;
}

/**
 * The stand-alone network of a complete cell, as NAS-Bench-201 trains it: `images` [N,H,W,C] to `logits` [N,K].
 *
 * @throws nn/uneven-stages, nn/size-mismatch where images or settings do not fit
 * @see NAS-Bench-201, arXiv 2001.00326, section 2.1; AutoDL-Projects, `TinyNetwork`
 */
export function traceCompleteNetwork(options: CompleteNetworkOptions): Network {
  const { batch, height, width, inputChannels } = options;
  const t = Tracer.begin(options.mode);
  const images = t.b.feed('images', float32(batch, height, width, inputChannels));
  const cell = (layer: Tracer, x: typeof images) => completeCell(layer, x, options);
  const { logits, outputs } = completeNetwork(t, images, { ...options, cell });
  const given = options.mode === 'eval' && options.cellOutputs === true ? outputs : [];
  return t.finish('complete', { ...Object.fromEntries(given.map((y, i) => [`cells.${i}`, y])), logits });
}
