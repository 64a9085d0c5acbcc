import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, int32 } from '../program/index.ts';
import type { Program } from '../program/index.ts';
import { bytesOf, peakOf } from './liveness.ts';

/** A value of so many bytes is a vector of a quarter as many floats. */
const KILO = float32(256);
const peak = (program: Program, inFlight = 1): number => peakOf(program, OPS, { inFlight }).bytes;

/** Ends a chain of operations that may not be computed in place. */
const halves = { axis: 0, sizes: [128, 128] };

describe('the memory of a program', () => {
  it('counts the bytes of every type', () => {
    const sizes = (['float32', 'int32', 'bfloat16', 'float16', 'bool'] as const).map((dtype) =>
      bytesOf({ dtype, shape: [2, 3] }),
    );
    expect(sizes).toEqual([24, 24, 12, 12, 6]);
    expect(bytesOf(float32())).toBe(4);
  });

  it('keeps what is fed and what is fetched to the end, and variables apart', () => {
    const b = new Builder(OPS);
    const [x, w] = [b.feed('x', KILO), b.read('w', KILO)];
    const y = b.one('concat', [x, w], { axis: 0 });
    expect(peak(b.build('p', { fetches: { y } }))).toBe(1024 + 2048);
    expect(peak(b.build('p', { fetches: {}, updates: { w: x } }))).toBe(1024 + 2048);
  });

  it('frees a value after its last reader', () => {
    const b = new Builder(OPS);
    let x = b.feed('x', KILO);
    for (let i = 0; i < 10; i += 1) x = b.one('reverse', [x], { axes: [0] });
    // What is fed, an operand, and its result.
    expect(peak(b.build('p', { fetches: { x } }))).toBe(3 * 1024);
  });

  it('keeps what a later equation reads', () => {
    const b = new Builder(OPS);
    const values = [b.feed('x', KILO)];
    for (let i = 0; i < 4; i += 1)
      values.push(b.one('reverse', [values[i] ?? b.fill(0, KILO)], { axes: [0] }));
    const sum = b.one('addN', values);
    expect(peak(b.build('p', { fetches: { sum } }))).toBe(6 * 1024);
  });

  it('computes in place what nobody else reads, and only that', () => {
    const chain = (isRead: boolean): Program => {
      const b = new Builder(OPS);
      const x = b.one('reverse', [b.feed('x', KILO)], { axes: [0] });
      const y = b.one('relu', [b.one('exp', [x])]);
      return b.build('p', { fetches: isRead ? { x, y } : { y } });
    };
    expect(peak(chain(false))).toBe(2 * 1024);
    expect(peak(chain(true))).toBe(3 * 1024);
    // What is fed is the caller's.
    const b = new Builder(OPS);
    const y = b.one('exp', [b.feed('x', KILO)]);
    expect(peak(b.build('p', { fetches: { y } }))).toBe(2 * 1024);
  });

  it('takes no memory for another view of a value, which lives as long as either', () => {
    const b = new Builder(OPS);
    const x = b.one('reverse', [b.feed('x', KILO)], { axes: [0] });
    const view = b.one('reshape', [x], { shape: [16, 16] });
    const flat = b.one('reshape', [view], { shape: [256] });
    const y = b.one('concat', [x, flat], { axis: 0 });
    expect(peak(b.build('p', { fetches: { y } }))).toBe(1024 + 1024 + 2048);
  });

  it('holds a result that nobody reads while it is computed', () => {
    const b = new Builder(OPS);
    const [first] = b.all('split', [b.feed('x', KILO)], halves);
    const y = b.one('concat', [first ?? b.fill(0, KILO), b.fill(0, KILO)], { axis: 0 });
    // The fill of 1024 and the first half are there when the result of 1536 is made; the second half is gone.
    expect(peak(b.build('p', { fetches: { y } }))).toBe(1024 + 512 + 1024 + 1536);
  });

  it('begins every branch before it finishes the first, as TensorFlow does', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', KILO);
    let sum = b.fill(0, float32());
    for (let i = 0; i < 5; i += 1) {
      const branch = b.one('reverse', [b.one('reverse', [x], { axes: [0] })], { axes: [0] });
      sum = b.one('add', [sum, b.one('sum', [branch], { axes: [0], keepDims: false })]);
    }
    // In the program's order there would never be more than two values of a branch.
    expect(peak(b.build('p', { fetches: { sum } }))).toBeGreaterThanOrEqual(6 * 1024);
  });

  it('needs more where more is computed at once', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', KILO);
    const sums = Array.from({ length: 8 }, (_, i) =>
      b.one('sum', [b.one('concat', [x, b.fill(i, KILO)], { axis: 0 })], { axes: [0], keepDims: false }),
    );
    const program = b.build('p', { fetches: { y: b.one('addN', sums) } });
    expect(peak(program, 8)).toBeGreaterThan(peak(program, 1));
  });

  it('knows which part grows with the batch', () => {
    const at = (batch: number) => {
      const b = new Builder(OPS);
      const images = b.feed('images', float32(batch, 4, 4, 3));
      const labels = b.feed('labels', int32(batch));
      const weights = b.read('weights', float32(48 * 64));
      const rows = b.one('reshape', [b.one('reverse', [images], { axes: [1] })], { shape: [batch, 48] });
      const matrix = b.one('reverse', [b.one('reshape', [weights], { shape: [48, 64] })], { axes: [0] });
      const y = b.one('matmul', [rows, matrix], { transposeA: false, transposeB: false });
      return peakOf(b.build('p', { fetches: { y, labels } }), OPS, { inFlight: 1 });
    };
    const [small, large] = [at(10), at(20)];
    expect(large.batchBytes).toBe(2 * small.batchBytes);
    // Labels, a vector, are not counted: 4 bytes an image.
    expect(large.bytes - large.batchBytes).toBe(small.bytes - small.batchBytes + 40);
    expect(small.batchBytes).toBe(10 * (2 * 48 * 4 + 64 * 4));
  });

  it('knows it of columns of text, though the vocabulary is a multiple of them', () => {
    const [words, units, length] = [80, 6, 3];
    const at = (columns: number) => {
      const b = new Builder(OPS);
      const tokens = b.feed('tokens', int32(length * columns));
      const weights = b.read('weights', float32(words * units));
      const table = b.one('reverse', [b.one('reshape', [weights], { shape: [words, units] })], { axes: [1] });
      const x = b.one('gather', [table, tokens]);
      return peakOf(b.build('p', { fetches: { x, table } }), OPS, { inFlight: 1, columns });
    };
    const [small, large] = [at(4), at(16)];
    expect(small.batchBytes).toBe(4 * length * units * 4);
    expect(large.batchBytes).toBe(4 * small.batchBytes);
  });
});
