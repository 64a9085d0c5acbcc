import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { int32 } from '../../engine/index.ts';
import type { Executor } from '../../engine/index.ts';
import { findPublished } from '../../spaces/index.ts';
import { traceDerivedNetwork } from '../networks/derived.ts';
import { imagesFromTorch } from '../torch-layout.ts';
import type { Mode, Network } from '../tracer.ts';
import { comparison, norm, summaryComparisons } from './comparisons.ts';
import {
  deviationSchema,
  parsedFixture,
  summarySchema,
  tableOf,
  tensorSchema,
  tensorsSchema,
} from './fixture.ts';
import type { Comparison, FixtureCase } from './fixture.ts';
import { runSubject } from './session.ts';
import type { Loss } from './session.ts';

const schema = z.object({
  repo: z.string(),
  genotype: z.string(),
  C: z.int(),
  layers: z.int(),
  num_classes: z.int(),
  auxiliary: z.boolean(),
  C_mid: z.int().nullable(),
  x: tensorSchema,
  labels: z.array(z.int()),
  params: tensorsSchema,
  logits: tensorSchema,
  loss: z.number(),
  grad_norm: z.number(),
  eval_logits_after_one_train_forward: tensorSchema,
  grad_params_summary: summarySchema,
  f32_dev: deviationSchema,
});

type NetCase = z.infer<typeof schema>;

/** A tiny derived network: training forward and backward, then evaluation. */
export async function runEvalNet(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, schema, fixture);
  const train = networkOf(given, 'train');
  const { train: results, evaluate } = await runSubject(
    {
      id: fixture.id,
      train,
      evaluate: networkOf(given, 'eval'),
      loss: crossEntropy,
      feeds: { images: imagesFromTorch(given.x).data, labels: Int32Array.from(given.labels) },
      parameters: given.params,
    },
    executor,
  );
  const { logits = 0, loss = 0, eval_logits = 0 } = given.f32_dev;
  const gradients = train.parameters.map(({ name }) => defined(results[`gradient.${name}`], 'each has one'));
  return [
    comparison({ quantity: 'logits', results, fetch: 'logits', deviation: logits }, given.logits.data),
    comparison({ quantity: 'loss', results, fetch: 'loss', deviation: loss }, [given.loss]),
    {
      quantity: 'grad_norm',
      found: [norm(gradients.map((gradient) => norm(gradient)))],
      expected: [given.grad_norm],
      deviation: logits,
    },
    ...summaryComparisons(results, { expected: given.grad_params_summary, deviation: logits }),
    comparison(
      { quantity: 'eval_logits', results: evaluate, fetch: 'logits', deviation: eval_logits },
      given.eval_logits_after_one_train_forward.data,
    ),
  ];
}

function networkOf(given: NetCase, mode: Mode): Network {
  const [batch = 0, height = 0, width = 0, inputChannels = 0] = imagesFromTorch(given.x).shape;
  return traceDerivedNetwork(findPublished(given.genotype).genotype, {
    batch,
    height,
    width,
    inputChannels,
    classes: given.num_classes,
    initChannels: given.C,
    cells: given.layers,
    mode,
    network: 'cifar',
    opTable: tableOf(given.repo, 'OPS'),
    auxiliary: given.auxiliary,
    dropPath: false,
    midChannels: given.C_mid,
  });
}

/** The mean cross entropy of `logits` [N,K] with the fed `labels` [N]. */
export const crossEntropy: Loss = (b, fetches) => {
  const logits = defined(fetches['logits'], 'a network fetches its logits');
  const [batch = 0, classes = 0] = logits.type.shape;
  const targets = b.one('oneHot', [b.feed('labels', int32(batch))], { depth: classes });
  const losses = defined(b.all('softmaxCrossEntropy', [logits, targets])[0], 'the losses come first');
  const total = b.one('sum', [losses], { axes: [0], keepDims: false });
  return b.one('div', [total, b.fill(batch, total.type)]);
};
