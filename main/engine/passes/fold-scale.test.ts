import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { gradients } from '../autodiff/index.ts';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import type { Equation, Program, Var } from '../program/index.ts';
import { foldScale } from './fold-scale.ts';
import { PASSES } from './pipeline.ts';

const IMAGE = float32(2, 3, 3, 4);

/** w0 BN(x) + BN(x) w1, the second normalization made before its factor. */
function mixture(options: { shared: boolean; offset: number }): Program {
  const b = new Builder(OPS);
  const x = b.feed('x', IMAGE);
  const weights = b.feed('w', float32(2));
  const normalize = (scale: number) =>
    b.all('batchNorm', [x, b.fill(scale, float32(4)), b.fill(options.offset, float32(4))], { epsilon: 1e-5 });
  const [first = x, mean = x] = normalize(1);
  const [second = x] = options.shared ? [first] : normalize(0.5);
  const [w0 = x, w1 = x] = b.all('split', [weights], { axis: 0, sizes: [1, 1] });
  const y = b.one('addN', [b.one('mul', [w0, first]), b.one('mul', [second, w1])]);
  return b.build('mixture', { fetches: { y, mean } });
}

/** The loss sum(y^2) and its gradients by x and w. */
function withGradients(forward: Program): Program {
  const b = new Builder(OPS);
  const x = b.feed('x', IMAGE);
  const w = b.feed('w', float32(2));
  const { fetches } = b.inline(forward, { x, w });
  const y: Var = fetches['y'] ?? x;
  const loss = b.one('sum', [b.one('square', [y])], { axes: [0, 1, 2, 3], keepDims: false });
  const [dx = x, dw = w] = gradients(b, loss, [x, w]);
  return b.build('step', { fetches: { y, dx, dw, mean: fetches['mean'] ?? x } });
}

async function run(program: Program): Promise<Record<string, number[]>> {
  const executor = await createTfjsExecutor();
  const executable = await executor.load({ variables: {}, programs: { step: program } });
  const rng = createRng(3);
  const x = Float32Array.from({ length: 72 }, () => rng.normal());
  const results = await executable.run('step', { x, w: Float32Array.of(0.3, 0.7) });
  await executable.dispose();
  return Object.fromEntries(Object.entries(results).map(([name, data]) => [name, Array.from(data)]));
}

describe('foldScale', () => {
  it('takes the products away and changes neither values nor gradients', async () => {
    for (const offset of [0, 0.25]) {
      const forward = mixture({ shared: false, offset });
      const folded = foldScale(forward);
      verifyProgram(folded, OPS);
      const products = folded.equations.filter(
        ({ op, outputs }) => op === 'mul' && outputs[0]?.type.shape.length === 4,
      );
      expect(products).toEqual([]);
      const [plain, rewritten] = [await run(withGradients(forward)), await run(withGradients(folded))];
      for (const [name, values] of Object.entries(plain)) {
        values.forEach((value, i) => expect(rewritten[name]?.[i]).toBeCloseTo(value, 4));
      }
    }
  });

  it('keeps what it moves on its device, and leaves alone what stands on two', () => {
    const placed = (products: 1 | 2): Program => {
      const program = mixture({ shared: false, offset: 0.25 });
      const device = ({ op }: Equation) => (op === 'mul' ? products : 1);
      return { ...program, equations: program.equations.map((e) => ({ ...e, device: device(e) })) };
    };
    expect(new Set(foldScale(placed(1)).equations.map(({ device }) => device))).toEqual(new Set([1]));
    const across = placed(2);
    expect(foldScale(across)).toBe(across);
  });

  it('leaves a normalization alone whose result has another use', () => {
    const forward = PASSES.commonSubexpressions(mixture({ shared: true, offset: 0 }));
    expect(foldScale(forward)).toBe(forward);
  });
});
