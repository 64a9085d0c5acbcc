import { describe, expect, it } from 'vitest';
import { float32 } from '../../engine/index.ts';
import { edgeCount, primitivesFrom } from '../../spaces/index.ts';
import type { Primitive } from '../../spaces/index.ts';
import { Tracer } from '../tracer.ts';
import { coefficientsOf } from './mixture.ts';
import { searchCell } from './search-cell.ts';

const SOME = primitivesFrom('darts', ['none', 'max_pool_3x3', 'skip_connect', 'dil_conv_3x3']);

function trace(options: {
  readonly primitives?: readonly Primitive[];
  readonly allowed?: readonly (readonly boolean[])[];
  readonly reduction?: boolean;
  readonly older?: number;
}) {
  const { primitives = SOME, reduction = false, older = 8 } = options;
  const nodes = 2;
  const edges = edgeCount(nodes);
  const allowed = options.allowed ?? Array.from({ length: edges }, () => primitives.map(() => true));
  const t = Tracer.begin('train');
  const inputs = [t.b.feed('s0', float32(2, older, older, 6)), t.b.feed('s1', float32(2, 8, 8, 8))] as const;
  const alphas = t.b.read('alphas', float32(edges, primitives.length));
  const coefficients = coefficientsOf(t, alphas, { weighting: 'scalar', allowed });
  const place = { channels: 4, reduction, reductionBefore: older === 16 };
  const cell = { ...place, primitives, allowed, coefficients, normalizesPools: true };
  const out = searchCell(t.at('cell'), inputs, { ...cell, intermediateNodes: nodes, concatNodes: 2 });
  return { out, ...t.finish('cell', { out }) };
}

describe('searchCell', () => {
  it('names its layers as the reference does', () => {
    const { statistics } = trace({});
    expect(statistics.slice(0, 4).map(({ name }) => name)).toEqual([
      'cell.preprocess0.op.2',
      'cell.preprocess1.op.2',
      'cell._ops.0._ops.1.1',
      'cell._ops.0._ops.3.op.3',
    ]);
  });

  it('has no parameters in its batch normalizations', () => {
    expect(trace({}).parameters.every(({ layout }) => layout !== 'vector')).toBe(true);
  });

  it('writes one weighted term a candidate that is not zero', () => {
    const { program } = trace({});
    expect(program.equations.filter(({ op }) => op === 'mul')).toHaveLength(5 * 3);
  });

  it('strides the edges from its inputs only, where it reduces', () => {
    const { out, program } = trace({ reduction: true });
    expect(out.type.shape).toEqual([2, 4, 4, 8]);
    const strides = program.equations
      .filter(({ op }) => op === 'maxPool')
      .map(({ attrs }) => attrs['strides']);
    expect(strides).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
      [1, 1],
    ]);
  });

  it('halves its older input behind a reduction', () => {
    const { parameters } = trace({ older: 16 });
    expect(parameters[0]?.name).toBe('cell.preprocess0.conv_1.weight');
  });

  it('leaves out what an edge does not allow, and keeps the names of the others', () => {
    const allowed = Array.from({ length: 5 }, (_, e) => SOME.map((_, k) => e !== 0 || k === 3));
    const names = trace({ allowed }).statistics.map(({ name }) => name);
    expect(names).not.toContain('cell._ops.0._ops.1.1');
    expect(names).toContain('cell._ops.0._ops.3.op.3');
  });

  it('is zero where no candidate computes anything', () => {
    const primitives = primitivesFrom('darts', ['none']);
    const { out, program } = trace({ primitives });
    expect(out.type.shape).toEqual([2, 8, 8, 8]);
    expect(program.equations.some(({ op }) => op === 'mul')).toBe(false);
  });

  it('refuses a primitive that shrinks its image, naming the edge', () => {
    const primitives = primitivesFrom('sharp', ['dil_flood_conv_5x5']);
    expect(() => trace({ primitives })).toThrow(
      /^cell\._ops\.0\._ops\.0: dil_flood_conv_5x5 gives 4x4x4 where 8x8x4 is needed/,
    );
  });
});
