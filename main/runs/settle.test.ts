import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { prepareArithmetic, watched } from '../../test/support/arithmetic-loop.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import type { TrainerExit } from './launcher.ts';
import { settle } from './settle.ts';
import { summarize } from './summary.ts';
import type { StoredRun } from './summary.ts';
import { readEvents } from './supervise.ts';
import { runToEnd } from './trainer.ts';
import { openWriter } from './writer.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

/** A run whose trainer is gone while it was at work. */
async function left(): Promise<StoredRun> {
  const run = await home.store.create(arithmeticPlan());
  const writer = await openWriter(run, SYSTEM_CLOCK);
  await writer.append({ type: 'state', state: 'running', message: null });
  await writer.close();
  return run;
}
async function settled(
  run: StoredRun,
  exit: TrainerExit,
): Promise<{ code?: string; problem: string | null }> {
  expect(await settle(run, exit)).toBe('lost');
  const last = (await readEvents(run)).events.at(-1);
  const code = last?.type === 'state' ? last.code : undefined;
  return { ...(code === undefined ? {} : { code }), problem: (await summarize(run)).problem };
}

describe('a trainer that ended without a word', () => {
  it.each([
    ['SIGSEGV', /crashed \(SIGSEGV\); what it printed is in .*trainer\.log\. Resume/],
    ['SIGBUS', /crashed \(SIGBUS: a file or the memory that it used went away\);/],
    ['SIGTERM', /ended by the signal SIGTERM;/],
  ])('by %s', async (signal, sentence) => {
    const found = await settled(await left(), { code: null, signal });
    expect(found.problem).toMatch(sentence);
    expect(found.code).toBe('runs/lost');
  });

  it.each([
    [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      'ran out of memory',
    ],
    ["terminate called after throwing an instance of 'std::bad_alloc'", 'did not get the memory'],
  ])('because of memory, by its last words: %s', async (words, sentence) => {
    const run = await left();
    await writeFile(run.paths.log, `${'x'.repeat(100_000)}\n${words}\n 1: 0xabc node::Abort()\n`);
    const { code, problem } = await settled(run, { code: null, signal: 'SIGABRT' });
    expect(problem).toContain(`gave up (SIGABRT), for it ${sentence}`);
    expect(code).toBe('runs/out-of-memory');
  });

  it('because the system killed it for lack of memory, if the system has counted that', async () => {
    const run = await left();
    const file = join(home.folder, 'memory.events');
    await writeFile(file, 'oom_kill 1\n');
    const beat = JSON.parse(await readFile(run.paths.heartbeat, 'utf8')) as object;
    await writeFile(run.paths.heartbeat, JSON.stringify({ ...beat, oom: { file, kills: 0 } }));
    const { code, problem } = await settled(run, { code: null, signal: 'SIGKILL' });
    expect(problem).toMatch(
      /^The process that computed the run was killed by the system for lack of memory; it has no/,
    );
    expect(code).toBe('runs/out-of-memory');
  });

  it('and left a note that nobody understands, is told of like any other', async () => {
    const run = await left();
    await writeFile(run.paths.hang, '{"at":');
    const { problem } = await settled(run, { code: null, signal: 'SIGKILL' });
    expect(problem).toMatch(/killed \(SIGKILL\), perhaps/);
  });
});

describe('an error that nobody waits for', () => {
  it('is told of once, whoever notices it', async () => {
    const run = await left();
    const exit = { code: null, signal: 'SIGSEGV' };
    await Promise.allSettled([settle(run, exit), settle(run, exit)]);
    expect(await settle(run, exit)).toBe('lost');
    const { events } = await readEvents(run);
    expect(events.filter((event) => event.type === 'state' && event.state === 'lost')).toHaveLength(1);
  });

  it('ends the run with its sentence, and the run goes on later', async () => {
    const run = await home.store.create(arithmeticPlan());
    let fail: (error: Error) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => (fail = reject));
    const never = new AbortController().signal;
    const options = { run, stop: never, clock: SYSTEM_CLOCK };
    const prepare = watched(async (event) => {
      if (event.type !== 'step' || event.step !== 6) return;
      fail(new Error('a socket broke'));
      await new Promise(() => undefined);
    });
    const end = await runToEnd({ ...options, prepare, failure });
    expect(end).toMatchObject({ state: 'failed', error: { message: 'a socket broke' } });
    expect(await summarize(run)).toMatchObject({ state: 'failed', problem: 'a socket broke', step: 5 });
    expect(await runToEnd({ ...options, prepare: prepareArithmetic })).toEqual({ state: 'finished' });
  });
});
