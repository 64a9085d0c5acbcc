import { z } from 'zod';
import { createBuilder, float32, gradients, int32 } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { parsedFixture } from '../../nn/index.ts';
import type { Comparison, FixtureCase } from '../../nn/index.ts';
import { createExamination } from '../examination.ts';
import { crossEntropy } from '../losses.ts';
import { withBundle } from './session.ts';

const classified = {
  logits: z.object({ shape: z.tuple([z.int(), z.int()]), data: z.array(z.number()) }),
  labels: z.array(z.int()),
};

const smoothSchema = z.object({
  ...classified,
  epsilon: z.number(),
  loss: z.number(),
  grad_logits: z.object({ data: z.array(z.number()) }),
});

/** Cross entropy with smoothed labels, and its gradient by the logits. */
export async function runSmoothing(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, smoothSchema, fixture);
  const b = createBuilder();
  const logits = b.feed('logits', float32(...given.logits.shape));
  const labels = b.feed('labels', int32(given.labels.length));
  const loss = crossEntropy(b, logits, { labels, smoothing: given.epsilon });
  const [gradient = loss] = gradients(b, loss, [logits]);
  const program = b.build('loss', { fetches: { loss, gradient } });
  return withBundle(executor, { variables: {}, programs: { loss: program } }, async (executable) => {
    const found = await executable.run('loss', {
      logits: Float32Array.from(given.logits.data),
      labels: Int32Array.from(given.labels),
    });
    const { data: expected } = given.grad_logits;
    return [
      { quantity: 'loss', found: found['loss'] ?? [], expected: [given.loss], deviation: 0 },
      { quantity: 'grad_logits', found: found['gradient'] ?? [], expected, deviation: 0 },
    ];
  });
}

const topSchema = z.object({ ...classified, top1: z.number(), top5: z.number() });

/** Shares of right answers, in percent. */
export async function runAccuracy(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, topSchema, fixture);
  const logits = Float32Array.from(given.logits.data);
  const labels = Int32Array.from(given.labels);
  const [, classes] = given.logits.shape;
  const examination = createExamination(Array.from({ length: classes }, (_, k) => String(k)));
  examination.add(logits, labels);
  const { accuracy, top5 } = examination.result();
  const percent = (quantity: string, share: number, expected: number): Comparison => ({
    quantity,
    found: [100 * share],
    expected: [expected],
    deviation: 0,
  });
  return [percent('top1', accuracy, given.top1), percent('top5', top5 ?? 1, given.top5)];
}
