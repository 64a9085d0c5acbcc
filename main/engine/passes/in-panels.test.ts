import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { inPanels } from './in-panels.ts';

/** So many products of so many rows by one matrix and by its transpose, one after the other. */
function products(count: number, rows = 2): Program {
  const b = new Builder(OPS);
  const w = b.read('w', float32(3, 50));
  let x = b.feed('x', float32(rows, 3));
  for (let i = 0; i < count; i++) x = b.one('matmul', [b.one('matmul', [x, w]), w], { transposeB: true });
  return b.build('p', { fetches: { x } });
}

describe('inPanels', () => {
  it('lays a matrix in panels once for each way in which it is read, and gives the same', async () => {
    const before = products(4);
    const after = inPanels(before);
    verifyProgram(after, OPS);
    const count = (op: string): number => after.equations.filter((equation) => equation.op === op).length;
    expect([count('panels'), count('panelProduct'), count('matmul')]).toEqual([2, 8, 0]);
    const loaded = await (
      await createTfjsExecutor()
    ).load({ variables: { w: float32(3, 50) }, programs: { before, after } });
    await loaded.write(
      'w',
      Float32Array.from({ length: 150 }, (_, i) => Math.sin(i) / 3),
    );
    const x = Float32Array.from({ length: 6 }, (_, i) => Math.cos(i));
    const [first, second] = [await loaded.run('before', { x }), await loaded.run('after', { x })];
    await loaded.dispose();
    const expected = Array.from(first['x'] ?? []);
    expect(expected).toHaveLength(6);
    expected.forEach((value, i) => expect((second['x']?.[i] ?? NaN) / value).toBeCloseTo(1, 4));
  });

  it('leaves a few products as they are, and those of many rows', () => {
    for (const program of [products(3), products(4, 257)]) expect(inPanels(program)).toEqual(program);
  });
});
