/** What is compared: searches, and how the cells that they find are judged. */
import { createRng } from '../../main/base/rng.ts';
import type { Found, JudgeDef, Method } from './judge.ts';
import { byBenchmark } from './judges/benchmark.ts';
import type { BenchmarkOutcome } from './judges/benchmark.ts';

import { byPerplexity } from './judges/language.ts';
import type { LanguageOutcome } from './judges/language.ts';
import { byTraining } from './judges/training.ts';
import type { TrainedOutcome } from './judges/training.ts';

/** A comparison of search methods under the same conditions. */
export interface ExperimentPlan<O extends Found = Found> {
  readonly data: string;
  /** Whether the data set has to be fetched first. */
  readonly isFetched: boolean;
  readonly seeds: readonly number[];
  /** Arguments of every search. */
  readonly search: readonly string[];
  readonly methods: readonly Method[];
  readonly judge: JudgeDef<O>;
}

const set = (...assignments: string[]): readonly string[] => assignments.flatMap((one) => ['--set', one]);

const SHARP = ['space=sharpdarts'];

/**
 * Fits into an evening on two cores. The searches share everything but what they are about: 10,000 images (half for the weights, half
 * for the alphas), 3 epochs, batches of 64, supernets of 5 cells with 4 channels.
 */
const small = {
  data: 'fashion-mnist-small',
  isFetched: false,
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
  judge: byTraining(['--preset', 'quick', ...set('epochs=4')]),
} satisfies ExperimentPlan<TrainedOutcome>;

/**
 * The two searches of the published codes on NAS-Bench-201 over CIFAR-10, with a fifth of the images, half of the channels, and for DARTS 30
 * epochs instead of 50; all else as published. The benchmark knows what the found cells are worth.
 */
const nasbench201 = {
  data: 'cifar-10',
  isFetched: true,
  seeds: [0, 1, 2],
  search: set('images=10000', 'network.initChannels=8', 'epochs=30', 'evaluateEvery=10'),
  methods: [
    { id: 'isdarts', title: 'IS-DARTS', search: ['--preset', 'isdarts-nasbench201'] },
    { id: 'darts-first', title: 'DARTS, first order', search: ['--preset', 'darts-nasbench201'] },
  ],
  judge: byBenchmark,
} satisfies ExperimentPlan<BenchmarkOutcome>;

/** A path as sharpDARTS's handmade one: separable convolutions that keep their channels, pools that double them. */
const handmade = (first: number): string =>
  JSON.stringify({
    wiring: 'path',
    operations: [first, 2 * first].flatMap((channels) => [
      { primitive: 'SharpSepConv', stride: 1, channelsIn: channels, channelsOut: channels },
      { primitive: 'ResizablePool', stride: 2, channelsIn: channels, channelsOut: 2 * channels },
    ]),
    base: 192,
  });

/** The search over channel counts in a small hypercuboid, beside paths made by hand. */
const hypercuboid = {
  data: 'fashion-mnist-small',
  isFetched: false,
  seeds: [0, 1],
  search: ['--preset', 'multichannelnet-quick', ...set('evaluateEvery=5')],
  methods: [
    { id: 'scalar', title: 'scalar', search: set('method.options.weighting=scalar') },
    { id: 'max-w', title: 'Max-W', search: [] },
    {
      id: 'max-w-cost',
      title: 'Max-W, expected MACs at weight 0.3',
      search: set('method.options.cost={"weight":0.3}'),
    },
    { id: 'random', title: 'a random path', search: set('method.name=random', 'epochs=1') },
    { id: 'handmade-8', title: 'handmade, 8 to 32 channels', search: null, genotype: handmade(8) },
    { id: 'handmade-16', title: 'handmade, 16 to 64 channels', search: null, genotype: handmade(16) },
  ],
  judge: byTraining(['--preset', 'multichannelnet-quick']),
} satisfies ExperimentPlan<TrainedOutcome>;

const ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'identity'] as const;

/** A recurrent cell of eight nodes, each with a state and an activation drawn evenly. */
function randomRecurrent(seed: number): string {
  const rng = createRng(seed, 'random recurrent cell');
  const pairs = Array.from({ length: 8 }, (_, node) => {
    const input = rng.integer(node + 1);
    return `('${ACTIVATIONS[rng.integer(ACTIVATIONS.length)] ?? ''}', ${input})`;
  });
  return `Genotype(recurrent=[${pairs.join(', ')}], concat=range(1, 9))`;
}

/** The search of a recurrent cell on a novel, beside the published cell and two random ones. */
const rnn = {
  data: 'moby-dick',
  isFetched: false,
  seeds: [0, 1],
  search: ['--preset', 'rnn-quick'],
  methods: [
    { id: 'found', title: 'found by the quick search', search: [] },
    { id: 'darts-v2', title: 'DARTS_V2', search: null, genotype: 'RNN_DARTS_V2' },
    { id: 'random-0', title: 'a random cell', search: null, genotype: randomRecurrent(0) },
    { id: 'random-1', title: 'another random cell', search: null, genotype: randomRecurrent(1) },
  ],
  judge: byPerplexity(['--preset', 'rnn-quick']),
} satisfies ExperimentPlan<LanguageOutcome>;

/** The experiments by their names. */
export const EXPERIMENTS = { small, nasbench201, hypercuboid, rnn } as const satisfies Record<
  string,
  ExperimentPlan
>;

/** The name of an experiment. */
export type ExperimentName = keyof typeof EXPERIMENTS;
