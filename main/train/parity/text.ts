import { z } from 'zod';
import { batchify, textBatch } from '../../data/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';

const tokens = z.array(z.int());

const schema = z.object({
  tokens,
  batch_size: z.int().min(1),
  data: z.array(tokens),
  batch_at: z.object({ i: z.int(), bptt: z.int().min(1), data: z.array(tokens), target: tokens }),
});

/** A text as columns, and a batch of it. Tokens are integers: the tolerance is below the distance of any two. */
export async function runBatchify(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const columns = batchify(Int32Array.from(given.tokens), given.batch_size);
  const { i, bptt, data, target } = given.batch_at;
  const batch = textBatch(columns, i, bptt);
  const exact = (quantity: string, found: Int32Array, expected: readonly number[]): Comparison => ({
    ...{ quantity, found, expected, deviation: 0 },
  });
  return [
    exact('data', columns.tokens, given.data.flat()),
    exact('batch data', batch.data, data.flat()),
    exact('batch target', batch.targets, target),
  ];
}
