import { describe, expect, it } from 'vitest';
import { createTfjsExecutor, float32 } from '../../engine/index.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { Tracer } from '../tracer.ts';
import type { Mode } from '../tracer.ts';
import { projected, runSubject } from './session.ts';
import type { Subject } from './session.ts';

function network(mode: Mode) {
  const t = Tracer.begin(mode);
  return t.finish('bn', { out: batchNorm(t.at('bn'), t.b.feed('x', float32(4, 1, 1, 1)), { affine: true }) });
}

const vector = (value: number) => ({ shape: [1], data: [value] });
const subject: Subject = {
  id: 'bn',
  train: network('train'),
  evaluate: network('eval'),
  loss: projected,
  feeds: { x: Float32Array.of(1, 2, 3, 6), R: Float32Array.of(1, 0, 0, 0) },
  parameters: { 'bn.weight': vector(2), 'bn.bias': vector(0.5) },
};

describe('runSubject', () => {
  it('runs forward, backward, and in evaluation with the statistics of that forward', async () => {
    const { train, running, evaluate } = await runSubject(subject, await createTfjsExecutor());
    // mean 3, biased variance 3.5, unbiased 14/3
    const normal = (1 - 3) / Math.sqrt(3.5 + 1e-5);
    expect(train['out']?.[0]).toBeCloseTo(2 * normal + 0.5, 5);
    expect(train['loss']?.[0]).toBeCloseTo(2 * normal + 0.5, 5);
    expect(train['gradient.bn.weight']?.[0]).toBeCloseTo(normal, 5);
    expect(train['gradient.bn.bias']?.[0]).toBeCloseTo(1, 5);
    expect(running['bn.running_mean']?.[0]).toBeCloseTo(0.3, 5);
    expect(running['bn.running_var']?.[0]).toBeCloseTo(0.9 + 1.4 / 3, 5);
    expect(evaluate['out']?.[0]).toBeCloseTo((2 * (1 - 0.3)) / Math.sqrt(0.9 + 1.4 / 3) + 0.5, 4);
  });

  it('refuses parameters of another network, by name', async () => {
    const executor = await createTfjsExecutor();
    const { 'bn.bias': bias, 'bn.weight': weight } = subject.parameters;
    if (bias === undefined || weight === undefined) throw new Error('both are there');
    await expect(runSubject({ ...subject, parameters: { 'bn.bias': bias } }, executor)).rejects.toThrow(
      /fixture bn: it gives no parameter bn\.weight/,
    );
    const extra = { ...subject.parameters, other: bias };
    await expect(runSubject({ ...subject, parameters: extra }, executor)).rejects.toThrow(
      /no parameter other/,
    );
    const long = { 'bn.bias': bias, 'bn.weight': { shape: [2], data: [1, 2] } };
    await expect(runSubject({ ...subject, parameters: long }, executor)).rejects.toThrow(
      /expected the shape \[1\]/,
    );
  });
});
