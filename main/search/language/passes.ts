/** What the programs of a recurrent cell's search are written from: its variables, batches of text, and passes over them. */
import { defined } from '../../base/assert.ts';
import { createBuilder, float32 } from '../../engine/index.ts';
import type { EngineBuilder, TensorType, Var } from '../../engine/index.ts';
import { ALPHAS } from '../../nn/index.ts';
import { alphaShape } from '../../spaces/index.ts';
import type { CellSpace } from '../../spaces/index.ts';
import {
  adamUpdate,
  feedText,
  partStates,
  passProgram,
  seedArgument,
  textArguments,
} from '../../train/index.ts';
import type { FedText, LanguageModel, TextShape } from '../../train/index.ts';
import type { LanguageSearch } from './config.ts';

/** What is to be written. */
export interface LanguageSearchPlan {
  readonly model: LanguageModel;
  readonly space: CellSpace;
  readonly config: LanguageSearch;
  /** The lengths of the batches that train the weights. */
  readonly lengths: readonly number[];
  /** The lengths of the alphas' batches, each with those of the weights' batches beside it. */
  readonly pairs: readonly PairedLengths[];
  readonly evaluations: readonly TextShape[];
}

/** The length of the alphas' batch, and of the weights' batch beside it. */
export interface PairedLengths {
  readonly valid: number;
  readonly train: number;
}

const MOMENTS = ['first', 'second'] as const;
const momentName = (moment: (typeof MOMENTS)[number]): string => `optimizer.${ALPHAS.normal}.${moment}`;

/** The types of what a search keeps. */
export function typesOf({
  model,
  space,
  config,
}: Pick<LanguageSearchPlan, 'model' | 'space' | 'config'>): Readonly<
  Record<'weights' | 'alphas' | 'hidden' | 'statistics', TensorType>
> {
  const { units } = config.network;
  return {
    weights: float32(model.layout.size),
    alphas: float32(...alphaShape(space)),
    hidden: float32(config.batch, units),
    statistics: float32(units),
  };
}

/** Adam's moments of the alphas. */
export const momentVariables = (alphas: TensorType): Readonly<Record<string, TensorType>> =>
  Object.fromEntries(MOMENTS.map((moment) => [momentName(moment), alphas]));

/** Where the search stands when a program begins. */
export interface At {
  readonly b: EngineBuilder;
  readonly plan: LanguageSearchPlan;
  readonly weights: Var;
  readonly alphas: Var;
}

/** Begins a program. */
export function begin(plan: LanguageSearchPlan): At {
  const b = createBuilder();
  const { weights, alphas } = typesOf(plan);
  return { b, plan, weights: b.read('weights', weights), alphas: b.read(ALPHAS.normal, alphas) };
}

/** A batch inside a program, or the part of one that goes through in a pass. */
export interface Given {
  readonly text: FedText;
  readonly length: number;
  /** The states before its words. */
  readonly hidden: Var;
  /** The states of the whole batch, by those that the pass ends with. */
  whole(after: Var): Var;
}

/** The texts that go through in one pass. */
const passSize = ({ config: { batch, accumulate } }: LanguageSearchPlan): number => batch / accumulate;

/** Feeds a batch, or a part of it, under names that begin with the part of the text it is from. */
export function given({ b, plan }: At, part: 'train' | 'valid', length: number): Given {
  const size = passSize(plan);
  const prefix = `${part}.`;
  const text = feedText(b, { length, batch: size, prefix });
  const all = b.read(`hidden.${part}`, typesOf(plan).hidden);
  if (plan.config.accumulate === 1) return { text, length, hidden: all, whole: (after) => after };
  return { text, length, ...partStates(b, all, { size, prefix }) };
}

/** What a pass gives, by its names. */
export type Told = Readonly<Record<string, Var>>;
/** One of them. */
export const value = (told: Told, name: string): Var => defined(told[name], `a pass gives ${name}`);

/** A training pass with masks of its own. */
export function passOf(
  { b, plan, alphas }: At,
  { text, length, hidden }: Given,
  on: {
    readonly weights: Var;
    readonly by: readonly ('weights' | 'alphas')[];
    readonly seed: string;
    readonly regularized?: boolean;
  },
): Told {
  const { model } = plan;
  const { by, weights, regularized = false } = on;
  const form = { length, batch: passSize(plan), mode: 'train', by, regularized } as const;
  return b.inline(passProgram(model, form), {
    ...{ weights, hidden, [ALPHAS.normal]: alphas },
    ...textArguments(text),
    ...seedArgument(b, model, on.seed),
  }).fetches;
}

/** The running statistics [n]. */
export type Statistics = readonly [mean: Var, variance: Var];

/** Running statistics, moved by what a pass of a searched cell tells: once for each state of each word that is there. */
export function moved(
  { b }: At,
  running: Statistics,
  { told, prefix }: { readonly told: Told; readonly prefix: string },
): Statistics {
  const [means, variances] = [value(told, 'means'), value(told, 'variances')];
  const [rows = 0, units = 0] = means.type.shape;
  const shares = b.feed(`${prefix}.shares`, float32(1, rows));
  const keep = b.feed(`${prefix}.keep`, float32());
  const next = (old: Var, found: Var): Var => {
    const blended = b.one('reshape', [b.one('matmul', [shares, found])], { shape: [units] });
    return b.one('add', [b.one('mul', [old, keep]), blended]);
  };
  return [next(running[0], means), next(running[1], variances)];
}

/** The running statistics as they are. */
export const readStatistics = ({ b, plan }: At): Statistics => {
  const { statistics } = typesOf(plan);
  return [b.read('statistics.mean', statistics), b.read('statistics.variance', statistics)];
};

/** Updates that keep them. */
export const statisticsUpdates = ([mean, variance]: Statistics): Told => ({
  'statistics.mean': mean,
  'statistics.variance': variance,
});

/** Adam on the alphas and their moments. */
export function alphaUpdates({ b, plan, alphas }: At, gradient: Var): Told {
  const settings = plan.config.method.options.alphas;
  const rates = {
    stepSize: b.feed('stepSize', float32()),
    rootCorrection: b.feed('rootCorrection', float32()),
  };
  const moment = (name: (typeof MOMENTS)[number]) => b.read(momentName(name), alphas.type);
  const state = { value: alphas, first: moment('first'), second: moment('second'), gradient };
  const next = adamUpdate(b, state, { settings, rates });
  return {
    [ALPHAS.normal]: next.value,
    [momentName('first')]: next.first,
    [momentName('second')]: next.second,
  };
}
