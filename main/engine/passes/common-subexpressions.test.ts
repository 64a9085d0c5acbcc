import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, printProgram, verifyProgram } from '../program/index.ts';
import { commonSubexpressions } from './common-subexpressions.ts';

describe('commonSubexpressions', () => {
  it('computes once what is written twice, through several levels', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(4));
    const left = b.one('square', [b.one('relu', [x])]);
    const right = b.one('square', [b.one('relu', [x])]);
    const program = b.build('twice', { fetches: { y: b.one('add', [left, right]), right } });
    const rewritten = commonSubexpressions(program);
    verifyProgram(rewritten, OPS);
    expect(printProgram(rewritten)).toBe(
      [
        'twice(feed x %0: f32[4]) {',
        '  %1 = relu %0 : f32[4]',
        '  %2 = square %1 : f32[4]',
        '  %5 = add %2 %2 : f32[4]',
        '} fetch y = %5, fetch right = %2',
        '',
      ].join('\n'),
    );
  });

  it('keeps equations apart that stand on different devices, and those of one together', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(4));
    const square = () => b.one('square', [x]);
    const y = b.one('addN', [
      square(),
      b.on(0, square),
      b.on(0, square),
      b.on(1, square),
      b.on('host', square),
    ]);
    const { equations } = commonSubexpressions(b.build('placed', { fetches: { y } }));
    expect(equations.map(({ op, device }) => `${op} ${device ?? ''}`)).toEqual([
      ...['square ', 'square 0', 'square 1', 'square host', 'addN '],
    ]);
  });

  it('keeps equations apart that differ in an attribute or in the order of operands', () => {
    const b = new Builder(OPS);
    const x = b.feed('x', float32(2, 3));
    const y = b.feed('y', float32(2, 3));
    const sums = [0, 1].map((axis) => b.one('sum', [x], { axes: [axis], keepDims: false }));
    const program = b.build('apart', {
      fetches: { a: b.one('sub', [x, y]), b: b.one('sub', [y, x]), c: sums[0] ?? x, d: sums[1] ?? x },
    });
    expect(commonSubexpressions(program).equations).toHaveLength(4);
  });
});
