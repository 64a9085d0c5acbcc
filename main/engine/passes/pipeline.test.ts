import { expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32 } from '../program/index.ts';
import { FORWARD, PASSES, forwardPasses, runPasses, stepPasses } from './pipeline.ts';

it('names only passes that exist, and ends with dead code', () => {
  for (const list of [FORWARD, stepPasses(), stepPasses(true)]) {
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

it('lays matrices in panels where the executor has kernels for them, and turns the others', () => {
  expect(stepPasses()).not.toContain('inPanels');
  const passes = stepPasses(true);
  expect(passes.indexOf('inPanels')).toBe(passes.indexOf('turnOnce') - 1);
  expect(passes.filter((name) => name !== 'inPanels')).toEqual(stepPasses());
});
