import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { turnOnce } from './turn-once.ts';

/** So many products by the transpose of one matrix. */
function products(count: number): Program {
  const b = new Builder(OPS);
  const w = b.read('w', float32(3, 3));
  let x = b.feed('x', float32(2, 3));
  for (let i = 0; i < count; i++) x = b.one('matmul', [x, w], { transposeB: true });
  return b.build('p', { fetches: { x } });
}

const opsOf = ({ equations }: Program) => equations.map(({ op }) => op);

describe('turnOnce', () => {
  it('turns a matrix that many products read once, and gives the same', async () => {
    const before = products(4);
    const after = turnOnce(before);
    verifyProgram(after, OPS);
    expect(opsOf(after)).toEqual(['transpose', 'matmul', 'matmul', 'matmul', 'matmul']);
    const loaded = await (
      await createTfjsExecutor()
    ).load({ variables: { w: float32(3, 3) }, programs: { before, after } });
    await loaded.write(
      'w',
      Float32Array.from({ length: 9 }, (_, i) => Math.sin(i)),
    );
    const x = Float32Array.from({ length: 6 }, (_, i) => Math.cos(i));
    const [first, second] = [await loaded.run('before', { x }), await loaded.run('after', { x })];
    await loaded.dispose();
    const expected = Array.from(first['x'] ?? []);
    expect(expected).toHaveLength(6);
    expected.forEach((value, i) => expect(second['x']?.[i]).toBeCloseTo(value, 5));
  });

  it('leaves a few products as they are', () => {
    const program = products(3);
    expect(turnOnce(program)).toEqual(program);
  });
});
