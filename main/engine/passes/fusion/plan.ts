/** What of a program the pass `fuse` replaces: found before anything is changed. */
import { defined } from '../../../base/assert.ts';
import { TERM } from '../../ops/fused/norm-sum.ts';
import { MOST_TAPS } from '../../ops/fused/separable-geometry.ts';
import { sameType, sizeOf } from '../../program/index.ts';
import type { Attrs, Equation, Program, TensorType, Var } from '../../program/index.ts';
import { isFilled, master } from './uses.ts';
import type { Uses } from './uses.ts';

/** A convolution that becomes `separable`. */
export interface Group {
  readonly image: Var;
  readonly kernels: readonly Var[];
  /** The normalization that is done on the way. */
  readonly norm: Equation | null;
  readonly attrs: Attrs;
}

const isAll = (attr: unknown, value: number): boolean =>
  Array.isArray(attr) && attr.every((each) => each === value);

/** The group that ends in this equation, if one does. */
function groupAt(conv: Equation, uses: Uses): Group | null {
  const [seen] = conv.inputs;
  const pointwise = pointwiseOf(conv, uses);
  if (seen === undefined || pointwise === null) return null;
  const depthwise = depthwiseBefore(seen, uses);
  const [relu, image] = reluBefore(depthwise?.image ?? seen, uses);
  // Where several read the rectified image, it is normalized once for all of them.
  const isShared = relu?.outputs.some((v) => uses.countOf(v) !== 1) ?? false;
  const norm = isShared ? null : normBefore(image, uses);
  return {
    image: norm?.inputs[0] ?? image,
    kernels: depthwise === null ? [pointwise] : [depthwise.kernel, pointwise],
    norm,
    attrs: {
      ...(depthwise?.geometry ?? POINT),
      depthwise: depthwise !== null,
      relu: relu !== null,
      normalized: norm !== null,
      epsilon: Number(norm?.attrs['epsilon'] ?? UNUSED_EPSILON),
    },
  };
}

/** Attributes of a group without a depthwise convolution. */
const POINT = { window: [1, 1], strides: [1, 1], padding: [0, 0, 0, 0], dilations: [1, 1] } as const;
/** Where nothing is normalized. */
const UNUSED_EPSILON = 1e-5;

/** The kernel of a convolution that looks at one pixel at a time and leaves none out. */
function pointwiseOf(conv: Equation, uses: Uses): Var | null {
  const [, kernel] = conv.inputs;
  if (conv.op !== 'conv2d' || kernel === undefined) return null;
  const isPointwise = sizeOf(kernel.type.shape.slice(0, 2)) === 1;
  const isWhole = isAll(conv.attrs['strides'], 1) && isAll(conv.attrs['padding'], 0);
  return isPointwise && isWhole ? master(kernel, uses) : null;
}

function depthwiseBefore(
  v: Var,
  uses: Uses,
): { readonly image: Var; readonly kernel: Var; readonly geometry: Attrs } | null {
  const maker = uses.makerOf(v);
  const [image, given] = maker?.inputs ?? [];
  if (maker?.op !== 'depthwiseConv2d' || uses.countOf(v) !== 1) return null;
  if (image === undefined || given === undefined) return null;
  const kernel = master(given, uses);
  const window = given.type.shape.slice(0, 2);
  return kernel === null || sizeOf(window) > MOST_TAPS
    ? null
    : { image, kernel, geometry: { ...maker.attrs, window } };
}

function reluBefore(v: Var, uses: Uses): readonly [Equation | null, Var] {
  const maker = uses.makerOf(v);
  const [image] = maker?.inputs ?? [];
  return maker?.op === 'relu' && image !== undefined ? [maker, image] : [null, v];
}

/** Ops that normalize an image. */
export const NORMALIZATIONS: readonly string[] = ['batchNorm', 'batchNormInference'];

/** The normalization that made a value which nothing else reads. */
function normBefore(v: Var, uses: Uses): Equation | null {
  const maker = uses.makerOf(v);
  if (maker === undefined || !NORMALIZATIONS.includes(maker.op)) return null;
  return maker.outputs[0]?.id === v.id && uses.countOf(v) === 1 ? maker : null;
}

/** One image of a sum. */
export interface SumTerm {
  readonly kind: number;
  readonly image: Var;
  /** Of a normalized image. */
  readonly norm: Equation | null;
  /** One number: of a scaled image, or the scale of one that is normalized without any of its own. */
  readonly factor: Var | null;
}

const isSum = (equation: Equation | undefined): boolean => equation?.op === 'add' || equation?.op === 'addN';

/** The terms of a sum, and of the sums that only it reads; null where some shape is broadcast. */
function termsOf(sum: Equation, uses: Uses): readonly SumTerm[] | null {
  const type = defined(sum.outputs[0], 'a sum has a result').type;
  const terms: SumTerm[] = [];
  for (const v of sum.inputs) {
    if (!sameType(v.type, type)) return null;
    const maker = uses.makerOf(v);
    if (maker !== undefined && isSum(maker) && uses.countOf(v) === 1) {
      const inner = termsOf(maker, uses);
      if (inner === null) return null;
      terms.push(...inner);
    } else terms.push(termOf(v, type, uses));
  }
  return terms;
}

/** Whether a value multiplies every element alike: of shape [] or [1]. */
const isSingle = ({ type }: Var): boolean => type.shape.length < 2 && sizeOf(type.shape) === 1;

function termOf(v: Var, type: TensorType, uses: Uses): SumTerm {
  const norm = normBefore(v, uses);
  const [source] = norm?.inputs ?? [];
  if (norm !== null && source !== undefined)
    return { kind: TERM.normalized, image: source, norm, factor: null };
  return scaledTerm(v, type, uses) ?? { kind: TERM.plain, image: v, norm: null, factor: null };
}

/** A product of an image and one number that nothing else reads. */
function scaledTerm(v: Var, type: TensorType, uses: Uses): SumTerm | null {
  const maker = uses.makerOf(v);
  const [a, b] = maker?.inputs ?? [];
  if (maker?.op !== 'mul' || uses.countOf(v) !== 1 || a === undefined || b === undefined) return null;
  const [image, number] = isSingle(b) ? [a, b] : [b, a];
  const factor = isSingle(number) ? master(number, uses) : null;
  return factor !== null && sameType(image.type, type)
    ? { kind: TERM.scaled, image, norm: null, factor }
    : null;
}

/** What is to be done, found before anything is changed. */
export interface Plan {
  readonly groups: ReadonlyMap<Equation, Group>;
  readonly sums: ReadonlyMap<Equation, readonly SumTerm[]>;
  /** Normalizations that some group or sum does on the way. */
  readonly taken: ReadonlySet<Equation>;
}

/** Finds the groups and the sums of a program. */
export function planOf(program: Program, uses: Uses): Plan {
  const groups = groupsOf(program, uses);
  const sums = sumsOf(program, uses);
  const shared = sharedNorms(sums, uses);
  for (const [norm, shares] of shared) {
    for (const share of shares) sums.set(share.sum, normalizedBy(norm, share, sums.get(share.sum) ?? []));
  }
  const taken = [...groups.values(), ...[...sums.values()].flat()].map(({ norm }) => norm);
  return { groups, sums, taken: new Set(taken.filter((norm) => norm !== null)) };
}

function groupsOf({ equations }: Program, uses: Uses): ReadonlyMap<Equation, Group> {
  const groups = new Map<Equation, Group>();
  for (const equation of equations) {
    const group = groupAt(equation, uses);
    if (group !== null) groups.set(equation, group);
  }
  return groups;
}

/** The sums in which an image is scaled or normalized. */
function sumsOf({ equations }: Program, uses: Uses): Map<Equation, readonly SumTerm[]> {
  const sums = new Map<Equation, readonly SumTerm[]>();
  const inner = new Set<Equation>();
  // From the last to the first: a sum is met before those it is made of.
  for (const equation of [...equations].reverse()) {
    const isOuterSum = isSum(equation) && !inner.has(equation);
    const terms = isOuterSum ? termsOf(equation, uses) : null;
    if (terms === null || !isWorthwhile(equation, terms)) continue;
    sums.set(equation, terms);
    markInner(equation, uses, inner);
  }
  return sums;
}

/** Whether a sum of images has something to do on the way, and one epsilon for all of it. */
function isWorthwhile({ outputs }: Equation, terms: readonly SumTerm[]): boolean {
  const epsilons = new Set(terms.flatMap(({ norm }) => norm?.attrs['epsilon'] ?? []));
  const isImage = outputs[0]?.type.shape.length === 4;
  return isImage && epsilons.size < 2 && terms.some(({ kind }) => kind !== TERM.plain);
}

/** The terms of a sum, one of which normalizes on the way. */
const normalizedBy = (norm: Equation, { at, image }: Share, terms: readonly SumTerm[]): readonly SumTerm[] =>
  terms.map((term, i) => (i === at ? { ...term, kind: TERM.normalized, image, norm } : term));

/** A term that reads a normalized image: which sum it stands in, at which place, and what is normalized. */
interface Share {
  readonly sum: Equation;
  readonly at: number;
  readonly image: Var;
}

/**
 * Normalizations without scale and offset of which all that is read are multiples in sums, as a pool's by the edges of its state: each
 * sum normalizes on the way, and the normalized image is never made.
 */
function sharedNorms(
  sums: ReadonlyMap<Equation, readonly SumTerm[]>,
  uses: Uses,
): ReadonlyMap<Equation, readonly Share[]> {
  const found = new Map<Equation, Share[]>();
  const epsilons = new Set<unknown>();
  for (const [sum, terms] of sums) {
    for (const [at, { kind, image, norm }] of terms.entries()) {
      const maker = norm ?? uses.makerOf(image);
      if (maker === undefined || !NORMALIZATIONS.includes(maker.op)) continue;
      epsilons.add(maker.attrs['epsilon']);
      const [source, scale, offset] = maker.inputs;
      const isBare = isFilled(scale, 1, uses) && isFilled(offset, 0, uses);
      if (kind !== TERM.scaled || source === undefined || !isBare) continue;
      found.set(maker, [...(found.get(maker) ?? []), { sum, at, image: source }]);
    }
  }
  // A sum knows one epsilon.
  if (epsilons.size > 1) return new Map();
  const isWhole = ([norm, shares]: readonly [Equation, readonly Share[]]): boolean => {
    const [y] = norm.outputs;
    return y !== undefined && uses.countOf(y) === shares.length;
  };
  return new Map([...found].filter(isWhole));
}

function markInner(sum: Equation, uses: Uses, inner: Set<Equation>): void {
  for (const v of sum.inputs) {
    const maker = uses.makerOf(v);
    if (maker === undefined || !isSum(maker) || uses.countOf(v) !== 1) continue;
    inner.add(maker);
    markInner(maker, uses, inner);
  }
}
