import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/support/evaluate.ts';
import { TINY_GENOTYPE } from '../../test/support/tiny-data.ts';
import { createTfjsExecutor, float32 } from '../engine/index.ts';
import { traceDerivedNetwork } from '../nn/index.ts';
import type { DerivedNetworkOptions, Network } from '../nn/index.ts';
import { evaluationProgram, initialModel, modelLayout, modelVariables, nextStatistics } from './model.ts';
import { writeVariables } from './snapshot.ts';

const trace = (changed: Partial<DerivedNetworkOptions> = {}): Network =>
  traceDerivedNetwork(TINY_GENOTYPE, {
    ...{ batch: 2, height: 4, width: 4, inputChannels: 1, classes: 3, initChannels: 2, cells: 3 },
    ...{ network: 'cifar', opTable: 'darts', auxiliary: false, dropPath: false, mode: 'train' },
    ...changed,
  });

/** The values of a parameter in packed weights. */
function partOf(network: Network, weights: Float32Array | undefined, name: string): number[] {
  const { slots, sizes } = modelLayout(network).weights;
  const at = slots.findIndex((slot) => slot.name === name);
  expect(at).toBeGreaterThanOrEqual(0);
  const offset = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
  return [...(weights?.subarray(offset, offset + (sizes[at] ?? 0)) ?? [])];
}

describe('initialModel', () => {
  const network = trace();

  it('draws every parameter within its bound, and sets the constant ones', () => {
    const { weights } = initialModel(network, 1);
    for (const { name, init } of network.parameters) {
      const values = partOf(network, weights, name);
      if (init.kind === 'constant') expect(new Set(values)).toEqual(new Set([init.value]));
      else {
        expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(init.bound);
        expect(new Set(values).size).toBe(values.length);
      }
    }
  });

  it('begins with running means 0 and variances 1', () => {
    const model = initialModel(network, 1);
    const channels = network.statistics.reduce((sum, one) => sum + one.channels, 0);
    expect(model['statistics.mean']).toEqual(new Float32Array(channels));
    expect(model['statistics.variance']).toEqual(new Float32Array(channels).fill(1));
  });

  it('depends on the seed, and on nothing else that the network has', () => {
    const name = 'cells.0.preprocess1.op.1.weight';
    const first = partOf(network, initialModel(network, 1)['weights'], name);
    const deeper = trace({ cells: 5 });
    expect(partOf(deeper, initialModel(deeper, 1)['weights'], name)).toEqual(first);
    expect(partOf(network, initialModel(network, 2)['weights'], name)).not.toEqual(first);
  });
});

it('modelVariables are three, whatever the network has', () => {
  const layout = modelLayout(trace());
  expect(modelVariables(layout)).toEqual({
    weights: float32(layout.weights.size),
    'statistics.mean': float32(layout.statistics.size),
    'statistics.variance': float32(layout.statistics.size),
  });
});

it('nextStatistics goes a tenth of the way to the batch', async () => {
  const statistics = { slots: [], sizes: [1, 2], size: 3 };
  const slots = [
    { name: 'a', shape: [1] },
    { name: 'b', shape: [2] },
  ];
  const layout = { weights: { slots: [], sizes: [], size: 0 }, statistics: { ...statistics, slots } };
  const found = await evaluate(
    (b) => {
      const vector = (name: string, size: number) => b.feed(name, float32(size));
      const outputs = {
        'a.batch_mean': vector('am', 1),
        'b.batch_mean': vector('bm', 2),
        'a.batch_var': vector('av', 1),
        'b.batch_var': vector('bv', 2),
      };
      const running = { mean: vector('mean', 3), variance: vector('variance', 3) };
      return { ...nextStatistics(b, running, { layout, outputs }) };
    },
    {
      am: Float32Array.of(10),
      bm: Float32Array.of(20, 30),
      av: Float32Array.of(1),
      bv: Float32Array.of(2, 3),
      mean: Float32Array.of(0, 0, 10),
      variance: Float32Array.of(1, 1, 1),
    },
  );
  [1, 2, 12].forEach((value, i) => expect(found['mean']?.[i]).toBeCloseTo(value, 5));
  [1, 1.1, 1.2].forEach((value, i) => expect(found['variance']?.[i]).toBeCloseTo(value, 5));
});

describe('evaluationProgram', () => {
  const network = trace();
  const layout = modelLayout(network);
  const task = { height: 4, width: 4, channels: 1, classes: 3 };
  const program = evaluationProgram(trace({ mode: 'eval' }), layout, {
    batch: 2,
    task,
    given: () => ({}),
    precision: 'float32',
  });
  const images = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i));

  const logits = async (variables: Readonly<Record<string, Float32Array>>) => {
    const executable = await (
      await createTfjsExecutor()
    ).load({ variables: modelVariables(layout), programs: { program } });
    await writeVariables(executable, variables);
    const found = await executable.run('program', { images });
    await executable.dispose();
    return [...(found['logits'] ?? [])];
  };

  it('takes images, changes nothing, and is named by its batch', () => {
    expect(program.name).toBe('evaluate@2');
    expect(Object.keys(program.feeds)).toEqual(['images']);
    expect(program.updates).toEqual({});
  });

  it('finds the parameters where the layout of training has put them', async () => {
    const { weights = new Float32Array(), ...statistics } = initialModel(network, 1);
    const bias = partOf(network, weights, 'classifier.bias').length;
    // The bias of the classifier is the last parameter: with nothing else, it is what comes out.
    const alone = weights.map((_, i) => (i < weights.length - bias ? 0 : i - weights.length));
    expect(await logits({ weights: alone, ...statistics })).toEqual([-3, -2, -1, -3, -2, -1]);
  });

  it('normalizes by the running statistics', async () => {
    const model = initialModel(network, 1);
    const before = await logits(model);
    const moved = { ...model, 'statistics.mean': new Float32Array(layout.statistics.size).fill(0.5) };
    expect(await logits(moved)).not.toEqual(before);
    expect(await logits(model)).toEqual(before);
  });
});
