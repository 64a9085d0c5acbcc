import { describe, expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../../engine/index.ts';
import { adamRates, adamUpdate } from './adam.ts';
import type { AdamSettings } from './adam.ts';

const SETTINGS: AdamSettings = { betas: [0.5, 0.999], epsilon: 1e-8, weightDecay: 1e-3 };
const RATE = 3e-2;

/** The value after each of these gradients, as the product computes it. */
async function values(start: number, gradients: readonly number[], settings = SETTINGS): Promise<number[]> {
  const b = createBuilder();
  const read = (name: string) => b.read(name, float32(1));
  const scalar = (name: string) => b.feed(name, float32());
  const state = { value: read('value'), first: read('first'), second: read('second') };
  const rates = { stepSize: scalar('stepSize'), rootCorrection: scalar('rootCorrection') };
  const next = adamUpdate(b, { ...state, gradient: b.feed('gradient', float32(1)) }, { settings, rates });
  const program = b.build('update', { fetches: {}, updates: { ...next } });
  const variables = { value: float32(1), first: float32(1), second: float32(1) };
  const loaded = await (await createTfjsExecutor()).load({ variables, programs: { update: program } });
  await loaded.write('value', Float32Array.of(start));
  const found: number[] = [];
  for (const [i, gradient] of gradients.entries()) {
    const { stepSize, rootCorrection } = adamRates(i + 1, RATE, settings.betas);
    await loaded.run('update', {
      gradient: Float32Array.of(gradient),
      stepSize: Float32Array.of(stepSize),
      rootCorrection: Float32Array.of(rootCorrection),
    });
    found.push(...(await loaded.read('value')));
  }
  await loaded.dispose();
  return found;
}

/** The same by the formula of `torch.optim.Adam`, in double precision. */
function byFormula(
  start: number,
  gradients: readonly number[],
  { betas, epsilon, weightDecay }: AdamSettings,
) {
  let [value, m, v] = [start, 0, 0];
  return gradients.map((gradient, i) => {
    const g = gradient + weightDecay * value;
    m = betas[0] * m + (1 - betas[0]) * g;
    v = betas[1] * v + (1 - betas[1]) * g * g;
    const [c1, c2] = [1 - betas[0] ** (i + 1), 1 - betas[1] ** (i + 1)];
    value -= ((RATE / c1) * m) / (Math.sqrt(v) / Math.sqrt(c2) + epsilon);
    return value;
  });
}

const near = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
};

describe('adamUpdate', () => {
  it('moves by the rate at first, whatever the size of the gradient', async () => {
    near(await values(1, [1e-3], { ...SETTINGS, weightDecay: 0 }), [1 - RATE]);
    near(await values(1, [-50], { ...SETTINGS, weightDecay: 0 }), [1 + RATE]);
  });

  it.each([
    ['the betas of the search', SETTINGS],
    ['a slower mean', { ...SETTINGS, betas: [0.9, 0.999] as const }],
    ['much decay', { ...SETTINGS, weightDecay: 2 }],
    ['a large epsilon, which is added after the correction', { ...SETTINGS, epsilon: 0.5 }],
  ])('follows the formula over several updates: %s', async (_, settings) => {
    const gradients = [0.3, -0.1, 0.25, 0.7, -1.2];
    near(await values(0.8, gradients, settings), byFormula(0.8, gradients, settings));
  });
});

it('adamRates corrects the bias of both means', () => {
  expect(adamRates(1, 0.1, [0.5, 0.75])).toEqual({ stepSize: 0.2, rootCorrection: 0.5 });
  const late = adamRates(10_000, 0.1, [0.5, 0.75]);
  expect(late).toEqual({ stepSize: 0.1, rootCorrection: 1 });
});
