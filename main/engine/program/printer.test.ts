import { expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder } from './builder.ts';
import { printProgram } from './printer.ts';
import { float32, int32 } from './types.ts';

it('prints a program as stable text', () => {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(8, 3));
  const labels = b.feed('labels', int32(8));
  const w = b.read('w', float32(3, 4));
  const logits = b.one('matmul', [x, w], { transposeA: false, transposeB: false });
  const targets = b.one('oneHot', [labels], { depth: 4 });
  const [losses, slope] = b.all('softmaxCrossEntropy', [logits, targets]);
  const loss = b.one('sum', losses === undefined ? [] : [losses], { axes: [0] });
  const dw = b.one('matmul', slope === undefined ? [] : [x, slope], { transposeA: true });
  const next = b.one('sub', [w, dw]);
  expect(printProgram(b.build('step', { fetches: { loss }, updates: { w: next } }))).toBe(
    [
      'step(feed x %0: f32[8,3], feed labels %1: i32[8], read w %2: f32[3,4]) {',
      '  %3 = matmul[transposeA=false transposeB=false] %0 %2 : f32[8,4]',
      '  %4 = oneHot[depth=4] %1 : f32[8,4]',
      '  %5, %6 = softmaxCrossEntropy %3 %4 : f32[8], f32[8,4]',
      '  %7 = sum[axes=(0)] %5 : f32[]',
      '  %8 = matmul[transposeA=true] %0 %6 : f32[3,4]',
      '  %9 = sub %2 %8 : f32[3,4]',
      '} fetch loss = %7, update w = %9',
      '',
    ].join('\n'),
  );
});

it('prints every element type', () => {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(2));
  b.one('cast', [x], { dtype: 'bfloat16' });
  b.one('cast', [x], { dtype: 'float16' });
  b.one('cast', [x], { dtype: 'bool' });
  expect(printProgram(b.build('casts', { fetches: {} }))).toBe(
    [
      'casts(feed x %0: f32[2]) {',
      '  %1 = cast[dtype=bfloat16] %0 : bf16[2]',
      '  %2 = cast[dtype=float16] %0 : f16[2]',
      '  %3 = cast[dtype=bool] %0 : bool[2]',
      '} ',
      '',
    ].join('\n'),
  );
});

it('prints where an equation is placed', () => {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(2));
  b.on(1, () => b.one('neg', [x]));
  b.on('host', () => b.one('neg', [x]));
  expect(printProgram(b.build('placed', { fetches: {} }))).toBe(
    [
      'placed(feed x %0: f32[2]) {',
      '  %1 = neg %0 : f32[2] on 1',
      '  %2 = neg %0 : f32[2] on host',
      '} ',
      '',
    ].join('\n'),
  );
});
