/** Calls the program as a shell would. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ScriptProblem } from '../support/scripts/problem.ts';

/** How the program is called. */
export interface CallOptions {
  /** The bundled command line. */
  readonly cli: string;
  /** Where the experiment's runs are kept. */
  readonly home: string;
  /** Is told the run's id as soon as there is one. */
  readonly onRun?: (run: string) => void;
}

const RUN_LINE = /^Run ([0-9a-z]+):/;
const lastLine = z.record(z.string(), z.unknown());

/**
 * Runs a command to its end; its messages are shown. Ctrl-C reaches the run too: it writes a checkpoint and ends.
 *
 * @returns the last line of JSON
 * @throws ScriptProblem when it fails or is interrupted
 */
export async function dartboard(
  args: readonly string[],
  { cli, home, onRun }: CallOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const child = spawn(process.execPath, [cli, ...args, '--json'], {
    env: { ...process.env, DARTBOARD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGTERM', passOn).on('SIGINT', ignore);
  let [last, said] = ['{}', ''];
  createInterface({ input: child.stdout }).on('line', (line) => (last = line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    said = line;
    const run = RUN_LINE.exec(line)?.[1];
    if (run !== undefined) onRun?.(run);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('SIGTERM', passOn).off('SIGINT', ignore);
  if (code !== 0) throw new ScriptProblem(`dartboard ${args.join(' ')} ended with ${String(code)}: ${said}`);
  return lastLine.parse(JSON.parse(last));
}

/** The terminal has told the program as well; this process waits for it. */
function ignore(): void {
  // Nothing to do.
}
