import type { Var } from '../../engine/index.ts';
import { factorizedReduce } from '../blocks/factorized-reduce.ts';
import { reluConvBn } from '../blocks/relu-conv-bn.ts';
import { nnError } from '../errors.ts';
import { imageOf, sizeText } from '../tracer.ts';
import type { Tracer } from '../tracer.ts';

/** What search and derived cells have in common. */
export interface CellPlace {
  /** Channels of each node. */
  readonly channels: number;
  /** Whether it halves the size: its edges from the two inputs have stride 2. */
  readonly reduction: boolean;
  /** Whether the cell before it did: then the older input is halved on entry. */
  readonly reductionBefore: boolean;
}

/** The outputs of the cell before the previous one and of the previous one, `[s0, s1]` in the references. */
export type CellInputs = readonly [Var, Var];

/**
 * Both inputs with the cell's channels and the size of the newer one, [N,H,W,channels] each.
 *
 * The DARTS code fails where the older input has an odd size. Here it is padded as in sharpDARTS, which gives the same on even sizes.
 *
 * @throws nn/size-mismatch
 */
export function preprocess(
  t: Tracer,
  inputs: CellInputs,
  cell: CellPlace & { readonly affine: boolean },
): CellInputs {
  const { channels, affine, reductionBefore } = cell;
  const [before, previous] = inputs;
  const enter = t.at('preprocess0');
  const first = reductionBefore
    ? factorizedReduce(enter, before, { channels, affine, oddSizes: 'pad' })
    : reluConvBn(enter, before, { channels, affine });
  const second = reluConvBn(t.at('preprocess1'), previous, { channels, affine });
  requireSize(enter, { what: 'the older input', found: first, needed: second.type.shape });
  return [first, second];
}

/** The stride of an edge: 2 where a reduction cell reads one of its inputs. */
export function strideOf(cell: CellPlace, state: number): 1 | 2 {
  return cell.reduction && state < 2 ? 2 : 1;
}

/** The shape of a cell's nodes, [N,H,W,channels], from one of its preprocessed inputs. */
export function nodeShape(input: Var, cell: CellPlace): readonly number[] {
  const { batch, height, width } = imageOf(input);
  const scale = cell.reduction ? 2 : 1;
  return [batch, Math.ceil(height / scale), Math.ceil(width / scale), cell.channels];
}

/** @throws nn/size-mismatch if a value is of another shape than its place needs */
export function requireSize(
  t: Tracer,
  { what, found, needed }: { readonly what: string; readonly found: Var; readonly needed: readonly number[] },
): void {
  const { shape } = found.type;
  if (shape.every((extent, i) => extent === needed[i])) return;
  throw nnError('nn/size-mismatch', {
    layer: t.name,
    what,
    found: sizeText(shape),
    needed: sizeText(needed),
  });
}

/** The sum of values of one type, in their order; zeros of `shape` where there are none. */
export function sumOf(t: Tracer, terms: readonly Var[], shape: readonly number[]): Var {
  const [first] = terms;
  if (first === undefined) return t.constant(0, { dtype: 'float32', shape });
  return terms.length === 1 ? first : t.b.one('addN', terms);
}
