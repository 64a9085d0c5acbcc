/**
 * How much information a candidate's output carries: the importance score of IS-DARTS. The smaller, the more important; what is removed is
 * what scores highest.
 */
import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';

/**
 * The sum over the samples of a batch of a candidate's score, f32[]: at each position 3 (C-1)/C / s^4, where s is the unbiased standard
 * deviation over the channels, and of a sample the mean over its positions. That is what the mean over the channels of
 * 3 (o-m)^2 / s^6 comes to.
 *
 * A position whose channels are all equal has s = 0, which makes the sum infinite, as in the published code; so does, in float32, an s
 * below 2e-10, since 1/s^4 overflows. The deviation is taken of the differences from the first channel: equal channels then give exactly 0,
 * and no large mean eats the digits of a small spread.
 *
 * @param output - what the candidate computes, before mask and mixture: [N,H,W,C]
 * @see IS-DARTS, github.com/HY-HE/IS-DARTS, the hooks of its search
 */
export function scoreSum(b: EngineBuilder, output: Var): Var {
  const [batch = 1, height = 1, width = 1, channels = 1] = output.type.shape;
  const number = (value: number) => b.fill(value, float32());
  const overChannels = (x: Var) => b.one('sum', [x], { axes: [3], keepDims: true });
  const first = b.one('slice', [output], { begin: [0, 0, 0, 0], size: [batch, height, width, 1] });
  const shifted = b.one('sub', [output, first]);
  const mean = b.one('mul', [overChannels(shifted), number(1 / channels)]);
  const centred = b.one('sub', [shifted, mean]);
  const squares = overChannels(b.one('square', [centred]));
  const variance = b.one('mul', [squares, number(1 / (channels - 1))]);
  const inverse = b.one('div', [b.fill(1, variance.type), variance]);
  const total = b.one('sum', [b.one('square', [inverse])], { axes: [0, 1, 2, 3], keepDims: false });
  const share = (3 * (channels - 1)) / channels / (height * width);
  return b.one('mul', [b.one('reshape', [total], { shape: [] }), number(share)]);
}

/** The scores of many candidates: their sums over the samples so far, in float64, which no long tail overflows or wears down. */
export interface ScoreTally {
  readonly sums: Float64Array;
  readonly samples: number;
}

/** A tally that begins. */
export const emptyTally = (candidates: number): ScoreTally => ({
  sums: new Float64Array(candidates),
  samples: 0,
});

/**
 * The tally with one more batch in it. What is no number counts as infinite, as in the published code.
 * @param sums - of each candidate, `scoreSum` of the batch
 */
export function tallied(so: ScoreTally, sums: ArrayLike<number>, samples: number): ScoreTally {
  const next = so.sums.map((sum, i) => {
    const added = sums[i] ?? NaN;
    return Number.isNaN(added) ? Infinity : sum + added;
  });
  return { sums: next, samples: so.samples + samples };
}

/** The scores: the means over all samples. */
export const scoresOf = ({ sums, samples }: ScoreTally): readonly number[] =>
  Array.from(sums, (sum) => sum / samples);

/**
 * The scores of a kind of cell: the means over its cells. One infinite cell makes a mean infinite.
 * @param cells - of each cell of that kind [E][P]
 */
export function meanOverCells(cells: readonly (readonly (readonly number[])[])[]): number[][] {
  const [first = []] = cells;
  return first.map((row, edge) =>
    row.map((_, p) => cells.reduce((sum, cell) => sum + (cell[edge]?.[p] ?? NaN), 0) / cells.length),
  );
}
