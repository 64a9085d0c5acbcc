import { z } from 'zod';
import type { Executor } from '../../engine/index.ts';
import { HYPERCUBOIDS, leastScore, pathOfNodes } from '../../spaces/index.ts';
import type { HyperCuboid } from '../../spaces/index.ts';
import { traceCuboid, tracePath } from '../networks/hypercuboid.ts';
import { ALPHAS } from '../networks/supernet.ts';
import { imagesFromTorch } from '../torch-layout.ts';
import type { Network } from '../tracer.ts';
import { comparison, summaryComparisons } from './comparisons.ts';
import { crossEntropy } from './eval-net.ts';
import { deviationSchema, parsedFixture, summarySchema, tensorSchema, tensorsSchema } from './fixture.ts';
import type { Comparison, FixtureCase, FixtureTensor } from './fixture.ts';
import { runSubject } from './session.ts';

const network = {
  final_linear_filters: z.int(),
  num_classes: z.int(),
  x: tensorSchema,
  labels: z.array(z.int()),
  params: tensorsSchema,
  logits: tensorSchema,
  loss: z.number(),
  grad_params_summary: summarySchema,
  f32_dev: deviationSchema,
};

const supernetSchema = z.object({
  ...network,
  channels: z.array(z.int()),
  layers_option: z.int(),
  primitives: z.array(z.string()),
  weighting: z.enum(['scalar', 'max_w']),
  always_apply_ops: z.boolean(),
  min_score: z.number(),
  alphas: tensorSchema,
  grad_alphas: tensorSchema,
  params_without_gradient: z.array(z.string()),
});

/** The supernet of a hypercuboid, forward and backward. */
export async function runCuboid(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, supernetSchema, fixture);
  const { multichannelnet } = HYPERCUBOIDS;
  const space: HyperCuboid = {
    ...multichannelnet,
    channels: given.channels,
    layers: given.layers_option / 2,
    primitives: given.primitives.flatMap((name) =>
      multichannelnet.primitives.filter((one) => one.name === name),
    ),
  };
  const train = traceCuboid(space, {
    ...imagesOf(given),
    weighting: given.weighting === 'scalar' ? 'scalar' : 'maxW',
    least: given.always_apply_ops ? null : leastScore(space),
  });
  const { train: results } = await runSubject(
    {
      ...subjectOf(fixture.id, given, train),
      alphas: { [ALPHAS.normal]: Float32Array.from(byStage(given.alphas)) },
    },
    executor,
  );
  const { logits = 0, grad_alphas = 0 } = given.f32_dev;
  const quiet = given.params_without_gradient.map((name) => [name, { sum: 0, l2: 0 }] as const);
  return [
    { quantity: 'least weight', found: [leastScore(space)], expected: [given.min_score], deviation: 0 },
    ...outputs(results, given),
    comparison(
      { quantity: 'grad_alphas', results, fetch: `gradient.${ALPHAS.normal}`, deviation: grad_alphas },
      byStage(given.grad_alphas),
    ),
    // What took no part has no gradient there, and one of zeros here.
    ...summaryComparisons(results, {
      expected: { ...given.grad_params_summary, ...Object.fromEntries(quiet) },
      deviation: logits,
    }),
  ];
}

/** From stride by stride, as the reference holds them, to layer by layer, as images pass them. */
function byStage({ shape: [strides = 1, layers = 1, ...stage], data }: FixtureTensor): readonly number[] {
  const size = stage.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: strides }, (__, place) => {
      const begin = (place * layers + layer) * size;
      return data.slice(begin, begin + size);
    }).flat(),
  ).flat();
}

const pathSchema = z.object({ ...network, path: z.array(z.string()), ops_used: z.int() });

/** The network of a path, forward and backward. */
export async function runPathModel(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, pathSchema, fixture);
  const path = pathOfNodes(given.path, given.final_linear_filters);
  const { primitives } = HYPERCUBOIDS.multichannelnet;
  const train = tracePath(path, {
    ...imagesOf(given),
    primitives,
    dropsLast: given.ops_used < path.operations.length,
  });
  const { train: results } = await runSubject(subjectOf(fixture.id, given, train), executor);
  const { logits = 0 } = given.f32_dev;
  return [
    ...outputs(results, given),
    ...summaryComparisons(results, { expected: given.grad_params_summary, deviation: logits }),
  ];
}

type Given = Pick<z.infer<typeof pathSchema>, Exclude<keyof typeof network, 'final_linear_filters'>>;

function imagesOf({ x, num_classes: classes }: Given) {
  const [batch = 0, height = 0, width = 0, inputChannels = 0] = imagesFromTorch(x).shape;
  return { batch, height, width, inputChannels, classes, mode: 'train' } as const;
}

const subjectOf = (id: string, { x, labels, params }: Given, train: Network) => ({
  id,
  train,
  evaluate: null,
  loss: crossEntropy,
  feeds: { images: imagesFromTorch(x).data, labels: Int32Array.from(labels) },
  parameters: params,
});

type Results = Parameters<typeof comparison>[0]['results'];

function outputs(results: Results, { logits, loss, f32_dev }: Given): readonly Comparison[] {
  const deviation = { logits: f32_dev['logits'] ?? 0, loss: f32_dev['loss'] ?? 0 };
  return [
    comparison({ quantity: 'logits', results, fetch: 'logits', deviation: deviation.logits }, logits.data),
    comparison({ quantity: 'loss', results, fetch: 'loss', deviation: deviation.loss }, [loss]),
  ];
}
