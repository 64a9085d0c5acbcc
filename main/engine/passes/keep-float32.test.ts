import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { DType, Program } from '../program/index.ts';
import { deadCode } from './dead-code.ts';
import { keepFloat32 } from './keep-float32.ts';

/** The filter gradient of a depthwise convolution with a square kernel, as it comes and cast to float32. */
function filterGradient(dtype: DType, kernel: number): Program {
  const b = new Builder(OPS);
  const [x, dy] = ['x', 'dy'].map((name) => b.one('cast', [b.feed(name, float32(2, 6, 6, 3))], { dtype }));
  if (x === undefined || dy === undefined) throw new Error('two images');
  const side = (kernel - 1) / 2;
  const narrow = b.one('depthwiseFilterGrad', [x, dy], {
    strides: [1, 1],
    padding: [side, side, side, side],
    dilations: [1, 1],
    kernelShape: [kernel, kernel, 3, 1],
  });
  const wide = b.one('cast', [narrow], { dtype: 'float32' });
  return b.build('p', { fetches: { wide, narrow } });
}

/** Each equation as `op: operands > result`. */
const lines = (program: Program): readonly string[] =>
  program.equations.map(
    ({ op, inputs, outputs }) =>
      `${op} ${inputs.map((v) => v.type.dtype).join(' ')} > ${outputs[0]?.type.dtype ?? ''}`,
  );

describe('keepFloat32', () => {
  it('computes a 5x5 depthwise filter gradient in float32, and takes the gradient as it comes', () => {
    const program = keepFloat32(filterGradient('bfloat16', 5));
    verifyProgram(program, OPS);
    expect(lines(program)).toEqual([
      'cast float32 > bfloat16',
      'cast float32 > bfloat16',
      'cast bfloat16 > float32',
      'cast bfloat16 > float32',
      'depthwiseFilterGrad float32 float32 > float32',
      'cast float32 > bfloat16',
    ]);
    const { wide, narrow } = program.fetches;
    expect([wide?.type.dtype, narrow?.type.dtype]).toEqual(['float32', 'bfloat16']);
    const { wide: alone = wide } = program.fetches;
    const used = deadCode({ ...program, fetches: alone === undefined ? {} : { alone } });
    expect(lines(used).at(-1)).toBe('depthwiseFilterGrad float32 float32 > float32');
  });

  it.each([
    ['a small kernel', filterGradient('bfloat16', 3)],
    ['float16, the GPU’s type', filterGradient('float16', 5)],
    ['float32', filterGradient('float32', 5)],
  ])('leaves %s as it is', (_, program) => {
    expect(keepFloat32(program)).toBe(program);
  });
});
