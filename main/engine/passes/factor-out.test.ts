import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { deadCode } from './dead-code.ts';
import { factorOut } from './factor-out.ts';

/** Rows of six columns, scaled, and all that may become of them. */
function scaledRows({ alsoFetched = false } = {}): Program {
  const b = new Builder(OPS);
  const feed = (name: string, ...shape: number[]) => b.feed(name, float32(...shape));
  const scaled = b.one('mul', [feed('g', 4, 6), feed('c', 4, 1)]);
  const fetches = {
    right: b.one('matmul', [scaled, feed('e', 6, 2)]),
    turned: b.one('matmul', [scaled, feed('x', 4, 3)], { transposeA: true }),
    second: b.one('matmul', [feed('y', 4, 3), scaled], { transposeA: true }),
    sum: b.one('sum', [scaled], { axes: [0] }),
  };
  return b.build('p', { fetches: alsoFetched ? { ...fetches, scaled } : fetches });
}

const mulsOf = ({ equations }: Program) =>
  equations.filter(({ op }) => op === 'mul').map(({ outputs }) => outputs[0]?.type.shape.join('x'));

describe('factorOut', () => {
  it('takes the factor of rows to what is smaller, and gives the same', async () => {
    const before = scaledRows();
    const after = deadCode(factorOut(before));
    verifyProgram(after, OPS);
    expect(mulsOf(before)).toEqual(['4x6']);
    expect(mulsOf(after).sort()).toEqual(['4x2', '4x3', '4x3']);
    const loaded = await (await createTfjsExecutor()).load({ variables: {}, programs: { before, after } });
    const feeds = Object.fromEntries(
      Object.entries(before.feeds).map(([name, { type }], k) => {
        const size = type.shape.reduce((product, extent) => product * extent, 1);
        return [name, Float32Array.from({ length: size }, (_, i) => Math.sin(7 * k + i))];
      }),
    );
    const [first, second] = [await loaded.run('before', feeds), await loaded.run('after', feeds)];
    await loaded.dispose();
    for (const name of ['right', 'turned', 'second', 'sum']) {
      const expected = Array.from(first[name] ?? []);
      expect(expected.length).toBeGreaterThan(0);
      expected.forEach((value, i) => expect(second[name]?.[i]).toBeCloseTo(value, 5));
    }
  });

  it('leaves rows alone that something else reads', () => {
    const program = scaledRows({ alsoFetched: true });
    expect(factorOut(program)).toBe(program);
  });
});
