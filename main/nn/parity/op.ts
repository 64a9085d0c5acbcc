import { z } from 'zod';
import { defined } from '../../base/assert.ts';
import { float32 } from '../../engine/index.ts';
import type { Executor, Var } from '../../engine/index.ts';
import { findPrimitive, tablePrimitives } from '../../spaces/index.ts';
import type { PrimitiveDefinition } from '../../spaces/index.ts';
import { factorizedReduce } from '../blocks/factorized-reduce.ts';
import { reluConvBn } from '../blocks/relu-conv-bn.ts';
import { dilatedConv } from '../blocks/separable.ts';
import { nodeShape } from '../cells/states.ts';
import type { Place } from '../primitive.ts';
import { primitiveDef } from '../primitives/registry.ts';
import { imagesFromTorch } from '../torch-layout.ts';
import { imageOf, Tracer } from '../tracer.ts';
import type { Mode, Network } from '../tracer.ts';
import { gradientComparisons, imageComparison, runningComparisons } from './comparisons.ts';
import { deviationSchema, parsedFixture, tableOf, tensorSchema, tensorsSchema } from './fixture.ts';
import type { Comparison, FixtureCase } from './fixture.ts';
import { projected, runSubject } from './session.ts';

const schema = z.object({
  repo: z.string(),
  table: z.string(),
  op: z.string(),
  C: z.int().optional(),
  C_in: z.int().optional(),
  C_out: z.int().optional(),
  C_mid: z.int().nullish(),
  kernel: z.int().default(3),
  stride: z.union([z.literal(1), z.literal(2)]),
  affine: z.boolean(),
  x: tensorSchema,
  params: tensorsSchema,
  R: tensorSchema,
  out: tensorSchema,
  grad_x: tensorSchema,
  grads: tensorsSchema.default({}),
  bn_after: tensorsSchema.default({}),
  eval_out: tensorSchema.optional(),
  f32_dev: deviationSchema,
});

type OpCase = z.infer<typeof schema>;

/** Building blocks that no op table of cells has, by the name that fixtures give them. */
const BLOCKS: Readonly<
  Record<string, (t: Tracer, x: Var, op: OpCase & { readonly channels: number }) => Var>
> = {
  relu_conv_bn: (t, x, { channels, affine }) => reluConvBn(t, x, { channels, affine }),
  factorized_reduce: (t, x, { channels, affine, repo }) =>
    factorizedReduce(t, x, { channels, affine, oddSizes: repo === 'darts' ? 'refuse' : 'pad' }),
  sep_conv_block: (t, x, { channels, affine, stride, kernel }) =>
    dilatedConv(t, x, { channels, affine, stride, kernel, padding: (kernel - 1) / 2, dilation: 1 }),
  ResizablePool: (t, x, { kernel, ...place }) =>
    block(t, x, { definition: { block: 'max-pool', kernel }, ...place }),
  SharpSepConv: (t, x, { kernel, ...place }) => {
    const padding = (kernel - 1) / 2;
    const definition = { block: 'separable', kernel, padding, dilation: 1, mid: { factor: 1 } } as const;
    return block(t, x, { definition, ...place });
  },
};

const block = (
  t: Tracer,
  x: Var,
  { definition, stride, affine, channels }: Place & { readonly definition: PrimitiveDefinition },
): Var =>
  defined(
    primitiveDef(definition).trace(t, x, {
      definition,
      stride,
      affine,
      ...(channels === undefined ? {} : { channels }),
    }),
    'these blocks are computed',
  );

/** One primitive or building block, forward and backward. */
export async function runOp(fixture: FixtureCase, executor: Executor): Promise<readonly Comparison[]> {
  const op = parsedFixture(fixture.id, schema, fixture);
  const train = networkOf(op, 'train');
  const outcome = await runSubject(
    {
      id: fixture.id,
      train,
      evaluate: op.eval_out === undefined ? null : networkOf(op, 'eval'),
      loss: projected,
      feeds: { x: imagesFromTorch(op.x).data, R: imagesFromTorch(op.R).data },
      parameters: op.params,
    },
    executor,
  );
  const { out = 0, grad = 0 } = op.f32_dev;
  const results = outcome.train;
  const evaluated = op.eval_out === undefined ? [] : [op.eval_out];
  return [
    imageComparison({ quantity: 'out', results, fetch: 'out', deviation: out }, op.out),
    imageComparison({ quantity: 'grad_x', results, fetch: 'gradient.x', deviation: grad }, op.grad_x),
    ...gradientComparisons(train.parameters, results, { expected: op.grads, deviation: grad }),
    ...runningComparisons(outcome.running, { expected: op.bn_after, deviation: out }),
    ...evaluated.map((expected) =>
      imageComparison(
        { quantity: 'eval_out', results: outcome.evaluate, fetch: 'out', deviation: out },
        expected,
      ),
    ),
  ];
}

function networkOf(op: OpCase, mode: Mode): Network {
  const t = Tracer.begin(mode);
  const { shape } = imagesFromTorch(op.x);
  const x = t.b.feed('x', float32(...shape));
  const channels = op.C_out ?? op.C ?? imageOf(x).channels;
  const block = BLOCKS[op.op];
  const y = block === undefined ? primitiveOf(t, x, op) : block(t, x, { ...op, channels });
  const size = nodeShape(x, { channels, reduction: op.stride === 2, reductionBefore: false });
  return t.finish(op.op, { out: y ?? t.constant(0, float32(...size)) });
}

function primitiveOf(t: Tracer, x: Var, op: OpCase): Var | null {
  const { repo, table, stride, affine, C_mid: midChannels } = op;
  const name = tableOf(repo, table);
  const where = { among: `the op table ${name}`, path: ['op'] };
  const { definition } = findPrimitive(tablePrimitives(name), op.op, where);
  const mid = midChannels === undefined ? {} : { midChannels };
  return primitiveDef(definition).trace(t, x, { definition, stride, affine, ...mid });
}
