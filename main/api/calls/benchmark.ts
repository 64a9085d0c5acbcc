/** What NAS-Bench-201 knows of its cells, each of which was trained. */
import { z } from 'zod';
import type { HandlersOf } from './call.ts';
import { nothing } from './parts.ts';

/** The data sets that its cells were trained on. */
export const BENCHMARK_SETS = ['cifar10', 'cifar100', 'imagenet16'] as const;

/** The name of such a data set. */
export type BenchmarkSet = (typeof BENCHMARK_SETS)[number];

/** How a cell did on a data set: test accuracy after 200 epochs, the mean of its seeds. */
export interface BenchmarkScore {
  /** In percent. */
  readonly accuracy: number;
  /** 1 is the best; equal accuracies share the best rank of them. */
  readonly rank: number;
  /** How many of the others it beats, in percent, equal ones counting half. */
  readonly percentile: number;
}

/** A cell that was trained. */
export interface BenchmarkCell {
  /** The benchmark's index, 0 to 15,624. */
  readonly index: number;
  /** The architecture string. */
  readonly arch: string;
  readonly scores: Readonly<Record<BenchmarkSet, BenchmarkScore>>;
}

/** What all cells of the benchmark did on a data set, in percent. */
export interface BenchmarkSpread {
  /** `CIFAR-10`. */
  readonly title: string;
  readonly classes: number;
  /** What guessing gives. */
  readonly chance: number;
  readonly mean: number;
  readonly median: number;
  readonly best: number;
  /** The index of the best. */
  readonly bestIndex: number;
}

/** All that is known of one cell, and what it is to be compared with. */
export interface BenchmarkEntry extends BenchmarkCell {
  /** Parameters of its network for CIFAR-10. */
  readonly params: number;
  /** Multiply-adds of that network for one image, as the benchmark counts FLOPs. */
  readonly flops: number;
  /** How many cells compute the same, itself among them; each was trained. */
  readonly isomorphs: number;
  /** How many cells there are. */
  readonly cells: number;
  readonly all: Readonly<Record<BenchmarkSet, BenchmarkSpread>>;
}

/** A cell that differs in one operation. */
export interface BenchmarkNeighbour extends BenchmarkCell {
  /** Which edge has another operation, in the order of the architecture string. */
  readonly edge: number;
  readonly operation: string;
}

/** All cells by their index: a column is little-endian float32 in base64. Every number of parameters is exact in it. */
export interface BenchmarkLandscape {
  readonly cells: number;
  readonly params: string;
  /** Test accuracies in percent. */
  readonly accuracy: Readonly<Record<BenchmarkSet, string>>;
}

/** An architecture string, an index, or the six numbers of NASLib. */
const oneCell = z.strictObject({ arch: z.string().max(1000, 'expected at most 1000 characters') });

/** The requests. */
export const BENCHMARK_CALLS = {
  'benchmark.cell': oneCell,
  'benchmark.neighbours': oneCell,
  'benchmark.landscape': nothing,
} as const;

/** The answers. */
export interface BenchmarkAnswers {
  readonly 'benchmark.cell': BenchmarkEntry;
  /** By edge, then by operation. */
  readonly 'benchmark.neighbours': { readonly neighbours: readonly BenchmarkNeighbour[] };
  readonly 'benchmark.landscape': BenchmarkLandscape;
}

/** Looks things up in the benchmark. */
export interface BenchmarkReader {
  /** @throws AppError `nasbench201/...`, `spaces/...` for a text that means none of its cells */
  cell(arch: string): BenchmarkEntry;
  /** @throws as `cell` */
  neighbours(arch: string): readonly BenchmarkNeighbour[];
  /** @throws AppError `nasbench201/...` for a table that cannot be read */
  landscape(): BenchmarkLandscape;
}

interface Services {
  readonly benchmark: BenchmarkReader;
}

/** What each call does. */
export const BENCHMARK_HANDLERS: HandlersOf<typeof BENCHMARK_CALLS, BenchmarkAnswers, Services> = {
  'benchmark.cell': async ({ arch }, { benchmark }) => benchmark.cell(arch),
  'benchmark.neighbours': async ({ arch }, { benchmark }) => ({ neighbours: benchmark.neighbours(arch) }),
  'benchmark.landscape': async (_, { benchmark }) => benchmark.landscape(),
};
