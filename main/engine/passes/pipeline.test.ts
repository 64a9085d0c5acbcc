import { expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32 } from '../program/index.ts';
import { FORWARD, PASSES, STEP, forwardPasses, runPasses } from './pipeline.ts';

it('names only passes that exist, and ends with dead code', () => {
  for (const list of [FORWARD, STEP]) {
    expect(list.every((name) => name in PASSES)).toBe(true);
    expect(list.at(-1)).toBe('deadCode');
  }
});

it('refuses a program that a pass left broken', () => {
  const b = new Builder(OPS);
  const x = b.feed('x', float32(2));
  const y = b.one('relu', [x]);
  const program = b.build('p', { fetches: { y } });
  const broken = { ...program, feeds: {} };
  expect(() => runPasses(broken, OPS, ['deadCode'])).toThrow(/p: %0 is used before it is made/);
});

it('casts images after the mixture is folded into scales, and before what comes behind', () => {
  expect(forwardPasses('float32')).toEqual(FORWARD);
  const passes = forwardPasses('bfloat16');
  expect(passes.filter((name) => name !== 'bfloat16')).toEqual(FORWARD);
  expect(passes.indexOf('bfloat16')).toBe(passes.indexOf('foldScale') + 1);
});
