import { z } from 'zod';
import { canonicalString, parseCell } from '../../../nasbench201/index.ts';
import {
  countFlops,
  countNetwork,
  parsedFixture,
  traceCompleteNetwork,
  traceSupernet,
} from '../../../nn/index.ts';
import type { Comparison, FixtureCase, Network } from '../../../nn/index.ts';
import { findPrimitive, SPACES } from '../../../spaces/index.ts';
import type { CellSpace } from '../../../spaces/index.ts';
import { exact } from './masks.ts';

const sizeSchema = z.object({
  arch: z.string(),
  params: z.int(),
  flops: z.int(),
  classes: z.int(),
  input_hw: z.int(),
  C: z.int(),
  N: z.int(),
});

/** The network of a cell of NAS-Bench-201. */
function networkOf(
  arch: string,
  size: { readonly side: number; readonly classes: number; readonly C: number; readonly N: number },
): Network {
  const space = SPACES.nasbench201;
  const where = { among: `the space ${space.id}`, path: ['arch'] };
  const { side, classes, C, N } = size;
  return traceCompleteNetwork({
    ...{ batch: 1, height: side, width: side, inputChannels: 3, classes, initChannels: C, cells: 3 * N },
    mode: 'eval',
    intermediateNodes: space.intermediateNodes,
    primitives: parseCell(arch).map((name) => findPrimitive(space.primitives, name, where)),
  });
}

/** Parameters and FLOPs of a stand-alone network. */
export async function runSizes(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const {
    arch,
    params,
    flops,
    input_hw: side,
    classes,
    C,
    N,
  } = parsedFixture(fixture.id, sizeSchema, fixture);
  const network = networkOf(arch, { side, classes, C, N });
  return [
    exact('params', [countNetwork(network).params], [params]),
    exact('flops', [countFlops(network)], [flops]),
  ];
}

const completeSchema = z.object({
  C: z.int(),
  N: z.int(),
  num_classes: z.int(),
  affine: z.literal(false),
  track_running_stats: z.boolean(),
  supernet_params: z.int(),
});
const pairSchema = z.object({
  C: z.int(),
  N: z.int(),
  num_classes: z.int(),
  stem_multiplier: z.literal(3),
  supernet_params: z.int(),
});

const paramsOf = (
  space: CellSpace,
  size: { readonly initChannels: number; readonly cells: number; readonly classes: number },
): number[] => {
  const images = { batch: 1, height: 32, width: 32, inputChannels: 3 };
  const network = traceSupernet(space, { ...images, ...size, mode: 'train', weighting: 'equal' });
  return [countNetwork(network).params];
};

/** Parameters of the supernet of NAS-Bench-201. */
export async function runCompleteSupernetParams(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const {
    C,
    N,
    num_classes: classes,
    supernet_params: params,
  } = parsedFixture(fixture.id, completeSchema, fixture);
  const found = paramsOf(SPACES.nasbench201, { initChannels: C, cells: 3 * N, classes });
  return [exact('params', found, [params])];
}

/** Parameters of the supernet of the space of DARTS; N cells before, between and behind its two reductions. */
export async function runPairSupernetParams(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const {
    C,
    N,
    num_classes: classes,
    supernet_params: params,
  } = parsedFixture(fixture.id, pairSchema, fixture);
  const found = paramsOf(SPACES.isdarts, { initChannels: C, cells: 3 * N + 2, classes });
  return [exact('params', found, [params])];
}

const stringSchema = z.object({
  arch: z.string(),
  unique_ignore_zero: z.string(),
  unique_consider_zero: z.string(),
  connected: z.boolean(),
});

const codes = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? NaN);

/** The texts that cells share which compute the same, and whether a cell's output depends on its input at all. */
export async function runStrings(fixture: FixtureCase): Promise<readonly Comparison[]> {
  const given = parsedFixture(fixture.id, stringSchema, fixture);
  const cell = parseCell(given.arch);
  const network = networkOf(given.arch, { side: 8, classes: 2, C: 2, N: 1 });
  return [
    exact(
      'canonical form, zeros as operations',
      codes(canonicalString(cell, { zero: false })),
      codes(given.unique_ignore_zero),
    ),
    exact('canonical form', codes(canonicalString(cell)), codes(given.unique_consider_zero)),
    exact('connected', [Number(dependsOnImages(network))], [Number(given.connected)]),
  ];
}

/** Whether anything of the images reaches the logits. */
function dependsOnImages({ program }: Network): boolean {
  const reached = new Set(Object.values(program.feeds).map(({ id }) => id));
  for (const { inputs, outputs } of program.equations) {
    if (inputs.some(({ id }) => reached.has(id))) for (const { id } of outputs) reached.add(id);
  }
  return Object.values(program.fetches).some(({ id }) => reached.has(id));
}
