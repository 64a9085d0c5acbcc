import { allowedMask, CELL_KINDS, edgesOf, mixtureOf } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import { edgeName, stateName } from '../cell-graph/names.ts';
import type { AlphaFrame } from '../stores/run-log.ts';

/** What the heat maps show. */
export type AlphaMode = 'softmax' | 'raw';

/** A value for each edge and primitive [E][P]; null where the space does not allow the primitive. */
export type AlphaTable = readonly (readonly (number | null)[])[];

/** The alphas of one cell as they are, or as the mixture that the supernet computes with. */
export function alphaTable(
  space: SearchSpace,
  frame: AlphaFrame,
  { cell, mode }: { readonly cell: CellKind; readonly mode: AlphaMode },
): AlphaTable {
  const mask = allowedMask(space, cell);
  return frame.alphas[cell].map((row, edge) => {
    const allowed = mask[edge];
    const values = mode === 'raw' ? row : mixtureOf(row, allowed);
    return values.map((value, p) => (allowed?.[p] === false ? null : value));
  });
}

/**
 * The lowest and the highest value of the whole history and both cells, so that a colour means the same at every moment. Of a
 * mixture the ends are round numbers, which do not move with every epoch.
 */
export function alphaDomain(
  space: SearchSpace,
  frames: readonly AlphaFrame[],
  mode: AlphaMode,
): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const frame of frames) {
    const [least, most] = endsOf(space, frame, mode);
    low = Math.min(low, least);
    high = Math.max(high, most);
  }
  if (low > high) return [0, 1];
  if (mode === 'raw') return [low, high > low ? high : low + 1e-3];
  // A little less than round counts as round: shares are sums of float32.
  return [Math.floor(50 * low + 1e-6) / 50, Math.ceil(50 * high - 1e-6) / 50];
}

// A frame never changes, and a run has one space.
const ENDS = { softmax: new WeakMap<AlphaFrame, Ends>(), raw: new WeakMap<AlphaFrame, Ends>() };
type Ends = readonly [low: number, high: number];

function endsOf(space: SearchSpace, frame: AlphaFrame, mode: AlphaMode): Ends {
  const known = ENDS[mode].get(frame);
  if (known !== undefined) return known;
  const values = CELL_KINDS.flatMap((cell) => alphaTable(space, frame, { cell, mode }))
    .flat()
    .filter((value) => value !== null);
  const ends = [Math.min(...values), Math.max(...values)] as const;
  ENDS[mode].set(frame, ends);
  return ends;
}

/** The columns of a heat map: the edges in order, each under the node that it feeds. */
export function edgeColumns(space: SearchSpace) {
  return edgesOf(space.intermediateNodes).map((edge) => ({
    name: edgeName(edge),
    source: stateName(edge.input),
    target: `→ ${edge.node}`,
  }));
}

/** Shannon entropy of a mixture, in nats: ln P while nothing is decided, 0 when everything is. */
export function entropy(mixture: readonly (number | null)[]): number {
  return -mixture.reduce<number>(
    (sum, share) => (share === null || share <= 0 ? sum : sum + share * Math.log(share)),
    0,
  );
}
