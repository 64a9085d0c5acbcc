import { describe, expect, it } from 'vitest';
import { expectSame, run } from '../../../test/support/mixture.ts';
import { gradients } from '../autodiff/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { flatKernels } from './flat-kernels.ts';
import { runPasses } from './pipeline.ts';

const IMAGE = float32(2, 4, 4, 4);

/** One separable convolution whose kernels are cut out of packed weights, and its gradient by these. */
function packed(read: 'reshaped' | 'twice'): Program {
  const b = new Builder(OPS);
  const [x, weights] = [b.feed('x', IMAGE), b.feed('w', float32(36 + 16))];
  const [first = x, second = x] = b.all('split', [weights], { axis: 0, sizes: [36, 16] });
  const depthwise = b.one('reshape', [first], { shape: [3, 3, 4, 1] });
  const pointwise = b.one('reshape', [second], { shape: [1, 1, 4, 4] });
  const geometry = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] };
  const attrs = { ...geometry, depthwise: true, relu: true, normalized: false, epsilon: 1e-5 };
  const [y = x] = b.all('separable', [x, depthwise, pointwise], attrs);
  const loss = b.one('sum', [b.one('square', [y])], { axes: [0, 1, 2, 3], keepDims: false });
  const [dw = x, dp = x] = gradients(b, loss, [weights, pointwise]);
  return b.build('packed', { fetches: read === 'twice' ? { loss, dw, dp } : { loss, dw } });
}

const reshapes = ({ equations }: Program): number => equations.filter(({ op }) => op === 'reshape').length;

describe('flatKernels', () => {
  it('takes kernels as they lie, and gives their gradients so', async () => {
    const program = packed('reshaped');
    const flat = runPasses(program, OPS, ['flatKernels', 'deadCode']);
    verifyProgram(flat, OPS);
    expect(reshapes(program) - reshapes(flat)).toBe(4);
    expectSame(await run(flat), await run(program));
  });

  it('leaves a gradient in its shape where something else reads it', async () => {
    const program = packed('twice');
    const flat = runPasses(flatKernels(program), OPS, ['deadCode']);
    expect(reshapes(program) - reshapes(flat)).toBe(2);
    expectSame(await run(flat), await run(program));
  });
});
