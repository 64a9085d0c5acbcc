/** Cells of one's own: what their networks cost, and the drafts and versions that a person keeps. */
import { z } from 'zod';
import { meaningSchema, stateSchema, titleSchema } from '../../library/index.ts';
import type { CellLibrary, CellList, NamedVersion, OwnCell } from '../../library/index.ts';
import { opTableNames, spaceReferenceSchema } from '../../spaces/index.ts';
import type { CellKind } from '../../spaces/index.ts';
import type { HandlersOf } from './call.ts';
import { count, nothing } from './parts.ts';
import type { Done } from './parts.ts';

const cell = z.string().regex(/^[0-9a-f]{16}$/, 'expected the id of a cell');
const size = z.int().min(1);
/** More is no draft that somebody made by hand within a second. */
const states = z.array(stateSchema).max(1000);

/** The network that a cell is counted in. */
const countRequest = z.strictObject({
  /** In any form that is known. */
  genotype: z.string().max(400_000),
  /** What the names of primitives stand for, and whose heads the network has. */
  ops: z.enum(opTableNames()),
  /** Where the primitives are from, if not from the op table. */
  space: z.union([z.null(), spaceReferenceSchema]),
  network: z.enum(['cifar', 'imagenet']),
  /** Of the first cell. */
  channels: size.max(16_384),
  layers: size.max(200),
  height: size.max(4096),
  width: size.max(4096),
  inputChannels: size.max(64),
  classes: size.max(100_000),
});

/** What a cell is counted in. */
export type CountRequest = z.infer<typeof countRequest>;

/** What a network costs, for one image; all without the auxiliary head. */
export interface CellCount {
  readonly params: number;
  readonly macs: number;
  /** The papers' figure. */
  readonly multiplyAdds: number;
  /** Null where the images are too small for an auxiliary head. */
  readonly auxiliaryParams: number | null;
  readonly auxiliaryMacs: number | null;
  readonly layers: readonly {
    readonly name: string;
    readonly params: number;
    readonly macs: number;
    readonly multiplyAdds: number;
  }[];
  /** Parameters on each edge of the genotype, in all cells of its kind together. */
  readonly edges: Readonly<Record<CellKind, readonly number[]>>;
  /** What is counted, in words. */
  readonly rules: Readonly<Record<'params' | 'macs' | 'multiplyAdds' | 'auxiliary', string>>;
}

/** The language model that a recurrent cell is counted in. */
const recurrentRequest = z.strictObject({
  /** In any form that is known. */
  genotype: z.string().max(400_000),
  /** Numbers in a state. */
  units: size.max(16_384),
  /** Words of the vocabulary. */
  words: size.max(1_000_000),
});

/** What a recurrent cell is counted in. */
export type RecurrentCountRequest = z.infer<typeof recurrentRequest>;

/** What a language model costs. */
export interface RecurrentCount {
  /** Trainable numbers. */
  readonly params: number;
  /** Multiply-accumulates of one word. */
  readonly macs: number;
  readonly layers: readonly { readonly name: string; readonly params: number; readonly macs: number }[];
  /** What is counted, in words. */
  readonly rule: string;
}

/** The images that the network of a path is counted for. */
const pathRequest = z.strictObject({
  /** In any form that is known. */
  genotype: z.string().max(400_000),
  height: size.max(4096),
  width: size.max(4096),
  inputChannels: size.max(64),
  classes: size.max(100_000),
});

/** What a path through a hypercuboid is counted for. */
export type PathCountRequest = z.infer<typeof pathRequest>;

/** What the network of a path costs, for one image. */
export interface PathCount {
  /** With all of its operations. */
  readonly kept: PathCost;
  /** Without the last one, as the published constructor builds paths. */
  readonly dropped: PathCost;
  /** What is counted, in words. */
  readonly rules: Omit<CellCount['rules'], 'auxiliary'>;
}

/** The sums of a network. */
export type PathCost = Pick<CellCount, 'params' | 'macs' | 'multiplyAdds'>;

/** What the final training of a cell takes. */
export interface CellMemory {
  /** Without the data set. */
  readonly peakBytes: number;
  readonly availableBytes: number;
  /** The largest batch that fits; null: none does. */
  readonly largestBatch: number | null;
  /** How it was estimated, in words. */
  readonly rule: string;
}

/** The requests. */
export const CELL_CALLS = {
  'cells.count': countRequest,
  'cells.memory': countRequest.extend({ batch: size.max(65_536) }),
  'cells.countRecurrent': recurrentRequest,
  'cells.countPath': pathRequest,
  'cells.list': nothing,
  'cells.open': z.strictObject({ cell }),
  'cells.create': z.strictObject({
    title: titleSchema,
    meaning: meaningSchema,
    states: states.min(1),
    at: count,
  }),
  'cells.save': z.strictObject({
    cell,
    revision: count,
    /** How many of the states that it had are kept. */
    keep: count,
    states,
    at: count,
    meaning: meaningSchema,
  }),
  'cells.rename': z.strictObject({ cell, title: titleSchema }),
  'cells.nameVersion': z.strictObject({ cell, title: titleSchema, genotype: stateSchema }),
  'cells.remove': z.strictObject({ cell }),
  'cells.restore': z.strictObject({ cell }),
} as const;

/** The answers. */
export interface CellAnswers {
  readonly 'cells.count': CellCount;
  readonly 'cells.memory': CellMemory;
  readonly 'cells.countRecurrent': RecurrentCount;
  readonly 'cells.countPath': PathCount;
  readonly 'cells.list': CellList;
  readonly 'cells.open': OwnCell;
  readonly 'cells.create': OwnCell;
  readonly 'cells.save': Pick<OwnCell, 'revision' | 'changedAt'>;
  readonly 'cells.rename': Done;
  readonly 'cells.nameVersion': { readonly versions: readonly NamedVersion[] };
  readonly 'cells.remove': Done;
  readonly 'cells.restore': Done;
}

/** Counts cells away from the host's own thread. */
export interface CellCounter {
  /** @throws AppError `spaces/...`, `nn/...`, `cli/wrong-use` for a network that cannot be built */
  count(request: CountRequest): Promise<CellCount>;
  /** @throws as `count` */
  memory(request: CountRequest & { readonly batch: number }): Promise<CellMemory>;
  /** @throws AppError `spaces/...` for a text that is no recurrent cell */
  recurrent(request: RecurrentCountRequest): Promise<RecurrentCount>;
  /** @throws AppError `hypercuboid/...`, `nn/...`; `cli/wrong-use` for a text that is no path, or one of unknown operations */
  path(request: PathCountRequest): Promise<PathCount>;
}

interface Services {
  readonly cells: CellLibrary;
  readonly counter: CellCounter;
}

/** What each call does. */
export const CELL_HANDLERS: HandlersOf<typeof CELL_CALLS, CellAnswers, Services> = {
  'cells.count': (request, { counter }) => counter.count(request),
  'cells.memory': (request, { counter }) => counter.memory(request),
  'cells.countRecurrent': (request, { counter }) => counter.recurrent(request),
  'cells.countPath': (request, { counter }) => counter.path(request),
  'cells.list': (_, { cells }) => cells.list(),
  'cells.open': ({ cell: id }, { cells }) => cells.open(id),
  'cells.create': (request, { cells }) => cells.create(request),
  'cells.save': ({ cell: id, ...change }, { cells }) => cells.save(id, change),
  'cells.rename': async ({ cell: id, title }, { cells }) => {
    await cells.rename(id, title);
    return {};
  },
  'cells.nameVersion': async ({ cell: id, title, genotype: { genotype } }, { cells }) => ({
    versions: await cells.nameVersion(id, { title, genotype }),
  }),
  'cells.remove': async ({ cell: id }, { cells }) => {
    await cells.remove(id);
    return {};
  },
  'cells.restore': async ({ cell: id }, { cells }) => {
    await cells.restore(id);
    return {};
  },
};
