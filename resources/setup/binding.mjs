import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonKey, compileAddon } from './compile-addon.mjs';
import { readInstalled, recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
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
/**
 * The addon looks for the libraries in the folder `lib` beside itself. That is a link to the folder that was chosen, so one addon
 * serves the CPU and the GPU build, and LD_LIBRARY_PATH can still point it elsewhere.
 */
const RUN_PATH = process.platform === 'darwin' ? '@loader_path/lib' : '$ORIGIN/lib';
const DEFINES = ['-DNAPI_CPP_EXCEPTIONS'];
const LINK_FLAGS = [...(process.platform === 'darwin' ? [] : ['-lpthread']), `-Wl,-rpath,${RUN_PATH}`];

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
 * @param {string} folder gets the addon
 */
function compile({ cache, checkout, tensorflow, env }, folder) {
  const libraries = (librariesIn(tensorflow.folder) ?? []).map((name) => join(tensorflow.folder, name));
  return compileAddon({
    what: 'The native binding',
    sources: checkout.native,
    folder,
    addon: join(folder, ADDON),
    compileFlags: [...DEFINES, ...includeFolders({ checkout, tensorflow }).map((path) => `-I${path}`)],
    linkFlags: [...LINK_FLAGS, ...libraries],
    logFile: join(cache, 'logs', 'binding.log'),
    env,
  });
}

/**
 * What the addon depends on. The GPU build of the same TensorFlow has the same headers and library names, so it shares it.
 *
 * @param {BindingRequest} request
 * @returns {string} a folder name
 */
function bindingKey({ checkout, tensorflow }) {
  const header = readFileSync(join(tensorflow.folder, 'include', 'tensorflow', 'c', 'c_api.h'));
  const headers = ['node-api-headers', 'node-addon-api'].map((name) =>
    readFileSync(join(checkout.nodeModules, name, 'package.json')),
  );
  const rest = [tensorflow.version, librariesIn(tensorflow.folder), DEFINES, LINK_FLAGS];
  return addonKey(checkout.native, [...headers, header, JSON.stringify(rest)]);
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
