/** One step of a recurrent cell's search: what its programs are fed with, in which order they run, and what they tell. */
import type { Rng } from '../../base/rng.ts';
import type { TextColumns } from '../../data/index.ts';
import type { Executable, TensorData } from '../../engine/index.ts';
import { numberIn, partFeeds, textFeeds, textParts } from '../../train/index.ts';
import type { Score, Stretch, TextPart } from '../../train/index.ts';
import type { LanguageSearch } from './config.ts';
import { alphaStepName } from './whole.ts';

type Feeds = Readonly<Record<string, TensorData>>;
type Fetched = Readonly<Record<string, TensorData>>;

/** The share of a state's statistics in the running ones. */
const STATISTICS_RATE = 0.1;

/**
 * How a batch of so many words moves the running statistics, which every state of every word moves by a tenth: the share of each in what they
 * are after it, and that of what they were. Words that a program has beyond its batch have none.
 *
 * @param length - of the program
 */
export function statisticsFeeds(
  prefix: string,
  { words, length, states }: { readonly words: number; readonly length: number; readonly states: number },
): Feeds {
  const count = words * states;
  const kept = 1 - STATISTICS_RATE;
  return {
    [`${prefix}.shares`]: Float32Array.from({ length: length * states }, (_, i) =>
      i < count ? STATISTICS_RATE * kept ** (count - 1 - i) : 0,
    ),
    [`${prefix}.keep`]: Float32Array.of(kept ** count),
  };
}

/** A batch of a step. */
export interface StepBatch {
  readonly columns: TextColumns;
  readonly stretch: Stretch;
  /** Words of its program. */
  readonly length: number;
}

/** What a step is made of. */
export interface LanguageStep {
  readonly executable: Executable;
  readonly config: LanguageSearch;
  readonly train: StepBatch;
  readonly valid: StepBatch;
  /** States of a word that are normalized. */
  readonly states: number;
  readonly learningRate: number;
  /** Of Adam on the alphas, for this step. */
  readonly rates: { readonly stepSize: number; readonly rootCorrection: number };
  /** What masks are drawn by; null: nothing is dropped. */
  readonly rng: Rng | null;
}

type Part = 'train' | 'valid';

/** The words of a batch, or of a part of it. */
function words(step: LanguageStep, of: Part, part: TextPart): Feeds {
  const { columns, stretch, length } = step[of];
  const prefix = `${of}.`;
  return {
    ...textFeeds(columns, stretch, { length, prefix, from: part.from, batch: part.size }),
    ...(step.config.accumulate === 1 ? {} : partFeeds(part, prefix)),
  };
}

function statistics(step: LanguageStep, of: Part): Feeds {
  const { stretch, length } = step[of];
  return statisticsFeeds(of, { words: stretch.length, length, states: step.states });
}

const seeds = ({ rng }: LanguageStep, ...names: readonly string[]): Feeds =>
  rng === null
    ? {}
    : Object.fromEntries(names.map((name) => [name, Int32Array.of(rng.uint32() | 0, rng.uint32() | 0)]));

const rateOf = ({ learningRate }: LanguageStep): Feeds => ({ learningRate: Float32Array.of(learningRate) });

const adamFeeds = ({ rates }: LanguageStep): Feeds => ({
  stepSize: Float32Array.of(rates.stepSize),
  rootCorrection: Float32Array.of(rates.rootCorrection),
});

/** What the passes over a batch tell together: the mean of their losses, which have equally many words, and all correct words. */
function scoreOf({ config }: LanguageStep, { stretch }: StepBatch, told: readonly Fetched[]): Score {
  const total = (of: 'entropy' | 'correct'): number =>
    told.reduce((sum, fetched) => sum + numberIn(fetched[of]), 0);
  return {
    loss: total('entropy') / told.length,
    accuracy: total('correct') / (stretch.length * config.batch),
  };
}

/** Runs a program for each part of a batch. */
async function eachPart(
  step: LanguageStep,
  program: string,
  feeds: (part: TextPart) => Feeds,
): Promise<readonly Fetched[]> {
  const told: Fetched[] = [];
  for (const part of textParts(step.config.batch, step.config.accumulate)) {
    told.push(await step.executable.run(program, feeds(part)));
  }
  return told;
}

/** One update of the alphas. @returns the score of their batch, in the second order at the virtual weights */
export async function updateAlphas(step: LanguageStep): Promise<Score> {
  const isWhole = step.config.accumulate === 1;
  return scoreOf(step, step.valid, await (isWhole ? alphaStep(step) : accumulatedAlphaStep(step)));
}

async function alphaStep(step: LanguageStep): Promise<readonly Fetched[]> {
  const { order } = step.config.method.options;
  const lengths = { valid: step.valid.length, train: step.train.length };
  return eachPart(step, alphaStepName(order, lengths), (part) => ({
    ...words(step, 'valid', part),
    ...(order === 'first'
      ? { ...statistics(step, 'valid'), ...seeds(step, 'seed') }
      : {
          ...{ ...words(step, 'train', part), ...statistics(step, 'train'), ...rateOf(step) },
          ...seeds(step, 'seed.first', 'seed.valid', 'seed.plus', 'seed.minus'),
        }),
    ...adamFeeds(step),
  }));
}

async function accumulatedAlphaStep(step: LanguageStep): Promise<readonly Fetched[]> {
  const { train, valid, config, executable } = step;
  const ofTrain = (part: TextPart): Feeds => ({
    ...words(step, 'train', part),
    ...statistics(step, 'train'),
  });
  if (config.method.options.order === 'first') {
    const told = await eachPart(step, `accumulateAlphas@${valid.length}`, (part) => ({
      ...{ ...words(step, 'valid', part), ...statistics(step, 'valid') },
      ...seeds(step, 'seed'),
    }));
    await executable.run('applyAlphas', adamFeeds(step));
    return told;
  }
  await eachPart(step, `accumulateVirtual@${train.length}`, (part) => ({
    ...ofTrain(part),
    ...seeds(step, 'seed'),
  }));
  const told = await eachPart(step, `accumulateUnrolled@${valid.length}`, (part) => ({
    ...{ ...words(step, 'valid', part), ...rateOf(step) },
    ...seeds(step, 'seed'),
  }));
  await eachPart(step, `accumulateDifference@${train.length}`, (part) => ({
    ...ofTrain(part),
    ...seeds(step, 'seed.plus', 'seed.minus'),
  }));
  await executable.run('applyAlphas', { ...adamFeeds(step), ...rateOf(step) });
  return told;
}

/** One update of the weights. @returns the score of their batch */
export async function updateWeights(step: LanguageStep): Promise<Score> {
  const isWhole = step.config.accumulate === 1;
  const program = isWhole ? 'weightStep' : 'accumulateWeights';
  const told = await eachPart(step, `${program}@${step.train.length}`, (part) => ({
    ...{ ...words(step, 'train', part), ...statistics(step, 'train') },
    ...(isWhole ? rateOf(step) : {}),
    ...seeds(step, 'seed'),
  }));
  if (!isWhole) await step.executable.run('applyWeights', rateOf(step));
  return scoreOf(step, step.train, told);
}
