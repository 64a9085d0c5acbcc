import { expect, it } from 'vitest';
import { runToEnd } from './processes.ts';
import type { Ended } from './processes.ts';

const run = (script: string, limitS: number | null = null): Promise<Ended> =>
  runToEnd({ program: process.execPath, args: ['-e', script], cwd: process.cwd(), limitS });

it('gives what a program printed', async () => {
  expect(await run('console.log(1); console.error(2)')).toEqual({
    stdout: '1\n',
    stderr: '2\n',
    problem: null,
  });
});

it.each([
  ['console.error("first"); console.error("no memory"); process.exit(3)', 'no memory (exit code 3)'],
  ['process.kill(process.pid, "SIGTERM")', 'it said nothing (ended by SIGTERM)'],
])('says how it failed: %s', async (script, problem) => {
  expect((await run(script)).problem).toBe(problem);
});

it('says that there is no such program', async () => {
  const { problem } = await runToEnd({ program: '/no/such', args: [], cwd: process.cwd(), limitS: null });
  expect(problem).toMatch(/ENOENT/);
});

it('ends a program that takes too long, with what it has started', async () => {
  // The inner one holds the outer one's output open: while it lives, the end is not reached.
  const inner = 'setInterval(() => {}, 1000)';
  const outer = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' }); ${inner}`;
  expect((await run(outer, 1)).problem).toBe('did not finish in 1 s');
});
