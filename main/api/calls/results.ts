/** What trainings have learnt: their evaluations, what they predict of each test image, and of any other. */
import { z } from 'zod';
import type { Calibration, Evaluation } from '../../train/index.ts';
import type { HandlersOf, TopicHandlersOf } from './call.ts';
import { count, oneRun, runName, shortName } from './parts.ts';
import type { Unsubscribe } from './parts.ts';

/** A test as it crosses the border: JSON has no number for a loss that is none. */
export interface ShownTest extends Omit<Evaluation['test'], 'loss'> {
  /** Null where it is not finite. */
  readonly loss: number | null;
}

/** An evaluation of a run. */
export interface RunEvaluation extends Pick<Evaluation, 'precision' | 'parameters' | 'macs'> {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The step of the state that was evaluated. */
  readonly step: number;
  /** Whose test images they were, in words. */
  readonly data: string;
  /** Whether those are the run's own. */
  readonly isOwnData: boolean;
  /** What computed it: `CPU, TensorFlow 2.21.0`. */
  readonly device: string;
  readonly test: ShownTest;
  /** What is known of each image; null where that was not kept, or is damaged. */
  readonly predictions: {
    readonly calibration: Calibration;
    /** Null where a single batch was all. */
    readonly imagesPerSecond: number | null;
  } | null;
}

/** All that is known of what a training has learnt. */
export interface RunResults {
  /** The latest first. */
  readonly evaluations: readonly RunEvaluation[];
  /** A sentence for each that cannot be read. */
  readonly problems: readonly string[];
}

/** Whether a run is being evaluated. */
export interface EvaluationState {
  /** The ids of its evaluations that can be had, the latest first. */
  readonly evaluations: readonly string[];
  /** The one that is under way, or waits; null: none. */
  readonly underWay: {
    readonly job: string;
    readonly isWaiting: boolean;
    /** Null before the first images. */
    readonly progress: { readonly done: number; readonly images: number } | null;
  } | null;
  /** Why the latest one failed; null where it did not. */
  readonly problem: string | null;
}

/** A class and how probable it is taken to be. */
export interface ShownClass {
  /** Its number. */
  readonly class: number;
  readonly name: string;
  /** 0..1. */
  readonly probability: number;
}

/** A test image, and what was predicted of it. */
export interface PredictedImage {
  /** Its place in the test set, from 0. */
  readonly index: number;
  readonly actual: number;
  /** The most probable classes; none where a logit was not a number. */
  readonly ranked: readonly ShownClass[];
  /** The probability of the true class. */
  readonly ofActual: number;
  /** What the other run predicts of it; null where none was asked for. */
  readonly other: readonly ShownClass[] | null;
  /** PNG, as a data URL. */
  readonly picture: string;
}

/** Some of the images that were asked for. */
export interface ImagePage {
  /** How many there are of them. */
  readonly total: number;
  readonly images: readonly PredictedImage[];
}

/** What a network makes of an image that it was given. */
export interface TriedImage {
  /** All classes, the most probable first; 20 at most. */
  readonly ranked: readonly ShownClass[];
  /** What the network saw, as a PNG data URL, in its own size. */
  readonly seen: string;
  readonly height: number;
  readonly width: number;
  /** What was done to it, in words. */
  readonly changes: readonly string[];
  /** What cells gave of it, each as a sheet of channels. */
  readonly maps: readonly ShownMaps[];
}

/** Channels of what a cell gives. */
export interface ShownMaps {
  /** The number of the cell, from 0. */
  readonly cell: number;
  /** Of a channel. */
  readonly height: number;
  readonly width: number;
  /** How many the cell gives, and how many of them are shown. */
  readonly channels: number;
  readonly shown: number;
  /** PNG, as a data URL: the first channels in rows, each from its lowest value (dark) to its highest. */
  readonly sheet: string;
}

/** What a language model has written. */
export interface WrittenText {
  /** The words that it began with. */
  readonly start: readonly string[];
  /** Those that followed; the end of a line is a word. */
  readonly words: readonly string[];
}

const classNumber = z.int().min(0).max(0xfffe);
/** What a request of 1 MiB has room for. */
const IMAGE_LETTERS = 1_000_000;

/** The requests. */
export const RESULT_CALLS = {
  'results.get': oneRun,
  /** Evaluates a finished training as soon as the device is free. */
  'results.evaluate': z.strictObject({
    run: runName,
    /** A data set by name, or the path of its folder; null for the run's own. */
    data: z.string().min(1).max(4096).nullable(),
  }),
  /** Test images of one field of the confusion matrix, or of a row, a column, or all of it. */
  'results.images': z.strictObject({
    run: runName,
    evaluation: shortName,
    actual: classNumber.nullable(),
    predicted: classNumber.nullable(),
    /** Only those that were recognized, or not. */
    only: z.enum(['all', 'right', 'wrong']),
    /** By the probability of what was predicted: the surest first, the least sure first; or as they stand in the set. */
    order: z.enum(['surest', 'unsurest', 'set']),
    from: count,
    limit: z.int().min(1).max(100),
    /** Another training whose predictions of the same images are wanted beside; null: none. */
    other: runName.nullable(),
  }),
  /** Asks the network about an image. */
  'results.try': z.strictObject({
    run: runName,
    /** The file in base64. */
    image: z.base64().min(1).max(IMAGE_LETTERS),
    /** For messages. */
    name: z.string().min(1).max(300),
    invert: z.boolean(),
  }),
  /** Lets a language model write. */
  'results.write': z.strictObject({
    run: runName,
    words: z.int().min(1).max(2000),
    /** Below 1 likely words become likelier; 0: always the likeliest. */
    temperature: z.number().min(0).max(100),
    /** Words to begin with. */
    start: z.string().max(2000),
    /** Whether the word that stands for rare ones is drawn too. */
    unknown: z.boolean(),
    seed: z.int().min(0).max(0xffffffff),
  }),
} as const;

type ResultRequests = { readonly [C in keyof typeof RESULT_CALLS]: z.infer<(typeof RESULT_CALLS)[C]> };

/** The answers. */
export interface ResultAnswers {
  readonly 'results.get': RunResults;
  readonly 'results.evaluate': { readonly job: string };
  readonly 'results.images': ImagePage;
  readonly 'results.try': TriedImage;
  readonly 'results.write': WrittenText;
}

/** The subscriptions. */
export const RESULT_TOPICS = {
  /** What is known of the evaluations of a run, whenever it is not as it was. */
  'results-changed': oneRun,
} as const;

/** What the subscriptions bring. */
export interface ResultPushes {
  readonly 'results-changed': EvaluationState;
}

/** What trainings have learnt. */
export interface ResultReader {
  get(run: string): Promise<RunResults>;
  /** @returns the job */
  evaluate(run: string, data: string | null): Promise<string>;
  images(request: ResultRequests['results.images']): Promise<ImagePage>;
  tryImage(request: ResultRequests['results.try']): Promise<TriedImage>;
  write(request: ResultRequests['results.write']): Promise<WrittenText>;
  /** Hands over the state now, and whenever it is another. */
  listen(run: string, listener: (state: EvaluationState) => void): Unsubscribe;
}

interface Services {
  readonly results: ResultReader;
}

/** What each call does. */
export const RESULT_HANDLERS: HandlersOf<typeof RESULT_CALLS, ResultAnswers, Services> = {
  'results.get': ({ run }, { results }) => results.get(run),
  'results.evaluate': async ({ run, data }, { results }) => ({ job: await results.evaluate(run, data) }),
  'results.images': (request, { results }) => results.images(request),
  'results.try': (request, { results }) => results.tryImage(request),
  'results.write': (request, { results }) => results.write(request),
};

/** What each topic brings. */
export const RESULT_TOPIC_HANDLERS: TopicHandlersOf<typeof RESULT_TOPICS, ResultPushes, Services> = {
  'results-changed': ({ run }, push, { results }) => results.listen(run, push),
};
