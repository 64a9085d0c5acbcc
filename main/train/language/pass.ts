/** A language model inside a step: forward, loss and backward as a program that is written into steps. */
import { defined } from '../../base/assert.ts';
import {
  createBuilder,
  float32,
  gradients,
  int32,
  OPS,
  runPasses,
  forwardPasses,
} from '../../engine/index.ts';
import type { EngineBuilder, Program, Var } from '../../engine/index.ts';
import { ALPHAS, LANGUAGE_MASKS, languageLoss, maskShape, traceLanguageModel } from '../../nn/index.ts';
import type { LanguageCell, LanguageMask, Mode, Network } from '../../nn/index.ts';
import { layoutOf, unpack } from '../layout.ts';
import type { Layout } from '../layout.ts';
import type { LanguageSettings } from './settings.ts';
import { feedText } from './text-feeds.ts';

/** A language model whose programs are being written. */
export interface LanguageModel {
  readonly cell: LanguageCell;
  /** Words [V]. */
  readonly vocabulary: number;
  readonly config: Pick<LanguageSettings, 'network' | 'activation' | 'temporal'>;
  /** Of all parameters, in the reference's order. */
  readonly layout: Layout;
  /** Whether the executor has the engine's own kernels. */
  readonly fused: boolean;
}

/** A model of a cell, laid out. */
export function languageModel(model: Omit<LanguageModel, 'layout'>): LanguageModel {
  return { ...model, layout: layoutOf(traced(model, { length: 1, batch: 1, mode: 'train' }).parameters) };
}

/** The masks that a training draws. */
export const masksOf = ({ network: { dropout } }: LanguageModel['config']): readonly LanguageMask[] =>
  LANGUAGE_MASKS.filter((mask) => dropout[mask] > 0);

/** The network of a model. */
export function traced(
  { cell, vocabulary, config, fused }: Omit<LanguageModel, 'layout'>,
  { length, batch, mode }: { readonly length: number; readonly batch: number; readonly mode: Mode },
): Network {
  const { units } = config.network;
  const masks = mode === 'train' ? masksOf(config) : [];
  return traceLanguageModel({ mode, vocabulary, units, length, batch, cell, masks, fused });
}

/** What a pass is. */
export interface PassForm {
  readonly length: number;
  readonly batch: number;
  readonly mode: Mode;
  /** What its gradients are taken by. */
  readonly by: readonly ('weights' | 'alphas')[];
  /** Whether they are those of the loss with both regularizations, or of the cross entropy alone. */
  readonly regularized: boolean;
}

/**
 * The program of a pass. It reads nothing: `weights` f32[all], `hidden` f32[B,n], a batch as `textArguments` names it, in training of a model that
 * drops something `seed` i32[2], of a searched cell `alphas.normal` and in evaluation `bn.running_mean` and `bn.running_var` [n] are fed.
 *
 * @returns `entropy` and `correct` (how many of the words were the most likely ones), `hidden` after the last word, `gradient.weights` and
 * `gradient.alphas` where asked for, in training of a searched cell `means` and `variances`
 */
export function passProgram(model: LanguageModel, form: PassForm): Program {
  const { length, batch, mode } = form;
  const b = createBuilder();
  const { network: settings } = model.config;
  const network = traced(model, { length, batch, mode });
  const weights = b.feed('weights', float32(model.layout.size));
  const text = feedText(b, { length, batch });
  const drawn = mode === 'train' ? drawMasks(b, model, batch) : {};
  const program = runPasses(network.program, OPS, forwardPasses('float32', model.fused));
  const reads = Object.entries(program.reads).filter(([name]) => !isParameter(model, name));
  const others = Object.fromEntries(reads.map(([name, v]) => [name, b.feed(name, v.type)]));
  const hidden = b.feed('hidden', float32(batch, settings.units));
  const { fetches } = b.inline(program, {
    ...unpack(b, weights, model.layout),
    ...{ tokens: text.tokens, hidden },
    ...drawn,
    ...others,
  });
  const told = (name: string): Var => defined(fetches[name], `a language model gives ${name}`);
  const { activation, temporal } = form.regularized ? model.config : { activation: 0, temporal: 0 };
  const { entropy, loss, correct } = languageLoss(
    b,
    { logits: told('logits'), states: told('states'), outputs: told('outputs') },
    { targets: text.targets, batch, present: text.present, activation, temporal },
  );
  const alphas = others[ALPHAS.normal];
  const asked = form.by.map((name) =>
    name === 'weights' ? weights : defined(alphas, 'a searched cell has alphas'),
  );
  const found = asked.length === 0 ? [] : gradients(b, loss, asked);
  const named = form.by.map((name, i): [string, Var] => [
    `gradient.${name}`,
    defined(found[i], 'one gradient was asked for'),
  ]);
  const { means, variances } = fetches;
  return b.build('pass', {
    fetches: {
      entropy,
      correct,
      hidden: b.one('gather', [told('states'), text.last]),
      ...Object.fromEntries(named),
      ...(means === undefined || variances === undefined ? {} : { means, variances }),
    },
  });
}

const isParameter = ({ layout }: LanguageModel, name: string): boolean =>
  layout.slots.some((slot) => slot.name === name);

/**
 * The masks of a pass, all of one draw that is a function of the fed `seed`: 0 with the probability of being dropped, else 1 over that of being
 * kept.
 */
function drawMasks(
  b: EngineBuilder,
  { vocabulary, config }: LanguageModel,
  batch: number,
): Readonly<Record<string, Var>> {
  const masks = masksOf(config);
  if (masks.length === 0) return {};
  const { units, dropout } = config.network;
  const shapes = masks.map((mask) => maskShape(mask, { vocabulary, batch, units }));
  const sizes = shapes.map(([rows = 1, columns = 1]) => rows * columns);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const seed = b.feed('seed', int32(2));
  const numbers = b.one('randomUniform', [seed], { shape: [total] });
  const parts = b.all('split', [numbers], { axis: 0, sizes });
  return Object.fromEntries(
    masks.map((mask, i): [string, Var] => {
      const rate = dropout[mask];
      const part = defined(parts[i], 'a part a mask');
      const kept = b.one('greaterEqual', [part, b.fill(rate, part.type)]);
      const scaled = b.one('mul', [
        b.one('cast', [kept], { dtype: 'float32' }),
        b.fill(1 / (1 - rate), float32()),
      ]);
      return [`mask.${mask}`, b.one('reshape', [scaled], { shape: defined(shapes[i], 'a shape a mask') })];
    }),
  );
}
