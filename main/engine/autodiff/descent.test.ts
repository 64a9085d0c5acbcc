import { expect, it } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createRng } from '../../base/rng.ts';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, int32, sizeOf } from '../program/index.ts';
import type { Bundle, Var } from '../program/index.ts';
import { gradients } from './gradients.ts';

const [SAMPLES, FEATURES, HIDDEN, CLASSES] = [32, 2, 16, 2];
const VARIABLES = {
  hiddenWeights: float32(FEATURES, HIDDEN),
  hiddenBias: float32(HIDDEN),
  outWeights: float32(HIDDEN, CLASSES),
  outBias: float32(CLASSES),
} as const;

/** Two layers, and one step of gradient descent on their mean cross-entropy. */
function network(): Bundle {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(SAMPLES, FEATURES));
  const targets = b.one('oneHot', [b.feed('labels', int32(SAMPLES))], { depth: CLASSES });
  const rate = b.feed('rate', float32());
  const variable = (name: keyof typeof VARIABLES) => b.read(name, VARIABLES[name]);
  const dense = (input: Var, layer: 'hidden' | 'out') =>
    b.one('add', [b.one('matmul', [input, variable(`${layer}Weights`)]), variable(`${layer}Bias`)]);
  const logits = dense(b.one('relu', [dense(x, 'hidden')]), 'out');
  const losses = b.all('softmaxCrossEntropy', [logits, targets]).slice(0, 1);
  const loss = b.one('div', [b.one('sum', losses, { axes: [0] }), b.fill(SAMPLES, float32())]);
  const weights = Object.entries(VARIABLES).map(([name, type]) => [name, b.read(name, type)] as const);
  const slopes = gradients(
    b,
    loss,
    weights.map(([, w]) => w),
  );
  const updates = Object.fromEntries(
    weights.map(([name, w], i) => {
      const descent = b.one('mul', [defined(slopes[i], 'one gradient a weight'), rate]);
      return [name, b.one('sub', [w, descent])];
    }),
  );
  return { variables: VARIABLES, programs: { step: b.build('step', { fetches: { loss }, updates }) } };
}

it('gradient descent teaches a network of two layers the exclusive or', async () => {
  const loaded = await (await createTfjsExecutor()).load(network());
  const rng = createRng(5, 'descent');
  for (const name of ['hiddenWeights', 'outWeights'] as const) {
    const size = sizeOf(VARIABLES[name].shape);
    await loaded.write(
      name,
      Float32Array.from({ length: size }, () => rng.normal() * 0.7),
    );
  }
  const x = Float32Array.from({ length: SAMPLES * FEATURES }, () => 2 * rng.uniform() - 1);
  const labels = Int32Array.from({ length: SAMPLES }, (_, i) =>
    (x[2 * i] ?? 0) > 0 === (x[2 * i + 1] ?? 0) > 0 ? 1 : 0,
  );
  const losses: number[] = [];
  for (let step = 0; step < 300; step++) {
    const { loss } = await loaded.run('step', { x, labels, rate: Float32Array.of(0.5) });
    losses.push(loss?.[0] ?? NaN);
  }
  await loaded.dispose();
  const at = (step: number): number => losses[step] ?? NaN;
  expect(at(10)).toBeLessThan(at(0));
  expect(at(100)).toBeLessThan(at(10));
  expect(at(299)).toBeLessThan(0.15);
});
