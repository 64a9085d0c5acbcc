/** Data sets: what there is, what is in them, how they are added, checked, divided and removed. */
import { z } from 'zod';
import type {
  AddStage,
  CheckedFile,
  CorpusFacts,
  Duplicates,
  Passage,
  SetFacts,
  SetSurvey,
  SplitKind,
  TextPart,
} from '../../data/index.ts';
import type { HandlersOf, TopicHandlersOf } from './call.ts';
import { count, hostPath, nothing, seed, shortName } from './parts.ts';
import type { Done, Unsubscribe } from './parts.ts';

/** What the files of a set do not say. */
const readerConfig = z
  .record(z.string().max(100), z.unknown())
  .refine((value) => JSON.stringify(value).length <= 100_000, 'is too long');

/** How the files at a path are to be read. */
const asRead = {
  path: hostPath,
  /** Null: the one that recognizes them. */
  reader: shortName.nullable(),
  config: readerConfig,
};

/** What takes long and is done one at a time. */
const taskRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add'),
    ...asRead,
    /** Null: made of what the set calls itself. */
    name: shortName.nullable(),
    isCopied: z.boolean(),
  }),
  /** From the network, and only here. */
  z.strictObject({ kind: z.literal('fetch'), published: shortName, name: shortName.nullable() }),
  /** Reads all of it again and compares. */
  z.strictObject({ kind: z.literal('verify'), data: shortName }),
  /** Its files were moved. */
  z.strictObject({ kind: z.literal('relocate'), data: shortName, path: hostPath }),
  /** Looks for images that are in it more than once. */
  z.strictObject({ kind: z.literal('duplicates'), data: shortName }),
]);

/** What is to be done with data sets. */
export type DataTaskRequest = z.infer<typeof taskRequest>;

/** By which a page that looks at files can end that again: of its own making, and no other page's. */
const ticket = z.string().min(8).max(64);
const oneSet = z.strictObject({ data: shortName });
const side = z.int().min(16).max(512);

/** The requests. */
export const DATA_CALLS = {
  'data.list': nothing,
  'data.show': oneSet,
  /** What would be read at a path; nothing is written. */
  'data.survey': z.strictObject({ ...asRead, ticket: ticket.optional() }),
  /** Ends the looking that has this ticket, if it is still on. */
  'data.stop-survey': z.strictObject({ ticket }),
  'data.samples': z.strictObject({
    data: shortName,
    part: z.enum(['train', 'test']),
    /** A class by its number; null: all. */
    label: count.nullable(),
    /** How many of them come before the first that is wanted. */
    from: count,
    limit: z.int().min(1).max(60),
    /** Images with a longer side are made smaller. */
    side,
  }),
  /** Lines of a text. */
  'data.passage': z.strictObject({
    data: shortName,
    part: z.enum(['train', 'valid', 'test']) satisfies z.ZodType<TextPart>,
    from: count,
    limit: z.int().min(1).max(100),
  }),
  'data.begin': z.strictObject({ task: taskRequest }),
  'data.cancel': z.strictObject({ task: count }),
  /** What would go with a set. */
  'data.holdings': oneSet,
  'data.remove': oneSet,
  'data.splits': oneSet,
  'data.divide': z.strictObject({
    data: shortName,
    kind: z.enum(['official', 'halves', 'stratified', 'kfold']) satisfies z.ZodType<SplitKind>,
    /** Share that is learnt from. */
    fraction: z.number().gt(0).lt(1).nullable(),
    seed: seed.nullable(),
    folds: z.int().min(2).max(1000).nullable(),
    fold: count.nullable(),
    /** Null: one made of the settings. */
    name: shortName.nullable(),
    /** Whether it is kept; else it is only shown. */
    isSaved: z.boolean(),
  }),
  'data.split-text': z.strictObject({ data: shortName, split: shortName }),
  /** Takes a split from a file that this program or NAS-Bench-201 has written. */
  'data.import-split': z.strictObject({
    data: shortName,
    path: hostPath,
    /** Null: as the file calls it. */
    name: shortName.nullable(),
    /** Whether it is taken although it was made for data of another content. */
    isOtherDataAllowed: z.boolean(),
  }),
  /** Runs keep the copy that they have of it. */
  'data.remove-split': z.strictObject({ data: shortName, split: shortName }),
} as const;

interface ListedBase {
  readonly name: string;
  readonly kind: 'embedded' | 'registered';
  /** What comes with the program says what it is; null: it is a person's own. */
  readonly title: string | null;
  /** What the files are read by; null: it comes with the program. */
  readonly reader: string | null;
  /** Absolute; null: it comes with the program. */
  readonly path: string | null;
  /** Whether the files were copied or fetched for it, and go with it. */
  readonly isOwned: boolean;
  /** ISO 8601; null: it comes with the program. */
  readonly added: string | null;
  /** Whether its files are still there. */
  readonly isThere: boolean;
  /** Of the content; null: it was not opened yet. */
  readonly id: string | null;
}

/** A set of images as lists show it. */
export interface ListedImages extends ListedBase {
  readonly is: 'images';
  /** Null: it was not opened yet. */
  readonly counts: {
    readonly train: number;
    readonly test: number;
    readonly classes: number;
    /** `32 x 32`, `14 sizes`; null: none. */
    readonly size: string | null;
  } | null;
}

/** A text as lists show it. */
export interface ListedText extends ListedBase {
  readonly is: 'words';
  /** Null: it was not opened yet. */
  readonly counts: {
    /** Of all parts. */
    readonly tokens: number;
    readonly words: number;
  } | null;
}

/** A data set as lists show it. */
export type ListedSet = ListedImages | ListedText;

/** All that can be chosen among. */
export interface DataList {
  readonly sets: readonly ListedSet[];
  /** What stood in the way of reading some, a sentence each. */
  readonly problems: readonly string[];
  readonly fetchable: readonly { readonly name: string; readonly title: string; readonly page: string }[];
  /** Layouts that can be read. */
  readonly readers: readonly { readonly name: string; readonly title: string }[];
  readonly splitKinds: readonly {
    readonly name: SplitKind;
    readonly title: string;
    readonly takes: readonly ('fraction' | 'seed' | 'folds' | 'fold')[];
  }[];
}

interface ShownBase {
  /** What its layout is called. */
  readonly layout: string | null;
  /** What its reader was told. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A set of images with all that is known of it. */
export interface ShownImages extends ListedImages, ShownBase {
  readonly facts: SetFacts;
  /** Bytes of its decoded pixels; null: its images are of many sizes. */
  readonly pixelBytes: number | null;
}

/** A text with all that is known of it. */
export interface ShownText extends ListedText, ShownBase {
  readonly facts: CorpusFacts;
}

/** A data set with all that is known of it. */
export type ShownSet = ShownImages | ShownText;

/** An image to look at. */
export interface SampleImage {
  /** Its number in its part, from 0. */
  readonly index: number;
  readonly label: number;
  readonly height: number;
  readonly width: number;
  /** A PNG as a `data:` URL. */
  readonly url: string;
}

/** Some images of a part of a set. */
export interface SamplePage {
  /** All that there are of that class. */
  readonly total: number;
  readonly images: readonly SampleImage[];
}

/** What was done. */
export type DataOutcome =
  | {
      readonly kind: 'add' | 'fetch';
      readonly data: string;
      readonly summary: string;
      /** Sets with the same content. */
      readonly sameAs: readonly string[];
    }
  | {
      readonly kind: 'verify';
      readonly data: string;
      readonly isAsRegistered: boolean;
      readonly found: string;
      readonly registered: string;
      readonly files: readonly CheckedFile[];
    }
  | { readonly kind: 'relocate'; readonly data: string; readonly path: string }
  | { readonly kind: 'duplicates'; readonly data: string; readonly found: Duplicates };

/** Something that takes long: how far it is, or what came of it. */
export interface DataTask {
  readonly id: number;
  readonly request: DataTaskRequest;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: AddStage | null;
  /** `copying` and `fetching` count bytes, `storing` too, `reading` files, all else images. */
  readonly done: number;
  readonly total: number | null;
  /** What one should know besides, a sentence each. */
  readonly notes: readonly string[];
  /** Why it failed. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly outcome: DataOutcome | null;
}

/** What goes with a set. */
export interface SetHoldings {
  /** Bytes of its own files. */
  readonly fileBytes: number;
  readonly splits: readonly string[];
  /** Runs on it. */
  readonly runs: readonly {
    readonly run: string;
    readonly title: string;
    readonly isActive: boolean;
  }[];
}

/** A way in which the images of a set are divided. */
export interface SplitInfo {
  readonly name: string;
  /** Of its lists of images. */
  readonly id: string;
  /** Which part it divides. */
  readonly of: 'train' | 'test';
  /** How it came about. */
  readonly made: Readonly<Record<string, string | number | null>>;
  /** How many images are in each part: `weights`, `alphas`, `test` and what stays unused. */
  readonly counts: { readonly weights: number; readonly alphas: number; readonly test: number };
  /** Of each class. */
  readonly perClass: { readonly weights: readonly number[]; readonly alphas: readonly number[] };
}

/** The answers. */
export interface DataAnswers {
  readonly 'data.list': DataList;
  readonly 'data.show': ShownSet;
  readonly 'data.survey': SetSurvey;
  readonly 'data.stop-survey': Done;
  readonly 'data.samples': SamplePage;
  readonly 'data.passage': Passage;
  readonly 'data.begin': { readonly task: number };
  readonly 'data.cancel': Done;
  readonly 'data.holdings': SetHoldings;
  readonly 'data.remove': Done;
  readonly 'data.splits': readonly SplitInfo[];
  readonly 'data.divide': { readonly split: SplitInfo; readonly file: string | null };
  readonly 'data.split-text': { readonly text: string };
  readonly 'data.import-split': { readonly split: SplitInfo };
  readonly 'data.remove-split': Done;
}

/** The subscriptions. */
export const DATA_TOPICS = {
  /** What is done with data sets, now and whenever that changes. */
  'data-changed': nothing,
} as const;

/** What is done with data sets. */
export interface DataChange {
  /** Another one: the list may be another. */
  readonly revision: number;
  /** What is done, or was done last. */
  readonly task: DataTask | null;
}

/** What the subscriptions bring. */
export interface DataPushes {
  readonly 'data-changed': DataChange;
}

type Requests = { readonly [C in keyof typeof DATA_CALLS]: z.infer<(typeof DATA_CALLS)[C]> };

/** What is asked about data sets. */
export type DataRequests = Requests;

/** The data sets of this host. What fails is an AppError `data/...`. */
export interface DataKeeper {
  /** Looks and answers. */
  readonly ask: {
    readonly [C in Exclude<keyof DataAnswers, 'data.begin' | 'data.cancel'>]: (
      request: Requests[C],
    ) => Promise<DataAnswers[C]>;
  };
  /** @throws AppError `data/busy` while something else is done */
  begin(request: DataTaskRequest): Promise<number>;
  /** Ends it if it is on: what it made goes. */
  cancel(task: number): Promise<void>;
  listen(listener: (change: DataChange) => void): Unsubscribe;
}

interface Services {
  readonly data: DataKeeper;
}

/** What each call does. */
export const DATA_HANDLERS: HandlersOf<typeof DATA_CALLS, DataAnswers, Services> = {
  'data.list': (request, { data }) => data.ask['data.list'](request),
  'data.show': (request, { data }) => data.ask['data.show'](request),
  'data.survey': (request, { data }) => data.ask['data.survey'](request),
  'data.stop-survey': (request, { data }) => data.ask['data.stop-survey'](request),
  'data.samples': (request, { data }) => data.ask['data.samples'](request),
  'data.passage': (request, { data }) => data.ask['data.passage'](request),
  'data.begin': async ({ task }, { data }) => ({ task: await data.begin(task) }),
  'data.cancel': async ({ task }, { data }) => {
    await data.cancel(task);
    return {};
  },
  'data.holdings': (request, { data }) => data.ask['data.holdings'](request),
  'data.remove': (request, { data }) => data.ask['data.remove'](request),
  'data.splits': (request, { data }) => data.ask['data.splits'](request),
  'data.divide': (request, { data }) => data.ask['data.divide'](request),
  'data.split-text': (request, { data }) => data.ask['data.split-text'](request),
  'data.import-split': (request, { data }) => data.ask['data.import-split'](request),
  'data.remove-split': (request, { data }) => data.ask['data.remove-split'](request),
};

/** What each topic brings. */
export const DATA_TOPIC_HANDLERS: TopicHandlersOf<typeof DATA_TOPICS, DataPushes, Services> = {
  'data-changed': (_, push, { data }) => data.listen(push),
};
