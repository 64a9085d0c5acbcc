import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { readInstalled, recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { SetupProblem } from './problem.mjs';
import { runTool } from './run-tool.mjs';
import { librariesIn } from './tensorflow-files.mjs';
import { findCompiler } from './tools.mjs';

/**
 * @typedef {object} BindingRequest
 * @property {string} cache
 * @property {ReturnType<import('./paths.mjs').checkoutPaths>} checkout
 * @property {import('./tensorflow.mjs').Tensorflow} tensorflow
 * @property {NodeJS.ProcessEnv} env
 */
/**
 * @typedef {object} Binding
 * @property {string} path the compiled addon in the cache
 * @property {string} key
 * @property {string} installedAt ISO 8601
 */

const ADDON = 'engine.node';
/** The kernels are compiled for the very processor they will run on: that is worth a factor of two. */
const COMPILE_FLAGS = [
  '-O3',
  process.arch === 'arm64' ? '-mcpu=native' : '-march=native',
  '-fno-math-errno',
  '-fno-trapping-math',
  '-fPIC',
  '-std=c++17',
  '-DNAPI_VERSION=8',
  '-DNAPI_CPP_EXCEPTIONS',
];
/**
 * The addon looks for the libraries in the folder `lib` beside itself. That is a link to the folder that was chosen, so one addon
 * serves the CPU and the GPU build, and LD_LIBRARY_PATH can still point it elsewhere.
 */
const RUN_PATH = process.platform === 'darwin' ? '@loader_path/lib' : '$ORIGIN/lib';
const LINK_FLAGS =
  process.platform === 'darwin'
    ? ['-bundle', '-undefined', 'dynamic_lookup', `-Wl,-rpath,${RUN_PATH}`]
    : ['-shared', '-lpthread', `-Wl,-rpath,${RUN_PATH}`];

/**
 * The addon that is compiled already for these sources and this TensorFlow.
 *
 * @param {BindingRequest} request
 * @returns {Binding | null}
 */
export function findBinding(request) {
  const key = bindingKey(request);
  const folder = join(request.cache, 'binding', key);
  const installed = readInstalled(folder);
  return installed === null ? null : { path: join(folder, ADDON), key, installedAt: installed.installedAt };
}

/**
 * Compiles the engine's addon (main/engine/native) against TensorFlow's library. It uses only Node-API, whose headers are an npm
 * package, so neither node-gyp nor the headers of this Node.js are needed, and the result loads in every Node.js and Electron.
 *
 * @param {BindingRequest} request
 * @returns {Promise<Binding>}
 */
export async function buildBinding(request) {
  const key = bindingKey(request);
  const folder = join(request.cache, 'binding', key);
  const partial = partialOf(folder);
  mkdirSync(partial);
  try {
    await compile(request, partial);
    const { version } = request.tensorflow;
    const source = `compiled from main/engine/native with ${findCompiler(request.env)}`;
    recordInstalled(partial, {
      name: ADDON,
      version: `for TensorFlow ${version}`,
      source,
      sha256: null,
      files: [ADDON],
    });
    installByRename(partial, folder);
  } finally {
    removeTree(partial);
  }
  const built = findBinding(request);
  if (built === null) throw new Error(`${folder} is gone right after it was made`);
  return built;
}

/**
 * @param {BindingRequest} request
 * @param {string} folder gets the objects and the addon
 */
async function compile({ cache, checkout, tensorflow, env }, folder) {
  const compiler = findCompiler(env);
  if (compiler === null) {
    throw new SetupProblem(
      'The native binding must be compiled, and g++ is missing.',
      'Install with: apt-get install g++',
    );
  }
  const logFile = join(cache, 'logs', 'binding.log');
  const includes = includeFolders({ checkout, tensorflow }).map((path) => `-I${path}`);
  const sources = bindingSources(checkout.native).filter((name) => name.endsWith('.cc'));
  const objects = sources.map((name) => join(folder, `${name}.o`));
  /** @param {string[]} args */
  const run = async (args) => {
    // A killed compiler leaves its temporary files: here they are found and removed.
    const { code, output } = await runTool(compiler, args, { env: { ...env, TMPDIR: folder }, logFile });
    if (code === 0) return;
    const fault = /error: .*/.exec(output)?.[0] ?? output.trim().split('\n')[0] ?? 'no message';
    throw new SetupProblem(
      `The native binding does not compile (${fault}).`,
      `The compiler's whole output is in ${logFile}.`,
    );
  };
  await Promise.all(
    sources.map((name, i) =>
      run([...COMPILE_FLAGS, ...includes, '-c', join(checkout.native, name), '-o', objects[i] ?? '']),
    ),
  );
  const libraries = (librariesIn(tensorflow.folder) ?? []).map((name) => join(tensorflow.folder, name));
  await run([...LINK_FLAGS, '-o', join(folder, ADDON), ...objects, ...libraries]);
  objects.forEach(removeTree);
}

/**
 * What the addon depends on. The GPU build of the same TensorFlow has the same headers and library names, so it shares it.
 *
 * @param {BindingRequest} request
 * @returns {string} a folder name
 */
function bindingKey({ checkout, tensorflow }) {
  const hash = createHash('sha256');
  for (const name of bindingSources(checkout.native)) hash.update(readFileSync(join(checkout.native, name)));
  for (const name of ['node-api-headers', 'node-addon-api'])
    hash.update(readFileSync(join(checkout.nodeModules, name, 'package.json')));
  hash.update(readFileSync(join(tensorflow.folder, 'include', 'tensorflow', 'c', 'c_api.h')));
  const rest = [
    tensorflow.version,
    librariesIn(tensorflow.folder),
    COMPILE_FLAGS,
    LINK_FLAGS,
    process.platform,
    process.arch,
    processor(),
  ];
  return hash.update(JSON.stringify(rest)).digest('hex').slice(0, 16);
}

/**
 * What the compiler takes for the native processor: a cache may be shared by machines that differ in it.
 *
 * @returns {string}
 */
function processor() {
  const linux = '/proc/cpuinfo';
  const flags = existsSync(linux) ? /^(flags|Features)\s*:.*$/m.exec(readFileSync(linux, 'utf8'))?.[0] : null;
  return flags ?? cpus()[0]?.model ?? '';
}

/**
 * @param {string} folder
 * @returns {string[]} file names, sorted
 */
function bindingSources(folder) {
  return readdirSync(folder)
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort();
}

/**
 * @param {Pick<BindingRequest, 'checkout' | 'tensorflow'>} request
 * @returns {string[]}
 */
function includeFolders({ checkout, tensorflow }) {
  return [
    join(tensorflow.folder, 'include'),
    join(checkout.nodeModules, 'node-addon-api'),
    join(checkout.nodeModules, 'node-api-headers', 'include'),
  ];
}
