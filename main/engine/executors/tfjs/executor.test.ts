import { beforeAll, describe, expect, it } from 'vitest';
import { gradients } from '../../autodiff/index.ts';
import { OPS } from '../../ops/registry.ts';
import { Builder, float32, int32 } from '../../program/index.ts';
import type { Bundle, Results, TensorType } from '../../program/index.ts';
import type { Executor } from '../executor.ts';
import { loadCpuBackend } from './backend.ts';
import type { TfjsEnvironment } from './backend.ts';
import { createTfjsExecutor } from './executor.ts';

let environment: TfjsEnvironment;
let executor: Executor;
beforeAll(async () => {
  environment = await loadCpuBackend();
  executor = await createTfjsExecutor(environment);
});

function bundleOf(
  variables: Readonly<Record<string, TensorType>>,
  programs: Readonly<Record<string, (b: Builder<typeof OPS>) => Results>>,
): Bundle {
  const built = Object.entries(programs).map(([name, write]) => {
    const b = new Builder(OPS);
    return [name, b.build(name, write(b))] as const;
  });
  return { variables, programs: Object.fromEntries(built) };
}

/** Counts up by what is fed and gives the count as it was before. */
const counter = bundleOf(
  { count: float32() },
  {
    add(b) {
      const count = b.read('count', float32());
      return {
        fetches: { before: count },
        updates: { count: b.one('add', [count, b.feed('by', float32())]) },
      };
    },
  },
);

describe('a program', () => {
  it('is run with what is fed', async () => {
    const loaded = await executor.load(
      bundleOf({}, { main: (b) => ({ fetches: { y: b.one('exp', [b.feed('x', float32(2))]) } }) }),
    );
    const { y } = await loaded.run('main', { x: Float32Array.of(0, 1) });
    expect(y).toEqual(Float32Array.of(1, Math.E));
    await loaded.dispose();
  });

  it('gives whole numbers and truth values in arrays of theirs', async () => {
    const loaded = await executor.load(
      bundleOf(
        {},
        {
          main(b) {
            const n = b.feed('n', int32(2));
            return {
              fetches: { square: b.one('square', [n]), same: b.one('equal', [n, b.fill(3, int32())]), n },
            };
          },
        },
      ),
    );
    expect(await loaded.run('main', { n: Int32Array.of(3, -4) })).toEqual({
      square: Int32Array.of(9, 16),
      same: Uint8Array.of(1, 0),
      n: Int32Array.of(3, -4),
    });
    await loaded.dispose();
  });

  it('is refused where it is damaged, before anything runs', async () => {
    const bundle = bundleOf(
      { w: float32(2) },
      { main: (b) => ({ fetches: { w: b.read('w', float32(3)) } }) },
    );
    await expect(executor.load(bundle)).rejects.toThrow('main: "w" is f32[3] in the program, but f32[2].');
  });

  it('is refused where there is none of that name', async () => {
    const loaded = await executor.load(counter);
    await expect(loaded.run('sub', {})).rejects.toThrow('There is no program "sub". Known: add.');
    await expect(loaded.run('add', {})).rejects.toThrow('add: feed "by", f32[], is missing.');
    await loaded.dispose();
  });
});

describe('variables', () => {
  it('start as zeros, take their updates, and are read and written', async () => {
    const loaded = await executor.load(counter);
    expect(await loaded.run('add', { by: Float32Array.of(2) })).toEqual({ before: Float32Array.of(0) });
    expect(await loaded.run('add', { by: Float32Array.of(3) })).toEqual({ before: Float32Array.of(2) });
    expect(await loaded.read('count')).toEqual(Float32Array.of(5));
    await loaded.write('count', Float32Array.of(-1));
    expect(await loaded.run('add', { by: Float32Array.of(1) })).toEqual({ before: Float32Array.of(-1) });
    await loaded.dispose();
  });

  it('are refused where they are unknown or of another size', async () => {
    const loaded = await executor.load(counter);
    await expect(loaded.read('total')).rejects.toThrow('There is no variable "total". Known: count.');
    await expect(loaded.write('count', new Float32Array(2))).rejects.toThrow('Variable "count" is f32[]');
    await loaded.dispose();
  });

  it('are all read before any is updated', async () => {
    const loaded = await executor.load(
      bundleOf(
        { a: float32(), b: float32() },
        {
          swap: (b) => ({
            fetches: {},
            updates: { a: b.read('b', float32()), b: b.read('a', float32()) },
          }),
        },
      ),
    );
    await loaded.write('a', Float32Array.of(1));
    await loaded.write('b', Float32Array.of(2));
    await loaded.run('swap', {});
    expect([await loaded.read('a'), await loaded.read('b')]).toEqual([
      Float32Array.of(2),
      Float32Array.of(1),
    ]);
    await loaded.dispose();
  });

  it('share no memory with the arrays that go in and come out', async () => {
    const loaded = await executor.load(
      bundleOf(
        { kept: float32(2) },
        {
          keep(b) {
            const x = b.feed('x', float32(2));
            return { fetches: { x }, updates: { kept: b.one('reshape', [x], { shape: [2] }) } };
          },
        },
      ),
    );
    const batch = Float32Array.of(1, 2);
    const { x } = await loaded.run('keep', { x: batch });
    batch.fill(9);
    x?.fill(8);
    (await loaded.read('kept')).fill(7);
    expect(await loaded.read('kept')).toEqual(Float32Array.of(1, 2));
    await loaded.write('kept', batch);
    batch.fill(6);
    expect(await loaded.read('kept')).toEqual(Float32Array.of(9, 9));
    await loaded.dispose();
  });

  it('see runs one after the other, though they are started together', async () => {
    const loaded = await executor.load(counter);
    const runs = Array.from({ length: 20 }, () => loaded.run('add', { by: Float32Array.of(1) }));
    const seen = (await Promise.all(runs)).map(({ before }) => before?.[0]);
    expect([...seen].sort((a = 0, b = 0) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    await loaded.dispose();
  });
});

describe('memory', () => {
  const tensors = () => environment.tf.memory().numTensors;
  const training = bundleOf(
    { w: float32(3, 3) },
    {
      step(b) {
        const w = b.read('w', float32(3, 3));
        const y = b.one('tanh', [b.one('matmul', [b.feed('x', float32(4, 3)), w])]);
        const parts = b.all('split', [y], { axis: 1, sizes: [1, 2] });
        const loss = b.one('sum', [b.one('square', [b.one('concat', parts, { axis: 1 })])], { axes: [0, 1] });
        const [dw = w] = gradients(b, loss, [w]);
        return { fetches: { loss, w }, updates: { w: b.one('sub', [w, dw]) } };
      },
    },
  );

  it('holds the variables and nothing else, however many runs', async () => {
    const before = tensors();
    const loaded = await executor.load(training);
    await loaded.write('w', new Float32Array(9).fill(0.1));
    expect(tensors()).toBe(before + 1);
    for (let i = 0; i < 5; i++) await loaded.run('step', { x: new Float32Array(12).fill(1) });
    await loaded.read('w');
    expect(tensors()).toBe(before + 1);
    await loaded.dispose();
    expect(tensors()).toBe(before);
  });

  it('is given back after a failure, too', async () => {
    const before = tensors();
    const loaded = await executor.load(training);
    await expect(loaded.run('step', { x: new Float32Array(1) })).rejects.toThrow('f32[4,3]');
    await expect(loaded.write('w', new Float32Array(1))).rejects.toThrow('f32[3,3]');
    expect(tensors()).toBe(before + 1);
    await loaded.dispose();
    expect(tensors()).toBe(before);
  });

  it('cannot be used after it was given back', async () => {
    const loaded = await executor.load(counter);
    await loaded.dispose();
    await expect(loaded.run('add', { by: Float32Array.of(1) })).rejects.toThrow(
      'internal: the executable was disposed',
    );
    await expect(loaded.write('count', Float32Array.of(1))).rejects.toThrow(
      'internal: the executable was disposed',
    );
  });
});

describe('the executor', () => {
  it('says what it is', () => {
    expect(executor.title).toBe('tfjs (cpu)');
    expect(executor.describe()).toMatchObject({ engine: 'tfjs', device: 'cpu', threads: 1 });
    expect(executor.describe().version).toMatch(/^4\./);
  });

  it('refuses a backend that there is not', async () => {
    await expect(createTfjsExecutor({ ...environment, backend: 'abacus' })).rejects.toThrow(
      expect.objectContaining({
        code: 'engine/execution-failed',
        message: expect.stringContaining('"abacus"'),
      }),
    );
  });

  it('computes on its own backend, whichever is in use', async () => {
    const { tf } = environment;
    const loaded = await executor.load(counter);
    tf.registerBackend('other', () => tf.findBackend('cpu'));
    await tf.setBackend('other');
    await loaded.run('add', { by: Float32Array.of(1) });
    expect(tf.getBackend()).toBe('cpu');
    expect(await loaded.read('count')).toEqual(Float32Array.of(1));
    await loaded.dispose();
  });
});
