import { describe, expect, it } from 'vitest';
import {
  EPSILON,
  expectSame,
  FORWARD,
  forward,
  IMAGE,
  opsOf,
  POINT,
  run,
  SAME,
  step,
} from '../../../test/support/mixture.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import { fuse } from './fuse.ts';
import { runPasses } from './pipeline.ts';

describe('fuse', () => {
  it('leaves three convolutions, three sums and one statistic of a mixture', () => {
    const fused = runPasses(forward(), OPS, FORWARD);
    verifyProgram(fused, OPS);
    const counts = opsOf(fused);
    // The state and the pool have several uses and are normalized once each; the node's sum does the rest on the way.
    expect(counts).toMatchObject({ separable: 3, normSum: 3, channelStatistics: 1, maxPool: 1 });
    for (const gone of ['batchNorm', 'relu', 'depthwiseConv2d', 'conv2d', 'add', 'addN'])
      expect(counts[gone]).toBeUndefined();
  });

  it('changes neither values nor statistics nor gradients', async () => {
    const [plain, fused] = [forward(), runPasses(forward(), OPS, FORWARD)];
    expectSame(await run(step(fused, [])), await run(step(plain, [])));
  });

  it('normalizes by running statistics where these are given', async () => {
    const b = new Builder(OPS);
    const x = b.feed('x', IMAGE);
    const affine = ['scale', 'offset'].map((name) => b.feed(name, float32(4)));
    const given = [0.2, 1.5].map((value) => b.fill(value, float32(4)));
    const y = b.one('batchNormInference', [x, ...affine, ...given], EPSILON);
    const node = b.one('conv2d', [b.one('relu', [y]), b.feed('q', float32(1, 1, 4, 4))], POINT);
    const program = b.build('evaluate', { fetches: { node } });
    const fused = fuse(program);
    expect(opsOf(fused)).toEqual({ fill: 2, separable: 1 });
    expectSame(await run(step(fused, [])), await run(step(program, [])));
  });

  it('leaves alone what it has no kernel for', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', IMAGE);
    const y = b.one('conv2d', [b.one('relu', [x]), b.feed('k', float32(3, 3, 4, 2))], SAME);
    const z = b.one('conv2d', [x, b.feed('q', float32(1, 1, 4, 2))], { ...POINT, strides: [2, 2] });
    const program = b.build('others', { fetches: { y, z } });
    expect(fuse(program)).toEqual(program);
  });
});
