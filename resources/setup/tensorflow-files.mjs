import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The headers that the engine's addon includes, directly or not: all that is kept of some 15,000 files. */
const HEADERS = new Set([
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
]);
const LIBRARY = /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/;
const LICENCE = /(^|\/)licen[cs]e[^/]*$/i;
const CUDA_LIBRARY = /^nvidia\/[^/]+\/lib\/[^/]+\.so[.0-9]*$/;
/** ptxas and libdevice, which TensorFlow looks for beside its library when it compiles a kernel for the GPU. */
const CUDA_COMPILER = /^nvidia\/cuda_nvcc\/(bin|nvvm)\//;

/**
 * Whether a file of a wheel is kept.
 *
 * @param {string} name as in the wheel
 * @returns {boolean}
 */
export function isKept(name) {
  if (LIBRARY.test(name) || LICENCE.test(name)) return true;
  if (CUDA_LIBRARY.test(name) || CUDA_COMPILER.test(name)) return true;
  return name.startsWith('tensorflow/include/') && HEADERS.has(name.slice('tensorflow/include/'.length));
}

/**
 * The names that the C library goes by: the wheels' (`libtensorflow_cc`) and the official archives' (`libtensorflow`).
 */
const LIBRARY_NAMES = [
  ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
  ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
  ['libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib'],
];

/**
 * The two libraries of a folder.
 *
 * @param {string} folder
 * @returns {string[] | null} their file names, or null when the folder does not have both
 */
export function librariesIn(folder) {
  return LIBRARY_NAMES.find((names) => names.every((name) => existsSync(join(folder, name)))) ?? null;
}

/**
 * What a folder that should hold TensorFlow holds instead, for a message.
 *
 * @param {string} folder
 * @returns {string}
 */
export function describeFolder(folder) {
  if (!existsSync(folder)) return 'does not exist';
  const names = readdirSync(folder).filter((name) => name.startsWith('libtensorflow'));
  return names.length === 0 ? 'has no libtensorflow files' : `has only ${names.join(', ')}`;
}
