import { defined } from '../../base/assert.ts';
import type { TensorData } from '../../engine/index.ts';
import { imagesFromTorch, parameterFromTorch } from '../torch-layout.ts';
import type { ParameterSpec } from '../parameters.ts';
import type { Comparison, FixtureTensor } from './fixture.ts';

/** A quantity under its name in the fixture and in the outcome. */
export interface Pairing {
  readonly quantity: string;
  readonly results: Readonly<Record<string, TensorData>>;
  readonly fetch: string;
  readonly deviation: number;
}

/** An image quantity, expected in PyTorch's layout. */
export function imageComparison(pairing: Pairing, expected: FixtureTensor): Comparison {
  return comparison(pairing, imagesFromTorch(expected).data);
}

/** A quantity whose layout is the same here and in PyTorch. */
export function comparison(
  { quantity, results, fetch, deviation }: Pairing,
  expected: ArrayLike<number>,
): Comparison {
  return { quantity, found: defined(results[fetch], `${fetch} is computed`), expected, deviation };
}

/** Every gradient of a parameter that the fixture gives in full. */
export function gradientComparisons(
  specs: readonly ParameterSpec[],
  results: Readonly<Record<string, TensorData>>,
  {
    expected,
    deviation,
  }: { readonly expected: Readonly<Record<string, FixtureTensor>>; readonly deviation: number },
): readonly Comparison[] {
  return specs.flatMap((spec) => {
    const torch = expected[spec.name];
    if (torch === undefined) return [];
    const pairing = { quantity: `grad ${spec.name}`, results, fetch: `gradient.${spec.name}`, deviation };
    return [comparison(pairing, parameterFromTorch(spec, torch))];
  });
}

/** Sum and norm of every gradient. A sum may cancel: its size is that of the norm. */
export function summaryComparisons(
  results: Readonly<Record<string, TensorData>>,
  {
    expected,
    deviation,
  }: {
    readonly expected: Readonly<Record<string, { readonly sum: number; readonly l2: number }>>;
    readonly deviation: number;
  },
): readonly Comparison[] {
  return Object.entries(expected).flatMap(([name, { sum, l2 }]) => {
    const gradient = defined(results[`gradient.${name}`], `the gradient of ${name} is computed`);
    const values: readonly number[] = Array.from(gradient);
    const total = values.reduce((accumulated, value) => accumulated + value, 0);
    return [
      {
        quantity: `grad ${name} sum`,
        found: [total],
        expected: [sum],
        deviation,
        scale: Math.max(Math.abs(sum), l2),
      },
      { quantity: `grad ${name} l2`, found: [norm(values)], expected: [l2], deviation },
    ];
  });
}

/** The l2 norm. */
export function norm(values: Iterable<number>): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares);
}

/** Running statistics after one forward. */
export function runningComparisons(
  running: Readonly<Record<string, Float32Array>>,
  {
    expected,
    deviation,
  }: { readonly expected: Readonly<Record<string, FixtureTensor>>; readonly deviation: number },
): readonly Comparison[] {
  return Object.entries(expected).map(([name, { data }]) =>
    comparison({ quantity: name, results: running, fetch: name, deviation }, data),
  );
}
