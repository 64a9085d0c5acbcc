/** The Python that the peer runs in. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ScriptProblem } from '../support/scripts/problem.ts';
import { runToEnd } from './processes.ts';

/** What a peer is made with; numpy always belongs to it. */
export interface PeerLibrary {
  readonly title: string;
  /** As it is installed. */
  readonly name: string;
  /** As it is imported. */
  readonly module: string;
  /** The version that the results are told for. */
  readonly version: string;
}

/** The peer of the steps. */
export const TORCH: PeerLibrary = { title: 'PyTorch', name: 'torch', module: 'torch', version: '2.13.0' };

/** A Python with what a peer is made with. */
export interface PeerPython {
  readonly program: string;
  readonly python: string;
  /** The library's version. */
  readonly library: string;
}

/** How to get one. */
export interface PythonOptions {
  readonly library: PeerLibrary;
  /** A folder of the benchmark's own. */
  readonly cache: string;
  /** The Python to make an environment with; null: there is none. */
  readonly base: string | null;
  readonly tell: (line: string) => void;
}

/** The Python of that path. @throws ScriptProblem when it lacks the library */
export async function givenPython(program: string, library: PeerLibrary): Promise<PeerPython> {
  const found = await look(program, library);
  if (typeof found !== 'string') return found;
  throw new ScriptProblem(
    `${program} cannot run the peer: ${found}. Install: ${packagesOf(library).join(' ')}`,
  );
}

const packagesOf = ({ name, version }: PeerLibrary): readonly string[] => [`${name}==${version}`, 'numpy'];

/** An environment of the benchmark's own, made at the first call. @throws ScriptProblem with the remedy */
export async function ownPython({ library, cache, base, tell }: PythonOptions): Promise<PeerPython> {
  const { title, name, version } = library;
  const folder = join(cache, 'bench', `${name}-${version}`);
  const program = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );
  const present = existsSync(program) ? await look(program, library) : 'nothing there';
  if (typeof present !== 'string') return present;
  if (base === null) throw new ScriptProblem('Python 3 is missing: install python3 and python3-venv.');
  // What is there was interrupted or belongs to a Python that is gone.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  tell(`Making a Python environment with ${title} ${version} in ${folder}`);
  await mustRun([base, '-m', 'venv', folder], 'Install the package python3-venv, or give --python.');
  const pip = [program, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
  await mustRun(
    [...pip, ...packagesOf(library)],
    `Check the network, or give --python with a Python that has ${name} and numpy.`,
  );
  return givenPython(program, library);
}

async function look(program: string, { module }: PeerLibrary): Promise<PeerPython | string> {
  const versions = `import platform, numpy, ${module}; print(platform.python_version(), ${module}.__version__)`;
  const { stdout, problem } = await run([program, '-c', versions]);
  if (problem !== null) return problem;
  const [python = '', version = ''] = stdout.trim().split(' ');
  return { program, python, library: version };
}

async function mustRun(command: readonly string[], remedy: string): Promise<void> {
  const { problem } = await run(command);
  if (problem !== null) throw new ScriptProblem(`${command.join(' ')} failed: ${problem}. ${remedy}`);
}

const run = ([program = '', ...args]: readonly string[]) =>
  runToEnd({ program, args, cwd: process.cwd(), limitS: null });
