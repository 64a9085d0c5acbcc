/** Language models: words as vectors, a recurrent cell, and the scores of the word that comes next. */
import { float32, int32 } from '../../engine/index.ts';
import type { EngineBuilder, Var } from '../../engine/index.ts';
import type { CellSpace, Primitive, RecurrentGenotype } from '../../spaces/index.ts';
import { Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { recurrentCell } from './cell.ts';
import { recurrentSearchCell } from './search-cell.ts';
import { dropped, INITIAL } from './words.ts';
import type { Words } from './words.ts';

/** The cell of a language model: one that was derived, or all of a space. */
export type LanguageCell =
  | {
      readonly kind: 'derived';
      readonly genotype: RecurrentGenotype;
      readonly primitives: readonly Primitive[];
    }
  | { readonly kind: 'search'; readonly space: CellSpace };

/**
 * What is dropped where, 0 or 1/keep each, one draw for all words of a batch. `embedding` [V,1]: whole words of the vocabulary; `input` [B,n]: of the
 * words' vectors; `x` [B,n]: of them again where the cell reads them; `hidden` [B,n]: of states where they enter a product; `output` [B,n]: of
 * what the cell gives.
 *
 * @see DARTS, rnn/model.py: dropoute, dropouti, dropoutx, dropouth, dropout
 */
export const LANGUAGE_MASKS = ['embedding', 'input', 'x', 'hidden', 'output'] as const;
/** The name of a mask; it is fed as `mask.NAME`. */
export type LanguageMask = (typeof LANGUAGE_MASKS)[number];

/** A language model. */
export interface LanguageOptions extends Words {
  readonly mode: Mode;
  readonly vocabulary: number;
  readonly cell: LanguageCell;
  /** Whether the executor has the engine's own kernels (`Executor.fuses`). */
  readonly fused: boolean;
  /** The masks that are fed; in evaluation none. */
  readonly masks: readonly LanguageMask[];
}

/** The shape of a mask. */
export const maskShape = (
  mask: LanguageMask,
  { vocabulary, batch, units }: Pick<LanguageOptions, 'vocabulary' | 'batch' | 'units'>,
): readonly number[] => (mask === 'embedding' ? [vocabulary, 1] : [batch, units]);

/**
 * The model: `tokens` i32[T*B], those of one time together, and the state `hidden` [B,n] before them, to `logits` [T*B,V], the cell's `states` [T*B,n] and
 * the same as they enter the decoder, `outputs`. Of a searched cell in training `means` and `variances` too. The decoder's matrix is the
 * embedding, without its mask.
 *
 * @see DARTS, rnn/model.py, `RNNModel`
 */
export function traceLanguageModel(options: LanguageOptions): Network {
  const { mode, vocabulary, units, length, batch, cell } = options;
  const t = Tracer.begin(mode);
  const { b } = t;
  const mask = (name: LanguageMask): Var | null =>
    options.masks.includes(name) ? b.feed(`mask.${name}`, float32(...maskShape(name, options))) : null;
  const tokens = b.feed('tokens', int32(length * batch));
  const hidden = b.feed('hidden', float32(batch, units));

  const encoder = t.at('encoder');
  const { matrix, x } = encoder.section(() => {
    const shape = [vocabulary, units];
    const matrix = encoder.parameter('weight', { shape, layout: 'matrix', init: INITIAL });
    const rows = b.one('gather', [matrix, tokens]);
    const kept = mask('embedding');
    const words = kept === null ? rows : b.one('mul', [rows, b.one('gather', [kept, tokens])]);
    return { matrix, x: overWords(b, options, { values: words, masks: [mask('input'), mask('x')] }) };
  });
  const at = t.at('rnns').at(0);
  const reading = { x, hidden, mask: mask('hidden'), length, batch, units, fused: options.fused };
  const told = at.section(() =>
    cell.kind === 'derived'
      ? { ...recurrentCell(at, reading, cell), statistics: null }
      : recurrentSearchCell(at, reading, cell.space),
  );
  const states = b.one('concat', told.outputs, { axis: 0 });
  const decoder = t.at('decoder');
  const { outputs, logits } = decoder.section(() => {
    const outputs = overWords(b, options, { values: states, masks: [mask('output')] });
    const bias = decoder.parameter('bias', {
      shape: [vocabulary],
      layout: 'vector',
      init: { kind: 'constant', value: 0 },
    });
    const scores = b.one('matmul', [outputs, matrix], { transposeB: true });
    return { outputs, logits: b.one('add', [scores, bias]) };
  });
  return t.finish('language', { logits, states, outputs, ...(told.statistics ?? {}) });
}

/** Values [T*B,n], dropped by masks [B,n] that are the same for all words. */
function overWords(
  b: EngineBuilder,
  { length, batch, units }: Words,
  { values, masks }: { readonly values: Var; readonly masks: readonly (Var | null)[] },
): Var {
  const [first, ...others] = masks.filter((one) => one !== null);
  if (first === undefined) return values;
  const joined = others.reduce((product, one) => dropped(b, product, one), first);
  const apart = b.one('reshape', [values], { shape: [length, batch, units] });
  return b.one('reshape', [b.one('mul', [apart, joined])], { shape: [length * batch, units] });
}
