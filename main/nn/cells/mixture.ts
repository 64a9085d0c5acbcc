import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { Tracer } from '../tracer.ts';

/** What a weighting makes coefficients [E,P] of. */
interface Weighed {
  /** [E,P], as they are fed. */
  readonly alphas: Var;
  /** Writes the softmax of each edge's allowed candidates: [E,P]. */
  readonly mixture: () => Var;
}

/** How the mixture of an edge weighs its candidates. */
export const WEIGHTINGS = {
  /** The mixture itself: w_k. DARTS, arXiv 1806.09055, equation 2. */
  scalar: (_, { mixture }) => mixture(),
  /**
   * 1 - max w + w_k: the best candidate counts fully. sharpDARTS, arXiv 1903.09900, section 4.2. The gradient flows through the
   * maximum as in its code; the paper says that it does not.
   */
  maxW: (b, { mixture }) => besideGreatest(b, mixture(), (greatest) => greatest),
  /** As `maxW`, with no gradient through the maximum: the paper's text. */
  maxWDetached: (b, { mixture }) =>
    besideGreatest(b, mixture(), (greatest) => b.one('stopGradient', [greatest])),
  /** The alphas as they are: 1 for what is in a cell and 0 for all else makes a supernet that cell's network. */
  given: (_, { alphas }) => alphas,
} as const satisfies Record<string, (b: EngineBuilder, of: Weighed) => Var>;

function besideGreatest(b: EngineBuilder, mixture: Var, through: (greatest: Var) => Var): Var {
  const greatest = through(b.one('max', [mixture], { axes: [1], keepDims: true }));
  return b.one('add', [b.one('sub', [b.fill(1, float32()), greatest]), mixture]);
}

/** The name of a weighting. */
export type Weighting = keyof typeof WEIGHTINGS;

/** The coefficients of a cell's candidates, [E][P], each a value f32[1]. */
export type Coefficients = readonly (readonly Var[])[];

// Its exponential is 0 in float32, whatever alphas stand beside it.
const NEVER = -1e9;

/**
 * The coefficients of every candidate of every edge.
 *
 * @param alphas - [E,P]
 * @param options - `allowed` [E][P]: the others get no share of the softmax
 */
export function coefficientsOf(
  t: Tracer,
  alphas: Var,
  options: { readonly weighting: Weighting; readonly allowed: readonly (readonly boolean[])[] },
): Coefficients {
  const { weighting, allowed } = options;
  const [edges = 0, primitives = 0] = alphas.type.shape;
  const mixture = () => t.b.one('softmax', [masked(t, alphas, allowed)]);
  const weights = WEIGHTINGS[weighting](t.b, { alphas, mixture });
  const flat = t.b.one('reshape', [weights], { shape: [edges * primitives] });
  const parts = t.b.all('split', [flat], {
    axis: 0,
    sizes: Array.from({ length: edges * primitives }, () => 1),
  });
  return Array.from({ length: edges }, (_, edge) =>
    Array.from({ length: primitives }, (__, k) =>
      defined(parts[edge * primitives + k], 'split gives as many parts as it has sizes'),
    ),
  );
}

function masked(t: Tracer, alphas: Var, allowed: readonly (readonly boolean[])[]): Var {
  const open = allowed.flat();
  if (open.every(Boolean)) return alphas;
  const values = open.map((is) => (is ? 0 : NEVER));
  const mask = t.b.one('constant', [], { values, shape: alphas.type.shape, dtype: 'float32' });
  return t.b.one('add', [alphas, mask]);
}
