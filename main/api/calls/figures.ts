/** Figure sets: the figures of a paper with their options, made again all at once after new runs. */
import { z } from 'zod';
import type { HandlersOf } from './call.ts';
import { count, hostPath, nothing, runName, runNames } from './parts.ts';
import type { Done } from './parts.ts';

/** How a figure is made. */
const options = z.strictObject({
  /** Whose widths it has, such as `cvpr-1`; `own`: none's. */
  preset: z.string().min(1).max(40),
  widthMm: z.number().min(20).max(600),
  /** Null: as high as it needs to be. */
  heightMm: z.number().min(15).max(800).nullable(),
  dpi: z.int().min(50).max(1200),
  font: z.enum(['sans', 'serif']),
  fontPt: z.number().min(4).max(24),
  lineWidthPt: z.number().min(0.2).max(5),
  isBlackAndWhite: z.boolean(),
  hasLegend: z.boolean(),
  hasTitle: z.boolean(),
  framesPerSecond: z.number().min(0.5).max(30),
});

const mode = z.enum(['softmax', 'raw']);
const epoch = count.nullable();

/** What a figure is made of, to be looked up anew each time. */
const source = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('curves'),
    runs: runNames.max(64),
    measure: z.enum(['loss', 'accuracy', 'perplexity']),
  }),
  z.strictObject({ of: z.literal('entropy'), run: runName }),
  z.strictObject({
    of: z.literal('edge'),
    run: runName,
    cell: z.enum(['normal', 'reduction']),
    row: count,
    mode,
  }),
  z.strictObject({ of: z.literal('alphas'), run: runName, epoch, mode }),
  z.strictObject({ of: z.literal('film'), run: runName, mode }),
  z.strictObject({ of: z.literal('cell'), run: runName, epoch, style: z.enum(['colour', 'paper']) }),
  z.strictObject({
    of: z.literal('genotype'),
    title: z.string().max(200),
    genotype: z.string().min(1).max(100_000),
    style: z.enum(['colour', 'paper']),
  }),
  z.strictObject({
    of: z.literal('cells'),
    /** Beside one another: what a run derived, or a cell of its own. */
    cells: z
      .array(
        z.union([
          z.strictObject({ run: runName, epoch }),
          z.strictObject({ title: z.string().max(200), genotype: z.string().min(1).max(100_000) }),
        ]),
      )
      .min(2)
      .max(8),
    style: z.enum(['colour', 'paper']),
  }),
  /** The confusion matrix of the latest evaluation. */
  z.strictObject({ of: z.literal('matrix'), run: runName }),
  z.strictObject({
    of: z.literal('scatter'),
    runs: runNames.max(64),
    x: z.enum(['parameters', 'macs', 'hours']),
  }),
  z.strictObject({
    of: z.literal('table'),
    runs: runNames.max(64),
    isGrouped: z.boolean(),
    columns: z.array(z.string().max(40)).max(20),
  }),
]);

/** The files that a figure can be. */
export const FIGURE_FILES = ['svg', 'pdf', 'png', 'gif', 'csv', 'tex'] as const;

const figure = z.strictObject({
  /** Also the name of its files. */
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u, 'expected a short name of letters and digits'),
  source,
  options,
  files: z.array(z.enum(FIGURE_FILES)).min(1),
});

const setId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'expected the id of a figure set');

/** A figure set as it is stored. */
export const figureSetSchema = z.strictObject({
  id: setId,
  title: z.string().min(1).max(120),
  figures: z.array(figure).max(200),
});

/** How a figure is made. */
export type FigureOptions = z.infer<typeof options>;

/** What a figure is made of, to be looked up anew each time. */
export type FigureSource = z.infer<typeof source>;

/** A kind of file. */
export type FigureFile = (typeof FIGURE_FILES)[number];

/** A figure of a set. */
export type KeptFigure = z.infer<typeof figure>;

/** Named figures that are made together. */
export type FigureSet = z.infer<typeof figureSetSchema>;

/** More in one message is cut into several. */
const MOST_LETTERS = 700_000;

/** The requests. */
export const FIGURE_CALLS = {
  'figures.list': nothing,
  'figures.save': z.strictObject({ set: figureSetSchema }),
  'figures.remove': z.strictObject({ set: setId }),
  /** Writes a part of a file; the last one puts the whole in its place. */
  'figures.write': z.strictObject({
    /** On the host's machine; it is made. */
    folder: hostPath,
    name: z
      .string()
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,90}\.(svg|pdf|png|gif|csv|tex)$/u,
        'expected the name of a figure',
      ),
    /** In bytes; 0 begins anew. */
    at: count,
    data: z.base64().max(MOST_LETTERS),
    isLast: z.boolean(),
  }),
} as const;

/** All sets, and what is wrong with those that cannot be read. */
export interface FigureSets {
  readonly sets: readonly FigureSet[];
  readonly problems: readonly string[];
}

/** The answers. */
export interface FigureAnswers {
  readonly 'figures.list': FigureSets;
  readonly 'figures.save': Done;
  readonly 'figures.remove': Done;
  /** The whole path. */
  readonly 'figures.write': { readonly path: string };
}

/** A part of a figure's file. */
export type FigurePart = z.infer<(typeof FIGURE_CALLS)['figures.write']>;

/** Keeps figure sets. */
export interface FigureKeeper {
  list(): Promise<FigureSets>;
  /** @throws AppError `api/unwritable` */
  save(set: FigureSet): Promise<void>;
  remove(id: string): Promise<void>;
  /** The whole path of the file. */
  write(part: FigurePart): Promise<string>;
}

interface Services {
  readonly figures: FigureKeeper;
}

/** What each call does. */
export const FIGURE_HANDLERS: HandlersOf<typeof FIGURE_CALLS, FigureAnswers, Services> = {
  'figures.list': (_, { figures }) => figures.list(),
  'figures.save': async ({ set }, { figures }) => {
    await figures.save(set);
    return {};
  },
  'figures.remove': async ({ set }, { figures }) => {
    await figures.remove(set);
    return {};
  },
  'figures.write': async (part, { figures }) => ({ path: await figures.write(part) }),
};
