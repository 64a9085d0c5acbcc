/** Runs the programs that are compared, each in a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** A program to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Seconds after which it is ended; null: never. */
  readonly limitS: number | null;
}

/** How a program ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null: it did what it should. */
  readonly problem: string | null;
}

/** Runs a program to its end. Interrupting this process ends it too, with all that it has started. */
export async function runToEnd({ program, args, cwd, limitS }: Command): Promise<Ended> {
  // A group of its own: compilers start processes that would outlive it.
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const forget = endWithUs(child);
  let [stdout, stderr, isLate] = ['', '', false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const late = () => {
    isLate = true;
    endGroup(child);
  };
  const timer = limitS === null ? null : setTimeout(late, 1000 * limitS);
  const end = await new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => resolve(endOf(code, signal)));
  });
  if (timer !== null) clearTimeout(timer);
  forget();
  if (isLate) return { stdout, stderr, problem: `did not finish in ${String(limitS)} s` };
  return { stdout, stderr, problem: end === null ? null : `${lastLine(stderr)} (${end})` };
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string | null {
  if (code === 0) return null;
  return signal === null ? `exit code ${String(code)}` : `ended by ${signal}`;
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) || 'it said nothing';

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function endWithUs(child: ChildProcess): () => void {
  const end = (): void => {
    endGroup(child);
    process.exit(130);
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  return () => void process.off('SIGINT', end).off('SIGTERM', end);
}
