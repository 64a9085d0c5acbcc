/** What is compared: the same step by both programs. */

/** The size of a step, by the options that both programs take. */
export type Shape = CellShape | CuboidShape | WordShape;

/** Of networks of cells. */
export interface CellShape {
  readonly batch: number;
  readonly channels: number;
  readonly layers: number;
}

/** Of a hypercuboid, whose network has one size. */
export interface CuboidShape {
  readonly batch: number;
}

/** Of language models. */
export interface WordShape {
  readonly batch: number;
  /** Words through which gradients flow. */
  readonly length: number;
  /** Numbers in a state. */
  readonly units: number;
  /** Words of the vocabulary. */
  readonly words: number;
}

/** One comparison. */
export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly job: 'search' | 'final' | 'rnn' | 'rnn-search';
  /** What its speed counts. */
  readonly unit: 'images' | 'words';
  /** Arguments of `dartboard bench` that the peer has no use for. */
  readonly ours: readonly string[];
  /** The peer's script, beside this file. */
  readonly peer: 'torch_peer.py' | 'torch_sharp_peer.py' | 'torch_cuboid_peer.py' | 'torch_rnn_peer.py';
  readonly dtype: 'float32' | 'bfloat16';
  readonly shape: Shape;
  /** Enough for every kind of part, and done in a second. */
  readonly quick: Shape;
}

const search: Comparison = {
  id: 'search',
  title: 'DARTS search step',
  job: 'search',
  unit: 'images',
  ours: [],
  peer: 'torch_peer.py',
  dtype: 'float32',
  shape: { batch: 64, channels: 16, layers: 8 },
  quick: { batch: 4, channels: 4, layers: 3 },
};

const final: Comparison = {
  ...search,
  id: 'final',
  title: 'final training step',
  job: 'final',
  shape: { batch: 32, channels: 36, layers: 20 },
};

const sharp: Comparison = {
  ...search,
  id: 'sharp',
  title: 'sharpDARTS search step',
  ours: ['--space', 'sharpdarts'],
  peer: 'torch_sharp_peer.py',
};

const cuboid: Comparison = {
  ...search,
  id: 'cuboid',
  title: 'hypercuboid search step',
  ours: ['--space', 'multichannelnet-small'],
  peer: 'torch_cuboid_peer.py',
  shape: { batch: 64 },
  quick: { batch: 4 },
};

const rnn: Comparison = {
  id: 'rnn',
  title: 'recurrent training step',
  job: 'rnn',
  unit: 'words',
  ours: [],
  peer: 'torch_rnn_peer.py',
  dtype: 'float32',
  shape: { batch: 64, length: 35, units: 850, words: 10_000 },
  quick: { batch: 4, length: 5, units: 8, words: 50 },
};

const rnnSearch: Comparison = {
  ...rnn,
  id: 'rnn-search',
  title: 'recurrent search step',
  job: 'rnn-search',
  shape: { batch: 256, length: 35, units: 300, words: 10_000 },
};

const inBfloat16 = (comparison: Comparison): Comparison => ({
  ...comparison,
  id: `${comparison.id}-bfloat16`,
  title: `${comparison.title}, bfloat16`,
  dtype: 'bfloat16',
});

/** Comparisons by the name that they are asked for with. */
export const JOBS = {
  search: [search],
  final: [final],
  sharp: [sharp],
  cuboid: [cuboid],
  rnn: [rnn],
  'rnn-search': [rnnSearch],
  bfloat16: [inBfloat16(search), inBfloat16(final)],
} as const satisfies Record<string, readonly Comparison[]>;

/** The name of a job. */
export type JobName = keyof typeof JOBS;

/** The comparisons of some jobs. */
export function comparisonsOf(jobs: readonly JobName[], quick: boolean): readonly Comparison[] {
  const all = jobs.flatMap((name): readonly Comparison[] => JOBS[name]);
  return quick ? all.map((comparison) => ({ ...comparison, shape: comparison.quick })) : all;
}

/** The arguments that both programs understand. */
export function sharedArguments(
  { job, dtype, shape }: Comparison,
  { steps, threads }: { readonly steps: number; readonly threads: number },
): readonly string[] {
  const values = { ...shape, steps, threads };
  return [
    job,
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...['--dtype', dtype],
  ];
}

/** A shape in words. */
export function shapeWords(shape: Shape): string {
  const batch = `batch ${shape.batch}`;
  if ('units' in shape) return `${batch}, ${shape.length} words, ${shape.units} units`;
  return 'layers' in shape ? `${batch}, ${shape.channels} channels, ${shape.layers} cells` : batch;
}
