import { spawn } from 'node:child_process';

/** What a program said when it had ended. */
export interface Ended {
  /** 127: it could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | null;
}

const KEPT = 100_000;
/** How long a program may take to end when it is told to. */
const GRACE_MS = 5000;

/** Runs a program to its end. That it cannot be started is a result too. @throws the signal's reason */
export async function runProgram(
  [program = '', ...args]: readonly string[],
  { cwd, env, signal }: ProgramOptions,
): Promise<Ended> {
  const ended = await new Promise<Ended>((resolve) => {
    let [stdout, stderr] = ['', ''];
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === null ? {} : { signal }),
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-KEPT)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT)));
    child.on('error', (error) => {
      // One that was told to end is waited for: what it is writing could not be removed before.
      if (child.pid === undefined) resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` });
      else setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 128, stdout, stderr });
    });
  });
  signal?.throwIfAborted();
  return ended;
}
