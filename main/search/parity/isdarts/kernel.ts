import { z } from 'zod';
import { createBuilder, float32 } from '../../../engine/index.ts';
import type { Executor } from '../../../engine/index.ts';
import { parsedFixture } from '../../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../../nn/index.ts';
import { emptyTally, scoresOf, scoreSum, tallied } from '../../importance/score.ts';
import { BATCH_KINDS, imagesOf, ruledTensor } from './rules.ts';

const kinds = z.enum(Object.keys(BATCH_KINDS) as (keyof typeof BATCH_KINDS)[]);
/** A number of the file, which writes infinity as a word. */
export const numberSchema = z.union([z.number(), z.literal('inf').transform(() => Infinity)]);

const schema = z.object({
  batches: z.array(z.tuple([z.int(), z.int(), z.int(), z.int()])),
  seed_of_first_batch: z.int(),
  kind: kinds,
  expected: z.array(
    z.object({ running_after_batch: numberSchema, running_after_batch_f64: numberSchema, samples: z.int() }),
  ),
});

/** The score of a few batches of numbers, after each of them. */
export async function runKernel(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const comparisons: Comparison[] = [];
  let tally = emptyTally(1);
  for (const [i, shape] of given.batches.entries()) {
    const [n, c, h, w] = shape;
    const made = BATCH_KINDS[given.kind](ruledTensor(shape, { seed: given.seed_of_first_batch + i }), i);
    tally = tallied(tally, [await sumOf(executor, [n, h, w, c], imagesOf(made))], n);
    const expected = given.expected[i];
    if (expected === undefined) continue;
    const { running_after_batch: single, running_after_batch_f64: double } = expected;
    const gap = Number.isFinite(double) ? Math.abs(single - double) : 0;
    comparisons.push(
      {
        quantity: `score after batch ${i}`,
        found: scoresOf(tally),
        expected: [double],
        deviation: 0,
        // A hundred times the reference's own gap; where that is nothing, the last digits that float32 has.
        tolerance: Math.max(100 * gap, 1e-6 * (Number.isFinite(double) ? double : 1)),
      },
      {
        quantity: `samples after batch ${i}`,
        found: [tally.samples],
        expected: [expected.samples],
        deviation: 0,
      },
    );
  }
  return comparisons;
}

async function sumOf(
  executor: Executor,
  shape: readonly [number, number, number, number],
  images: Float32Array,
): Promise<number> {
  const b = createBuilder();
  const sum = scoreSum(b, b.feed('images', float32(...shape)));
  const score = b.build('score', { fetches: { sum } });
  const executable = await executor.load({ variables: {}, programs: { score } });
  try {
    const found = await executable.run('score', { images });
    return found['sum']?.[0] ?? NaN;
  } finally {
    await executable.dispose();
  }
}
