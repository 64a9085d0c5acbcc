import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, opOf } from './builder.ts';
import type { OpTable } from './op.ts';
import { printProgram } from './printer.ts';
import { float32, int32 } from './types.ts';

const fails = (code: string, message: string): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('a builder', () => {
  it('infers the type of every result', () => {
    const b = new Builder(OPS);
    const product = b.one('matmul', [b.feed('x', float32(8, 3)), b.read('w', float32(3, 4))]);
    expect(product.type).toEqual(float32(8, 4));
    const parts = b.all('split', [product], { axis: 1, sizes: [1, 3] });
    expect(parts.map((part) => part.type)).toEqual([float32(8, 1), float32(8, 3)]);
  });

  it('refuses operands that do not fit where they are written', () => {
    const b = new Builder(OPS);
    const [x, y] = [b.feed('x', float32(2)), b.feed('y', float32(3))];
    expect(() => b.one('add', [x, y])).toThrow(
      fails('engine/shape-mismatch', 'add: expected shapes that broadcast, got f32[2], f32[3].'),
    );
    expect(() => b.one('reshape', [x], { shape: [5] })).toThrow(
      fails('engine/bad-attribute', 'reshape: shape should hold the 2 values of x [2], got [5].'),
    );
    expect(b.equations).toEqual([]);
  });

  it('has only the ops of its table', () => {
    const b = new Builder<OpTable>({ neg: OPS.neg });
    expect(() => b.one('exp', [b.feed('x', float32())])).toThrow(
      fails('engine/unknown-op', 'There is no op "exp". Known: neg.'),
    );
    expect(() => opOf(OPS, 'nothing')).toThrow('There is no op "nothing".');
  });

  it('gives one value for an argument that is named twice', () => {
    const b = new Builder(OPS);
    expect(b.read('w', float32(2))).toBe(b.read('w', float32(2)));
    expect(() => b.read('w', float32(3))).toThrow('internal: argument w was f32[2], now f32[3]');
    expect(() => b.feed('w', float32(2))).toThrow('internal: argument w is both fed and read');
  });

  it('asks for all results of an op that has several', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(4));
    expect(() => b.one('split', [x], { axis: 0, sizes: [2, 2] })).toThrow('internal: split has 2 results');
  });

  it('keeps what was built when it writes on', () => {
    const b = new Builder(OPS);
    const y = b.one('neg', [b.feed('x', float32())]);
    const program = b.build('first', { fetches: { y } });
    b.one('neg', [y]);
    b.feed('z', float32());
    expect(program.equations).toHaveLength(1);
    expect(Object.keys(program.feeds)).toEqual(['x']);
    expect(program.updates).toEqual({});
  });
});

describe('inlining', () => {
  function half() {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(2));
    const y = b.one('mul', [x, b.read('scale', float32())]);
    return b.build('half', { fetches: { y }, updates: { scale: b.fill(0.25, float32()) } });
  }

  it('writes the equations with their arguments bound', () => {
    const b = new Builder(OPS);
    const start = b.one('exp', [b.feed('start', float32(2))]);
    const scale = b.fill(0.5, float32());
    const once = b.inline(half(), { x: start, scale });
    const { y } = once.fetches;
    const { scale: next } = once.updates;
    expect(
      printProgram(b.build('main', { fetches: y === undefined ? {} : { y }, updates: once.updates })),
    ).toBe(
      [
        'main(feed start %0: f32[2]) {',
        '  %1 = exp %0 : f32[2]',
        '  %2 = fill[value=0.5 shape=() dtype=float32] : f32[]',
        '  %3 = mul %1 %2 : f32[2]',
        '  %4 = fill[value=0.25 shape=() dtype=float32] : f32[]',
        '} fetch y = %3, update scale = %4',
        '',
      ].join('\n'),
    );
    expect(next?.id).toBe(4);
  });

  it('gives fresh values each time', () => {
    const b = new Builder(OPS);
    const [x, scale] = [b.feed('x', float32(2)), b.feed('scale', float32())];
    const [first, second] = [b.inline(half(), { x, scale }), b.inline(half(), { x, scale })];
    expect(first.fetches['y']?.id).not.toBe(second.fetches['y']?.id);
  });

  it('refuses an argument that is unbound or bound to another type', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(2));
    expect(() => b.inline(half(), { x })).toThrow(
      fails('engine/invalid-program', 'half: its argument "scale" is f32[], but nothing was bound to it.'),
    );
    expect(() => b.inline(half(), { x, scale: b.feed('n', int32()) })).toThrow(
      fails('engine/invalid-program', 'half: its argument "scale" is f32[], but i32[] was bound to it.'),
    );
  });
});

describe('placement', () => {
  const placesOf = (b: Builder<typeof OPS>) => b.equations.map(({ device }) => device ?? null);

  it('holds inside, and ends where it began', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32());
    b.on(1, () => {
      b.one('neg', [x]);
      b.on('host', () => b.one('exp', [x]));
      b.on(undefined, () => b.fill(1, float32()));
    });
    expect(() => b.on(2, () => b.one('matmul', [x]))).toThrow();
    b.one('neg', [x]);
    expect(placesOf(b)).toEqual([1, 'host', 1, null]);
  });

  it('of what is inlined is its own, or else that around it', () => {
    const inner = new Builder(OPS);
    const y = inner.one('neg', [inner.feed('x', float32())]);
    const z = inner.on(3, () => inner.one('neg', [y]));
    const program = inner.build('inner', { fetches: { z } });
    const b = new Builder(OPS);
    const x = b.feed('x', float32());
    b.on(1, () => b.inline(program, { x }));
    b.inline(program, { x });
    expect(placesOf(b)).toEqual([1, 3, null, 3]);
  });
});
