import { describe, expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { Tracer } from '../tracer.ts';
import type { LayerStyle, Mode } from '../tracer.ts';
import { batchNorm } from './batch-norm.ts';
import { pointwise } from './convolution.ts';

/** A 1x1 convolution with its normalization; what the normalization reads, and the network. */
function layer(mode: Mode, style: LayerStyle) {
  const t = Tracer.begin(mode).styled(style);
  const x = t.b.feed('x', float32(2, 4, 4, 3));
  const out = batchNorm(t.at('bn'), pointwise(t.at('conv'), x, 5), { affine: false });
  const network = t.finish('layer', { out });
  const { equations } = network.program;
  const norm = equations.find(({ op }) => op.startsWith('batchNorm'));
  const read = equations.find(({ outputs }) => outputs.some(({ id }) => id === norm?.inputs[0]?.id));
  return { network, norm: norm?.op, read: read?.op };
}

describe('batchNorm', () => {
  it('normalizes by running statistics in evaluation, where it keeps them', () => {
    const { network, norm } = layer('eval', { bias: false, runningStatistics: true });
    expect(norm).toBe('batchNormInference');
    expect(network.statistics).toEqual([{ name: 'bn', channels: 5 }]);
  });

  it('normalizes by the batch in evaluation, where it keeps none', () => {
    const { network, norm } = layer('eval', { bias: false, runningStatistics: false });
    expect(norm).toBe('batchNorm');
    expect(network.statistics).toEqual([]);
    expect(Object.keys(network.program.fetches)).toEqual(['out']);
  });

  it('does without a bias that the mean of the batch takes away again, which stays a parameter', () => {
    const { network, read } = layer('train', { bias: true, runningStatistics: false });
    expect(read).toBe('conv2d');
    expect(network.parameters.map(({ name }) => name)).toEqual(['conv.weight', 'conv.bias']);
  });

  it.each(['train', 'eval'] as const)('has it in running statistics, in %s', (mode) => {
    expect(layer(mode, { bias: true, runningStatistics: true }).read).toBe('add');
  });
});
