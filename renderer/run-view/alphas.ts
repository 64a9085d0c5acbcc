import {
  allowedMask,
  edgesIn,
  inputsOf,
  isHyperCuboid,
  kindsOf,
  mixtureOf,
  stagesOf,
} from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace, Stage } from '../../main/spaces/index.ts';
import { edgeName, stateName } from '../cell-graph/names.ts';
import type { AlphaFrame } from '../stores/run-log.ts';

/** How alphas are shown. */
export type MixtureMode = 'softmax' | 'raw';

/** What the heat maps show: alphas, or the importance of what is left where a search removes candidates by it. */
export type AlphaMode = MixtureMode | 'score';

/** A value for each edge and primitive [E][P]; null where the space does not allow the primitive. */
export type AlphaTable = readonly (readonly (number | null)[])[];

/**
 * The alphas of one cell as they are, or as the mixture that the supernet computes with; or the latest finite scores of the candidates that
 * are left, and null for all others.
 */
export function alphaTable(
  space: SearchSpace,
  frame: AlphaFrame,
  { cell, mode }: { readonly cell: CellKind; readonly mode: AlphaMode },
): AlphaTable {
  if (mode === 'score') return scoreTable(frame, cell);
  const mask = allowedMask(space, cell);
  return frame.alphas[cell].map((row, edge) => {
    const allowed = mask[edge];
    const values = mode === 'raw' ? row : mixtureOf(row, allowed);
    return values.map((value, p) => (allowed?.[p] === false ? null : value));
  });
}

function scoreTable({ importance }: AlphaFrame, cell: CellKind): AlphaTable {
  const scores = importance?.scores?.[cell];
  return (importance?.live[cell] ?? []).map((row, e) =>
    row.map((isLeft, p) => (isLeft ? (scores?.[e]?.[p] ?? null) : null)),
  );
}

/**
 * The lowest and the highest value of the whole history and both cells, so that a colour means the same at every moment. Of a
 * mixture the ends are round numbers, which do not move with every epoch; of scores they are powers of ten.
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
  if (mode === 'score') return powersAround(low, high);
  if (low > high) return [0, 1];
  if (mode === 'raw') return [low, high > low ? high : low + 1e-3];
  // A little less than round counts as round: shares are sums of float32.
  return [Math.floor(50 * low + 1e-6) / 50, Math.ceil(50 * high - 1e-6) / 50];
}

function powersAround(low: number, high: number): Ends {
  if (low > high) return [1, 10];
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return [Number(`1e${from}`), Number(`1e${Math.max(to, from + 1)}`)];
}

// A frame never changes, and a run has one space.
const ENDS = {
  softmax: new WeakMap<AlphaFrame, Ends>(),
  raw: new WeakMap<AlphaFrame, Ends>(),
  score: new WeakMap<AlphaFrame, Ends>(),
};
type Ends = readonly [low: number, high: number];

function endsOf(space: SearchSpace, frame: AlphaFrame, mode: AlphaMode): Ends {
  const known = ENDS[mode].get(frame);
  if (known !== undefined) return known;
  const values = kindsOf(space)
    .flatMap((cell) => alphaTable(space, frame, { cell, mode }))
    .flat()
    .filter((value): value is number => value !== null && (mode !== 'score' || value > 0));
  const ends = [Math.min(...values), Math.max(...values)] as const;
  ENDS[mode].set(frame, ends);
  return ends;
}

/** The columns of a heat map: the edges in order, each under the node that it feeds; of a hypercuboid its stages under their layers. */
export function edgeColumns(space: SearchSpace) {
  if (isHyperCuboid(space)) {
    return stagesOf(space).map(({ layer, stride }) => ({
      name: stageName({ layer, stride }),
      source: `stride ${stride}`,
      target: `layer ${layer + 1}`,
    }));
  }
  const inputs = inputsOf(space);
  return edgesIn(space).map((edge) => ({
    name: edgeName(edge, inputs),
    source: stateName(edge.input, inputs),
    target: `→ ${stateName(edge.node + inputs, inputs)}`,
  }));
}

/** What a stage of a hypercuboid is called. */
export const stageName = ({ layer, stride }: Pick<Stage, 'layer' | 'stride'>): string =>
  `layer ${layer + 1}, stride ${stride}`;

/** Shannon entropy of a mixture, in nats: ln P while nothing is decided, 0 when everything is. */
export function entropy(mixture: readonly (number | null)[]): number {
  return -mixture.reduce<number>(
    (sum, share) => (share === null || share <= 0 ? sum : sum + share * Math.log(share)),
    0,
  );
}
