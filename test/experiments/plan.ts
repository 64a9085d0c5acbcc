/** What is compared: searches, and one final training that all their cells go through. */

/** A way to come to a cell. */
export interface Method {
  readonly id: string;
  readonly title: string;
  /** Arguments of `dartboard search`, besides the experiment's own. */
  readonly search: readonly string[];
}

/** A comparison of search methods under the same conditions. */
export interface ExperimentPlan {
  readonly data: string;
  readonly seeds: readonly number[];
  /** Arguments of every search. */
  readonly search: readonly string[];
  readonly methods: readonly Method[];
  /** Arguments of every training. */
  readonly training: readonly string[];
}

const set = (...assignments: string[]): readonly string[] => assignments.flatMap((one) => ['--set', one]);

const SHARP = ['space=sharpdarts'];

/**
 * Fits into an evening on two cores. The searches share everything but what they are about: 10,000 images (half for the weights, half
 * for the alphas), 3 epochs, batches of 64, supernets of 5 cells with 4 channels.
 */
const small: ExperimentPlan = {
  data: 'fashion-mnist-small',
  seeds: [0, 1],
  search: ['--preset', 'quick', ...set('batch=64', 'images=null', 'evaluateEvery=3')],
  methods: [
    { id: 'darts-first', title: 'DARTS, first order', search: [] },
    { id: 'darts-second', title: 'DARTS, second order', search: set('method.options.order=second') },
    { id: 'sharpdarts-scalar', title: 'sharpDARTS, scalar', search: set(...SHARP) },
    {
      id: 'sharpdarts-max-w',
      title: 'sharpDARTS, Max-W',
      search: set(...SHARP, 'method.options.weighting=maxW'),
    },
    { id: 'random', title: 'random cells, DARTS space', search: set('method.name=random') },
    {
      id: 'random-sharp',
      title: 'random cells, sharpDARTS space',
      search: set(...SHARP, 'method.name=random'),
    },
  ],
  training: ['--preset', 'quick', ...set('epochs=4')],
};

/** The experiments by their names. */
export const EXPERIMENTS = { small } as const satisfies Record<string, ExperimentPlan>;

/** The name of an experiment. */
export type ExperimentName = keyof typeof EXPERIMENTS;
