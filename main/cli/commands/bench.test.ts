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
  [['sweep'], /job: expected search, final, rnn or rnn-search, got "sweep"\./],
  [['search', '--batch', '0'], /--batch: expected a whole number above 0, got "0"\./],
  [['search', '--steps', '1.5'], /--steps: expected a whole number above 0/],
  [['search', '--dtype', 'float16'], /expected float32 or bfloat16/],
  [['search', '--space', 'nowhere'], /--space: expected darts, .*sharpdarts/],
  [['final', '--space', 'darts'], /A final training has no search space: leave --space out\./],
])('dartboard bench refuses %j', async (argv, sentence) => {
  const { code, stdout, stderr } = await call(['bench', ...argv], home.folder);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(sentence);
});
