import { describe, expect, it } from 'vitest';
import type { ParameterLayout, ParameterSpec } from './parameters.ts';
import { imagesFromTorch, parameterFromTorch, parameterToTorch, torchShape } from './torch-layout.ts';

const spec = (layout: ParameterLayout, shape: readonly number[]): ParameterSpec => ({
  name: 'w',
  layout,
  shape,
  init: { kind: 'constant', value: 0 },
});
const counted = (length: number) => Array.from({ length }, (_, i) => i);

describe('parameterFromTorch', () => {
  it('turns [out,in,kh,kw] into [kh,kw,in,out]', () => {
    const torch = { shape: [2, 3, 1, 2], data: counted(12) };
    // Element [h,w,i,o] was [o,i,h,w]: 6 o + 2 i + w.
    expect([...parameterFromTorch(spec('convolution', [1, 2, 3, 2]), torch)]).toEqual([
      0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11,
    ]);
  });

  it('turns [C,1,kh,kw] into [kh,kw,C,1]', () => {
    const torch = { shape: [2, 1, 2, 2], data: counted(8) };
    expect([...parameterFromTorch(spec('depthwise', [2, 2, 2, 1]), torch)]).toEqual([0, 4, 1, 5, 2, 6, 3, 7]);
  });

  it('turns [out,in] into [in,out]', () => {
    const torch = { shape: [2, 3], data: counted(6) };
    expect([...parameterFromTorch(spec('linear', [3, 2]), torch)]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('refuses another shape, in the words of PyTorch', () => {
    const torch = { shape: [3, 3], data: counted(9) };
    expect(() => parameterFromTorch(spec('linear', [3, 2]), torch)).toThrow(
      /w: expected the shape \[2,3\], got \[3,3\]/,
    );
  });
});

it.each([
  spec('convolution', [1, 2, 3, 4]),
  spec('depthwise', [3, 2, 5, 1]),
  spec('linear', [4, 3]),
  spec('vector', [6]),
])('there and back is the same: $layout', (parameter) => {
  const data = Float32Array.from(counted(parameter.shape.reduce((a, b) => a * b, 1)));
  const torch = parameterToTorch(parameter, data);
  expect(torch.shape).toEqual(torchShape(parameter));
  expect(parameterFromTorch(parameter, torch)).toEqual(data);
});

it('images become [N,H,W,C]', () => {
  const { shape, data } = imagesFromTorch({ shape: [1, 2, 1, 3], data: counted(6) });
  expect(shape).toEqual([1, 1, 3, 2]);
  expect([...data]).toEqual([0, 3, 1, 4, 2, 5]);
});
