/** A Python with TensorBoard, in a virtual environment of the tests' own. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** TensorBoard imports pkg_resources, which later versions of setuptools have no more. */
const PACKAGES = ['tensorboard==2.20.0', 'setuptools==80.9.0'] as const;
const READER = fileURLToPath(new URL('read_events.py', import.meta.url));
const MOST_OUTPUT_BYTES = 256 << 20;

/** What TensorBoard finds in a folder of event files. */
export type TensorBoardReader = (way: 'accumulated' | 'provided', folder: string) => Promise<unknown>;

/**
 * Installs TensorBoard where it is not yet. Nothing is needed but what the set-up of the project needs: `python3` with pip. A
 * virtual environment without pip of its own can be made even where the system's Python lacks the package for whole ones.
 */
export async function openTensorBoard(): Promise<TensorBoardReader> {
  const folder = join(cacheFolder(), 'test', PACKAGES.join('-').replaceAll('==', '-'));
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) await install(folder);
  return async (way, logs) => {
    const { stdout } = await run(python, [READER, way, logs], { maxBuffer: MOST_OUTPUT_BYTES });
    return JSON.parse(stdout) as unknown;
  };
}

/** Where the set-up keeps what is downloaded; `resources/setup/paths.mjs` says the same. */
function cacheFolder(): string {
  const { DARTBOARD_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  if (DARTBOARD_CACHE) return resolve(DARTBOARD_CACHE);
  const home = HOME || homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'dartboard');
  return join(XDG_CACHE_HOME?.startsWith('/') === true ? XDG_CACHE_HOME : join(home, '.cache'), 'dartboard');
}

async function install(folder: string): Promise<void> {
  const making = `${folder}.tmp-${String(process.pid)}`;
  await mkdir(dirname(folder), { recursive: true });
  await rm(making, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', '--without-pip', making]);
    const asked = ['-c', "import sysconfig; print(sysconfig.get_path('purelib'))"];
    const { stdout } = await run(join(making, 'bin', 'python'), asked);
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'];
    await run('python3', [...pip, '--only-binary', ':all:', '--target', stdout.trim(), ...PACKAGES]);
    // The environment finds its place by the path of its interpreter, so it may move.
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw new Error(
      'TensorBoard could not be installed: the test needs python3 with pip, and a package index that pip can reach.',
      { cause: error },
    );
  }
}
