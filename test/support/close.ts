/** Comparison of tensors. */
import type { TensorData } from '../../main/engine/index.ts';

/**
 * Fails unless two tensors agree: whole numbers and truth values exactly, floats to `tolerance` times the greatest magnitude of
 * the expected ones.
 */
export function expectClose(
  found: TensorData | undefined,
  expected: TensorData | undefined,
  options: { readonly tolerance: number; readonly what: string },
): void {
  const { tolerance, what } = options;
  if (found === undefined || expected === undefined) throw new Error(`${what} is missing`);
  if (found.constructor !== expected.constructor || found.length !== expected.length) {
    const said = (data: TensorData) => `${data.constructor.name} of ${data.length}`;
    throw new Error(`${what} is a ${said(found)}, expected a ${said(expected)}`);
  }
  const wanted = Array.from(expected);
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const limit = expected instanceof Float32Array ? tolerance * scale : 0;
  const odd = wanted.findIndex((value, i) => !agrees(found[i] ?? NaN, value, limit));
  if (odd === -1) return;
  const values = `${String(found[odd])}, expected ${String(wanted[odd])}`;
  throw new Error(`${what}: element ${odd} of ${wanted.length} is ${values} (within ${limit})`);
}

/** Infinities and NaN, too, must stand where they are expected. */
function agrees(found: number, wanted: number, limit: number): boolean {
  return Object.is(found, wanted) || Math.abs(found - wanted) <= limit;
}
