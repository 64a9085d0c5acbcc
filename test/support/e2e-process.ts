import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLI } from './e2e-runtimes.ts';

/** A folder for a user's data that nobody has used. */
export function newHome(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'dartboard-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The program, running. */
export interface Program {
  /** What it has printed so far, both streams. */
  printed(): string;
  /** Resolves with the first match of the pattern in what it prints. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** The exit code; 128 and more where a signal ended it. */
  readonly ended: Promise<number>;
}

/** Starts the program with these arguments on the data in `home`. */
export function startProgram(args: readonly string[], home: string): Program {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, DARTBOARD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const onText = new Set<() => void>();
  const take = (part: Buffer): void => {
    text += part.toString();
    for (const listener of [...onText]) listener();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? (code ?? 0) : 128));
  });
  return {
    printed: () => text,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(text);
          if (found === null) return;
          onText.delete(look);
          resolve(found);
        };
        onText.add(look);
        look();
        void ended.then((code) => {
          look();
          reject(new Error(`The program ended with ${code} before it printed ${String(pattern)}:\n${text}`));
        });
      }),
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** What a command prints as JSON. */
export async function askProgram(args: readonly string[], home: string): Promise<unknown> {
  const env = { ...process.env, DARTBOARD_HOME: home };
  const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...args, '--json'], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
}

/** Asks every run in `home` that still computes to stop, so that nothing is left behind. */
export async function stopAllRuns(home: string): Promise<void> {
  const stop = async (run: string): Promise<void> => {
    try {
      await askProgram(['runs', 'stop', run], home);
    } catch (error) {
      // It may have ended meanwhile.
      if ((await busyRuns(home)).includes(run)) throw error;
    }
  };
  await Promise.all((await busyRuns(home)).map(stop));
}

async function busyRuns(home: string): Promise<readonly string[]> {
  const { runs } = (await askProgram(['runs', 'list'], home)) as { runs: { run: string; state: string }[] };
  return runs.flatMap(({ run, state }) => (state === 'running' || state === 'starting' ? [run] : []));
}
