import { describe, expect, it } from 'vitest';
import fixtures from '../../../test/fixtures/parity/fixtures_isdarts.json' with { type: 'json' };
import { OPS, verifyProgram } from '../../engine/index.ts';
import { findPrimitive, tablePrimitives } from '../../spaces/index.ts';
import { countFlops, countNetwork } from '../counts.ts';
import { traceCompleteNetwork } from './complete.ts';
import type { CompleteNetworkOptions } from './complete.ts';

const all = tablePrimitives('nasbench201');
const primitivesOf = (names: readonly string[]) =>
  names.map((name) => findPrimitive(all, name, { among: 'nasbench201', path: [] }));
/** The operations of an architecture string, in the order of the edges. */
const operationsOf = (arch: string) => [...arch.matchAll(/(\w+)~\d/g)].map(([, name = '']) => name);

const SMALL: CompleteNetworkOptions = {
  ...{ batch: 2, height: 8, width: 8, inputChannels: 3, classes: 10, initChannels: 4, cells: 3 },
  ...{ mode: 'train', intermediateNodes: 3 },
  primitives: primitivesOf([
    ...['nor_conv_3x3', 'none', 'nor_conv_1x1'],
    ...['avg_pool_3x3', 'skip_connect', 'nor_conv_3x3'],
  ]),
};

describe('traceCompleteNetwork', () => {
  it.each(fixtures.params_flops)('has the published parameters and FLOPs: $arch, $classes classes', (one) => {
    const network = traceCompleteNetwork({
      ...{ batch: 1, height: one.input_hw, width: one.input_hw, inputChannels: 3, classes: one.classes },
      ...{ initChannels: one.C, cells: 3 * one.N, mode: 'eval', intermediateNodes: 3 },
      primitives: primitivesOf(operationsOf(one.arch)),
    });
    expect([countNetwork(network).params, countFlops(network)]).toEqual([one.params, one.flops]);
  });

  it('names its layers as the reference does, cells and residual blocks in one count', () => {
    const { program, statistics } = traceCompleteNetwork(SMALL);
    verifyProgram(program, OPS);
    expect(statistics.map(({ name }) => name)).toEqual([
      'stem.1',
      ...['layers.0', 'layers.2', 'layers.5'].map((layer) => `cells.0.${layer}.op.2`),
      ...['cells.1.conv_a.op.2', 'cells.1.conv_b.op.2'],
      ...['layers.0', 'layers.2', 'layers.5'].map((layer) => `cells.2.${layer}.op.2`),
      ...['cells.3.conv_a.op.2', 'cells.3.conv_b.op.2'],
      ...['layers.0', 'layers.2', 'layers.5'].map((layer) => `cells.4.${layer}.op.2`),
      'lastact.0',
    ]);
    expect(program.fetches['logits']?.type.shape).toEqual([2, 10]);
  });

  it('is the constant of its classifier where nothing reaches the output', () => {
    const zeros = primitivesOf(Array.from({ length: 6 }, () => 'none'));
    const { program } = traceCompleteNetwork({ ...SMALL, primitives: zeros });
    verifyProgram(program, OPS);
  });

  it('refuses cells that do not divide into three stages', () => {
    expect(() => traceCompleteNetwork({ ...SMALL, cells: 4 })).toThrow(
      /^4 cells do not divide into the 3 stages/,
    );
  });
});
