/** What is compared: the same step by both programs. */

/** The shape of a step. */
export interface Shape {
  readonly batch: number;
  readonly channels: number;
  readonly layers: number;
}

/** One comparison. */
export interface Comparison {
  readonly id: string;
  readonly title: string;
  readonly job: 'search' | 'final';
  /** Arguments of `dartboard bench` that the peer has no use for. */
  readonly ours: readonly string[];
  /** The peer's script, beside this file. */
  readonly peer: 'torch_peer.py' | 'torch_sharp_peer.py';
  readonly dtype: 'float32' | 'bfloat16';
  readonly shape: Shape;
}

const search: Comparison = {
  id: 'search',
  title: 'DARTS search step',
  job: 'search',
  ours: [],
  peer: 'torch_peer.py',
  dtype: 'float32',
  shape: { batch: 64, channels: 16, layers: 8 },
};

const final: Comparison = {
  id: 'final',
  title: 'final training step',
  job: 'final',
  ours: [],
  peer: 'torch_peer.py',
  dtype: 'float32',
  shape: { batch: 32, channels: 36, layers: 20 },
};

const sharp: Comparison = {
  ...search,
  id: 'sharp',
  title: 'sharpDARTS search step',
  ours: ['--space', 'sharpdarts'],
  peer: 'torch_sharp_peer.py',
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
  bfloat16: [inBfloat16(search), inBfloat16(final)],
} as const satisfies Record<string, readonly Comparison[]>;

/** The name of a job. */
export type JobName = keyof typeof JOBS;

/** Enough for two cells of each kind and every candidate, and done in a second. */
const QUICK: Shape = { batch: 4, channels: 4, layers: 3 };

/** The comparisons of some jobs. */
export function comparisonsOf(jobs: readonly JobName[], quick: boolean): readonly Comparison[] {
  const all = jobs.flatMap((name): readonly Comparison[] => JOBS[name]);
  return quick ? all.map((comparison) => ({ ...comparison, shape: QUICK })) : all;
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
