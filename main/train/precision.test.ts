import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../engine/index.ts';
import { checkPrecision, precisionNotes, precisionSchema } from './precision.ts';

describe('checkPrecision', () => {
  it('refuses float16 on a CPU and offers bfloat16', async () => {
    const executor = await createTfjsExecutor();
    expect(() => checkPrecision(executor, 'float16')).toThrow(
      'float16 needs a GPU and tfjs (cpu) computes on the CPU here, where it would crawl: set "precision" to "bfloat16", or to "float32".',
    );
    expect(() => checkPrecision(executor, 'bfloat16')).not.toThrow();
    expect(() => checkPrecision(executor, 'float32')).not.toThrow();
  });
});

describe('precisionNotes', () => {
  const old = { device: 'cpu', flags: new Set(['avx2']) } as const;
  const slow = ['bfloat16 on a processor without AVX512-BF16 or AMX: slower than float32'];

  it.each([
    ['float32', old, []],
    ['bfloat16', old, slow],
    ['bfloat16', { device: 'cpu', flags: new Set(['avx2', 'avx512_bf16']) }, ['images in bfloat16']],
    ['bfloat16', { device: 'cpu', flags: new Set(['amx_bf16']) }, ['images in bfloat16']],
    ['bfloat16', { device: 'cpu', flags: null }, ['images in bfloat16']],
    ['float16', { device: 'gpu', flags: new Set<string>() }, ['images in float16']],
  ] as const)('%s on %o', (precision, on, expected) => {
    expect(precisionNotes(precision, on)).toEqual(expected);
  });
});

it('is float32 unless a run says otherwise, and says what it means', () => {
  expect(precisionSchema.parse(undefined)).toBe('float32');
  expect(precisionSchema.meta()?.title).toBe('Precision');
  expect(() => precisionSchema.parse('float64')).toThrow();
});
