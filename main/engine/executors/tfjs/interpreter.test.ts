import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPS } from '../../ops/registry.ts';
import { Builder, float32 } from '../../program/index.ts';
import type { OpTable, Program, Tfjs } from '../../program/index.ts';
import { loadCpuBackend } from './backend.ts';
import { interpret, scheduleOf } from './interpreter.ts';

let tf: Tfjs;
beforeAll(async () => {
  ({ tf } = await loadCpuBackend());
  await tf.setBackend('cpu');
});

/** A chain x -> exp -> neg -> exp ..., of that many links. */
function chain(length: number): Program {
  const b = new Builder(OPS);
  let y = b.feed('x', float32(1000));
  for (let i = 0; i < length; i++) y = b.one(i % 2 === 0 ? 'exp' : 'neg', [y]);
  return b.build('chain', { fetches: { y } });
}

describe('a schedule', () => {
  it('releases each value after its last use, and what nothing uses at once', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32());
    const e = b.one('exp', [x]);
    b.one('neg', [x]);
    const s = b.one('square', [e]);
    const y = b.one('add', [e, s]);
    const schedule = scheduleOf(b.build('main', { fetches: { y } }));
    expect(schedule.released).toEqual([[], [2], [], [e.id, s.id]]);
  });

  it('releases neither arguments nor results', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32());
    const y = b.one('exp', [x]);
    const z = b.one('neg', [y]);
    expect(scheduleOf(b.build('main', { fetches: { x, y }, updates: { z } })).released).toEqual([[], []]);
  });
});

describe('the interpreter', () => {
  it('holds two values of a chain at a time', () => {
    const held: number[] = [];
    const watched: OpTable = {
      ...OPS,
      exp: {
        ...OPS.exp,
        toTfjs(backend, inputs, attrs) {
          held.push(backend.memory().numTensors);
          return OPS.exp.toTfjs(backend, inputs, attrs as Record<string, never>);
        },
      },
    };
    const program = chain(40);
    const x = tf.zeros([1000]);
    const before = tf.memory().numTensors;
    const [y] = interpret({ tf, ops: watched }, scheduleOf(program), feeding(program, x));
    expect(held).toHaveLength(20);
    expect(Math.max(...held)).toBeLessThanOrEqual(before + 2);
    expect(tf.memory().numTensors).toBe(before + 1);
    y?.dispose();
    x.dispose();
  });

  it('names the equation that fails, keeps the cause, and leaves nothing behind', () => {
    const failing: OpTable = {
      ...OPS,
      neg: {
        ...OPS.neg,
        toTfjs(backend) {
          backend.zeros([5]);
          throw new RangeError('out of fuel');
        },
      },
    };
    const program = chain(2);
    const x = tf.zeros([1000]);
    const before = tf.memory().numTensors;
    expect(() => interpret({ tf, ops: failing }, scheduleOf(program), feeding(program, x))).toThrow(
      expect.objectContaining({
        code: 'engine/execution-failed',
        message: 'tfjs failed at "%2 = neg %1 : f32[1000]": out of fuel',
        cause: expect.any(RangeError),
      }),
    );
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it('finds an op that gives another shape than it says', () => {
    const lying: OpTable = { ...OPS, neg: { ...OPS.neg, toTfjs: (backend) => [backend.zeros([5])] } };
    const program = chain(2);
    const x = tf.zeros([1000]);
    expect(() => interpret({ tf, ops: lying }, scheduleOf(program), feeding(program, x))).toThrow(
      'tfjs failed at "%2 = neg %1 : f32[1000]": internal: result 0 has shape [5]',
    );
    x.dispose();
  });

  it('keeps an operand that an op gives back as its result', () => {
    const idle: OpTable = { ...OPS, neg: { ...OPS.neg, toTfjs: (_, inputs) => inputs } };
    const program = chain(3);
    const x = tf.zeros([1000]);
    const before = tf.memory().numTensors;
    const [y] = interpret({ tf, ops: idle }, scheduleOf(program), feeding(program, x));
    expect(y?.dataSync()[0]).toBeCloseTo(Math.E, 6);
    y?.dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  function feeding(program: Program, x: Tensor): ReadonlyMap<number, Tensor> {
    return new Map(Object.values(program.feeds).map((v) => [v.id, x]));
  }
});
