/** Processes that open damaged sets, so that one that crashes or hangs is a result. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fuzzOutcome } from './protocol.ts';
import type { FuzzCase, FuzzOutcome } from './protocol.ts';

/** A case that ended its process, or did not end. */
export interface Lost {
  readonly fuzzCase: FuzzCase;
  readonly how: string;
}

/** What came of all cases. */
export interface FuzzResults {
  readonly outcomes: readonly FuzzOutcome[];
  readonly lost: readonly Lost[];
}

/** How cases are run. */
export interface FuzzOptions {
  /** The bundle of `child.ts`. */
  readonly program: string;
  /** The folder `test/fixtures/data`. */
  readonly fixtures: string;
  /** For what the processes write. */
  readonly folder: string;
  readonly processes: number;
  /** Longest that a case may take. */
  readonly limitMs: number;
}

/** Runs the cases, in several processes at once. */
export async function runCases(cases: readonly FuzzCase[], options: FuzzOptions): Promise<FuzzResults> {
  const outcomes: FuzzOutcome[] = [];
  const lost: Lost[] = [];
  const waiting = [...cases].reverse();
  const worker = async (number: number): Promise<void> => {
    let starts = 0;
    let child: ChildProcess | null = null;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      child ??= await started(options, `${String(number)}-${String(starts++)}`);
      const outcome = await outcomeOf(child, next, options.limitMs);
      if (typeof outcome !== 'string') {
        outcomes.push(outcome);
        continue;
      }
      lost.push({ fuzzCase: next, how: outcome });
      child.kill('SIGKILL');
      child = null;
    }
    child?.kill();
  };
  await Promise.all(Array.from({ length: options.processes }, (_, number) => worker(number)));
  return { outcomes, lost };
}

async function started({ program, fixtures, folder }: FuzzOptions, name: string): Promise<ChildProcess> {
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = fork(program, [fixtures, join(folder, name)], { stdio: [...stdio] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process that opens damaged sets ended before it began.');
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined); // From now on, its end is the outcome of a case.
  return child;
}

/** What came of a case, or how it was lost. */
function outcomeOf(child: ChildProcess, next: FuzzCase, limitMs: number): Promise<FuzzOutcome | string> {
  return new Promise((resolve) => {
    const settle = (outcome: FuzzOutcome | string): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      resolve(outcome);
    };
    const onMessage = (message: unknown): void => {
      settle(fuzzOutcome.parse(message));
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle(`its process ended (${signal ?? `exit code ${String(code)}`})`);
    };
    const timer = setTimeout(() => {
      settle(`it took more than ${String(limitMs)} ms`);
    }, limitMs);
    child.on('message', onMessage).on('exit', onExit);
    child.send(next);
  });
}
