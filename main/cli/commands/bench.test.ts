import { afterEach, beforeEach, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

// What it measures is tested in benchmark.test.ts; whole runs of it are `npm run bench`.
it.each([
  [['sweep'], /Allowed choices are search, final/],
  [['search', '--batch', '0'], /'--batch <number>' argument '0' is invalid\. It is a whole number above 0\./],
  [['search', '--steps', '1.5'], /It is a whole number above 0/],
  [['search', '--dtype', 'float16'], /Allowed choices are float32, bfloat16/],
  [['search', '--space', 'nowhere'], /Allowed choices are darts, .*sharpdarts/],
  [['final', '--space', 'darts'], /A final training has no search space: leave --space out\./],
])('dartboard bench refuses %j', async (argv, sentence) => {
  const { code, stdout, stderr } = await call(['bench', ...argv], home.folder);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
});
