import { expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, verifyProgram } from '../program/index.ts';
import { deadCode } from './dead-code.ts';

it('leaves out what no fetch and no update needs, and keeps the signature', () => {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(4));
  const w = b.read('w', float32(4));
  b.feed('unused', float32(1));
  b.one('exp', [b.one('neg', [x])]);
  const kept = b.on(1, () => b.one('square', [x]));
  const next = b.one('add', [w, kept]);
  const rewritten = deadCode(b.build('p', { fetches: { kept }, updates: { w: next } }));
  verifyProgram(rewritten, OPS);
  expect(rewritten.equations.map((equation) => equation.op)).toEqual(['square', 'add']);
  expect(rewritten.equations.map(({ device }) => device)).toEqual([1, undefined]);
  expect(Object.keys(rewritten.feeds)).toEqual(['x', 'unused']);
});
