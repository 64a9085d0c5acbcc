import { describe, expect, it } from 'vitest';
import { createBuilder, createTfjsExecutor, float32 } from '../../engine/index.ts';
import { asgdRates, asgdUpdate } from './asgd.ts';

interface Point {
  readonly weights: number;
  readonly average: number;
}

/** An update: its gradient, and the learning rate that is set for it. */
interface Given {
  readonly gradient: number;
  readonly rate: number;
}

/** A weight and its average after each update, as the product computes them. */
async function points(start: number, updates: readonly Given[], weightDecay: number): Promise<Point[]> {
  const b = createBuilder();
  const read = (name: string) => b.read(name, float32(1));
  const scalar = (name: string) => b.feed(name, float32());
  const next = asgdUpdate(
    b,
    {
      ...{ weights: read('weights'), average: read('average'), gradient: b.feed('gradient', float32(1)) },
      ...{ learningRate: scalar('learningRate'), averageShare: scalar('averageShare') },
    },
    { weightDecay },
  );
  const program = b.build('update', { fetches: {}, updates: { ...next } });
  const variables = { weights: float32(1), average: float32(1) };
  const loaded = await (await createTfjsExecutor()).load({ variables, programs: { update: program } });
  await loaded.write('weights', Float32Array.of(start));
  const found: Point[] = [];
  for (const [i, { gradient, rate }] of updates.entries()) {
    const rates = asgdRates(i + 1, { current: rate, previous: updates[i - 1]?.rate ?? NaN });
    await loaded.run('update', {
      gradient: Float32Array.of(gradient),
      learningRate: Float32Array.of(rates.learningRate),
      averageShare: Float32Array.of(rates.averageShare),
    });
    const [weights = NaN] = await loaded.read('weights');
    const [average = NaN] = await loaded.read('average');
    found.push({ weights, average });
  }
  await loaded.dispose();
  return found;
}

/** The same as `torch.optim.ASGD` goes about it (lambd 0, t0 0): rate and share are states, renewed after each update. */
function byFormula(start: number, updates: readonly Given[], weightDecay: number): Point[] {
  let [weights, average, eta, mu] = [start, 0, updates[0]?.rate ?? NaN, 1];
  return updates.map(({ gradient, rate }, i) => {
    weights -= eta * (gradient + weightDecay * weights);
    average = mu === 1 ? weights : average + mu * (weights - average);
    eta = rate;
    mu = 1 / Math.max(1, i + 1);
    return { weights, average };
  });
}

describe('asgdUpdate', () => {
  it.each([
    ['at a constant rate', [0.2, 0.2, 0.2, 0.2, 0.2], 0],
    ['with much decay', [0.2, 0.2, 0.2, 0.2, 0.2], 0.5],
    ['at a rate that changes', [0.2, 0.1, 0.4, 0.3, 0.05], 0.1],
  ])('follows the formula over several updates: %s', async (_, rates, weightDecay) => {
    const gradients = [0.3, -0.1, 0.25, 0.7, -1.2];
    const updates = rates.map((rate, i) => ({ rate, gradient: gradients[i] ?? NaN }));
    const found = await points(0.8, updates, weightDecay);
    const expected = byFormula(0.8, updates, weightDecay);
    expect(found).toHaveLength(expected.length);
    expected.forEach(({ weights, average }, i) => {
      expect(found[i]?.weights).toBeCloseTo(weights, 6);
      expect(found[i]?.average).toBeCloseTo(average, 6);
    });
  });

  it('averages the weights after all updates but the first', async () => {
    const updates = [1, -3, 2, -4].map((gradient) => ({ gradient, rate: 0.5 }));
    const found = await points(0, updates, 0);
    expect(found.map(({ weights }) => weights)).toEqual([-0.5, 1, 0, 2]);
    expect(found.map(({ average }) => average)).toEqual([-0.5, 1, 0.5, 1]);
  });
});

it('asgdRates takes the rate that was set for the update before, but at the first', () => {
  const rates = { current: 20, previous: 9 };
  expect(asgdRates(1, rates)).toEqual({ learningRate: 20, averageShare: 1 });
  expect(asgdRates(2, rates)).toEqual({ learningRate: 9, averageShare: 1 });
  expect(asgdRates(3, rates)).toEqual({ learningRate: 9, averageShare: 0.5 });
  expect(asgdRates(5, rates)).toEqual({ learningRate: 9, averageShare: 0.25 });
});
