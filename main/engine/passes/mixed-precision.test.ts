import { describe, expect, it } from 'vitest';
import { createRng } from '../../base/rng.ts';
import { gradients } from '../autodiff/index.ts';
import { createTfjsExecutor } from '../executors/tfjs/index.ts';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, opOf, printProgram, verifyProgram } from '../program/index.ts';
import type { OpTable, Program, Var } from '../program/index.ts';
import { mixedPrecision } from './mixed-precision.ts';

type Write = (b: Builder<typeof OPS>) => Var;
const CONV = { strides: [1, 1], padding: [1, 1, 1, 1], dilations: [1, 1] };
const POOL = { window: [3, 3], strides: [1, 1], padding: [1, 1, 1, 1], countPadding: false };

const image = (b: Builder<typeof OPS>) => b.feed('x', float32(2, 4, 4, 3));
/** An image in the reduced type. */
const convolved = (b: Builder<typeof OPS>) =>
  b.one('conv2d', [image(b), b.read('kernel', float32(3, 3, 3, 3))], CONV);

function mixed(write: Write, dtype: 'bfloat16' | 'float16' = 'bfloat16'): Program {
  const b = new Builder(OPS);
  const program = mixedPrecision(b.build('p', { fetches: { y: write(b) } }), dtype);
  verifyProgram(program, OPS);
  return program;
}

/** Each equation as `op: first result`, with the casts named by what they cast. */
const lines = (program: Program): readonly string[] =>
  program.equations.map(({ op, outputs }) => `${op} ${outputs[0]?.type.dtype ?? ''}`);

const BEFORE = ['cast bfloat16', 'cast bfloat16', 'conv2d bfloat16'];

describe('mixedPrecision', () => {
  const table: readonly (readonly [string, Write, readonly string[]])[] = [
    ['a convolution of images: the images and the kernel are cast', convolved, [...BEFORE, 'cast float32']],
    [
      'what follows it stays in the reduced type',
      (b) => b.one('avgPool', [b.one('relu', [convolved(b)])], POOL),
      [...BEFORE, 'relu bfloat16', 'avgPool bfloat16', 'cast float32'],
    ],
    [
      'a normalization takes its scale and offset in float32',
      (b) => {
        const [y] = b.all('batchNorm', [convolved(b), b.read('s', float32(3)), b.read('o', float32(3))], {
          epsilon: 1e-5,
        });
        return y ?? image(b);
      },
      [...BEFORE, 'batchNorm bfloat16', 'cast float32'],
    ],
    [
      'a factor is cast, a constant made in the type',
      (b) => {
        const scaled = b.one('mul', [convolved(b), b.feed('w', float32(1))]);
        return b.one('add', [scaled, b.fill(1, float32())]);
      },
      [
        'cast bfloat16',
        'cast bfloat16',
        'conv2d bfloat16',
        'cast bfloat16',
        'mul bfloat16',
        'fill float32',
        'fill bfloat16',
        'add bfloat16',
        'cast float32',
      ],
    ],
    [
      'the mean of the whole map and what is behind it is in float32',
      (b) => {
        const mean = b.one('avgPool', [convolved(b)], { ...POOL, window: [4, 4], padding: [0, 0, 0, 0] });
        return b.one('matmul', [b.one('reshape', [mean], { shape: [2, 3] }), b.read('m', float32(3, 5))]);
      },
      [...BEFORE, 'cast float32', 'avgPool float32', 'reshape float32', 'matmul float32'],
    ],
    [
      'what meets no image stays in float32',
      (b) => b.one('softmax', [b.one('mul', [b.read('a', float32(2, 3)), b.fill(2, float32())])]),
      ['fill float32', 'mul float32', 'softmax float32'],
    ],
    [
      'a cast gives what it says',
      (b) => b.one('cast', [b.one('cast', [convolved(b)], { dtype: 'int32' })], { dtype: 'float32' }),
      [...BEFORE, 'cast int32', 'cast float32'],
    ],
  ];

  it.each(table)('%s', (_, write, expected) => {
    expect(lines(mixed(write))).toEqual(expected);
  });

  it('casts a parameter once, however often it is used', () => {
    const program = mixed((b) => {
      const [x, kernel] = [image(b), b.read('kernel', float32(3, 3, 3, 3))];
      return b.one('add', [b.one('conv2d', [x, kernel], CONV), b.one('conv2d', [x, kernel], CONV)]);
    });
    expect(lines(program).filter((line) => line.startsWith('cast'))).toHaveLength(3);
  });

  it('computes an op that it does not know in float32', () => {
    const b = new Builder<OpTable>({ ...OPS, strange: opOf(OPS, 'tanh') });
    const x = b.feed('x', float32(2, 4, 4, 3));
    const y = b.one('conv2d', [x, b.read('kernel', float32(3, 3, 3, 3))], CONV);
    const z = b.one('relu', [b.one('strange', [y])]);
    const program = mixedPrecision(b.build('p', { fetches: { z } }), 'float16');
    verifyProgram(program, b.ops);
    expect(lines(program).slice(2)).toEqual([
      'conv2d float16',
      'cast float32',
      'strange float32',
      'relu float32',
    ]);
  });

  it('gives and takes what the program did, on the device that it did', () => {
    const program = mixed((b) => b.on(1, () => convolved(b)), 'float16');
    expect(program.fetches['y']?.type).toEqual(float32(2, 4, 4, 3));
    expect(program.equations.at(-1)).toMatchObject({ op: 'cast', device: 1 });
    expect(Object.values(program.reads).map((v) => v.type.dtype)).toEqual(['float32']);
  });

  it('is not done twice', () => {
    const once = mixed(convolved);
    expect(() => mixedPrecision(once, 'bfloat16')).toThrow(/p is in mixed precision already/);
  });
});

describe('gradients through it', () => {
  /** A small network with all that a supernet has: normalization, pool, mixture, concatenation, linear layer. */
  function network(): Program {
    const b = new Builder(OPS);
    const x = convolved(b);
    const one = b.fill(1, float32(3));
    const [normal = x] = b.all('batchNorm', [x, one, b.read('offset', float32(3))], { epsilon: 1e-5 });
    const depthwise = b.one(
      'depthwiseConv2d',
      [b.one('relu', [normal]), b.read('dw', float32(3, 3, 3, 1))],
      CONV,
    );
    const pooled = b.one('avgPool', [normal], POOL);
    const weighted = b.one('mul', [depthwise, b.read('w', float32(1))]);
    const joined = b.one('concat', [b.one('addN', [weighted, pooled]), normal], { axis: 3 });
    const mean = b.one('avgPool', [joined], { ...POOL, window: [4, 4], padding: [0, 0, 0, 0] });
    const flat = b.one('reshape', [mean], { shape: [2, 6] });
    return b.build('network', { fetches: { logits: b.one('matmul', [flat, b.read('m', float32(6, 5))]) } });
  }

  /** The gradients of a loss by all parameters. */
  function step(forward: Program): Program {
    const b = new Builder(OPS);
    const by = Object.fromEntries(
      Object.entries(forward.reads).map(([name, v]) => [name, b.read(name, v.type)]),
    );
    const { logits } = b.inline(forward, { ...by, x: image(b) }).fetches;
    if (logits === undefined) throw new Error('the network has logits');
    const loss = b.one('sum', [b.one('square', [logits])], { axes: [0, 1] });
    const found = gradients(b, loss, Object.values(by));
    const fetches = Object.keys(by).flatMap((name, i) =>
      found.slice(i, i + 1).map((v) => [name, v] as const),
    );
    return b.build('step', { fetches: { loss, ...Object.fromEntries(fetches) } });
  }

  it('are float32 for every parameter, and verify', () => {
    const program = step(mixedPrecision(network(), 'float16'));
    verifyProgram(program, OPS);
    const types = Object.values(program.fetches).map((v) => v.type.dtype);
    expect(new Set(types)).toEqual(new Set(['float32']));
    expect(printProgram(program)).toMatch(/depthwiseFilterGrad.*f16/);
    expect(printProgram(program)).toMatch(/batchNormGrad.*f16/);
  });

  it('adds a factor’s gradient up in float32', () => {
    const program = step(mixedPrecision(network(), 'bfloat16'));
    const sums = program.equations.filter(({ op }) => op === 'sum');
    expect(sums.map(({ inputs }) => inputs[0]?.type.dtype)).not.toContain('bfloat16');
    expect(sums.some(({ inputs }) => inputs[0]?.type.shape.length === 4)).toBe(true);
  });

  // tfjs has no reduced types and computes them in float32: the casts change nothing, and what is left is the rewrite itself.
  it('are those of the program as it was', async () => {
    const executor = await createTfjsExecutor();
    const [plain, reduced] = [step(network()), step(mixedPrecision(network(), 'bfloat16'))];
    const variables = Object.fromEntries(Object.entries(plain.reads).map(([name, v]) => [name, v.type]));
    const executable = await executor.load({ variables, programs: { plain, reduced } });
    const rng = createRng(4);
    for (const [name, { shape }] of Object.entries(variables)) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      await executable.write(
        name,
        Float32Array.from({ length: size }, () => rng.normal()),
      );
    }
    const x = Float32Array.from({ length: 96 }, () => rng.normal());
    const [expected, found] = [await executable.run('plain', { x }), await executable.run('reduced', { x })];
    await executable.dispose();
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      values.forEach((value, i) => expect(found[name]?.[i]).toBeCloseTo(value, 4));
    }
  });
});
