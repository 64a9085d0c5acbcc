/** The Python that the peer runs in. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ScriptProblem } from '../support/scripts/problem.ts';
import { runToEnd } from './processes.ts';

/** The versions that the results are told for. */
const TORCH = '2.13.0';
const PACKAGES = [`torch==${TORCH}`, 'numpy'];
const VERSIONS = 'import platform, numpy, torch; print(platform.python_version(), torch.__version__)';

/** A Python with PyTorch. */
export interface PeerPython {
  readonly program: string;
  readonly python: string;
  readonly torch: string;
}

/** How to get one. */
export interface PythonOptions {
  /** A folder of the benchmark's own. */
  readonly cache: string;
  /** The Python to make an environment with; null: there is none. */
  readonly base: string | null;
  readonly tell: (line: string) => void;
}

/** The Python of that path. @throws ScriptProblem when it has no PyTorch */
export async function givenPython(program: string): Promise<PeerPython> {
  const found = await look(program);
  if (typeof found !== 'string') return found;
  throw new ScriptProblem(`${program} cannot run the peer: ${found}. Install: ${PACKAGES.join(' ')}`);
}

/** An environment of the benchmark's own, made at the first call. @throws ScriptProblem with the remedy */
export async function ownPython({ cache, base, tell }: PythonOptions): Promise<PeerPython> {
  const folder = join(cache, 'bench', `torch-${TORCH}`);
  const program = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const present = existsSync(program) ? await look(program) : 'nothing there';
  if (typeof present !== 'string') return present;
  if (base === null) throw new ScriptProblem('Python 3 is missing: install python3 and python3-venv.');
  // What is there was interrupted or belongs to a Python that is gone.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  tell(`Making a Python environment with PyTorch ${TORCH} in ${folder}`);
  await mustRun([base, '-m', 'venv', folder], 'Install the package python3-venv, or give --python.');
  const pip = [program, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
  await mustRun(
    [...pip, ...PACKAGES],
    'Check the network, or give --python with a Python that has torch and numpy.',
  );
  return givenPython(program);
}

async function look(program: string): Promise<PeerPython | string> {
  const { stdout, problem } = await run([program, '-c', VERSIONS]);
  if (problem !== null) return problem;
  const [python = '', torch = ''] = stdout.trim().split(' ');
  return { program, python, torch };
}

async function mustRun(command: readonly string[], remedy: string): Promise<void> {
  const { problem } = await run(command);
  if (problem !== null) throw new ScriptProblem(`${command.join(' ')} failed: ${problem}. ${remedy}`);
}

const run = ([program = '', ...args]: readonly string[]) =>
  runToEnd({ program, args, cwd: process.cwd(), limitS: null });
