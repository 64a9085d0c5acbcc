import { existsSync, readFileSync } from 'node:fs';
import { platformName } from './paths.mjs';
import { runTool } from './run-tool.mjs';
import { findTool } from './tools.mjs';

/** CUDA 12 runs on drivers from here on. */
const OLDEST_DRIVER = 525;
const QUERY_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} GpuChoice
 * @property {boolean} present whether an NVIDIA GPU was found
 * @property {boolean} used whether TensorFlow's GPU build is taken
 * @property {string} reason why, in words for a person
 */

/**
 * Whether TensorFlow's GPU build is to be taken on this machine.
 *
 * @param {NodeJS.ProcessEnv} [env] DARTBOARD_GPU=0 refuses it, DARTBOARD_GPU=1 takes it whatever the driver
 * @returns {Promise<GpuChoice>}
 */
export async function chooseGpu(env = process.env) {
  return decide({
    override: env['DARTBOARD_GPU'],
    platform: platformName(),
    driver: await driverVersion(env),
  });
}

/**
 * The decision by itself.
 *
 * @param {{ override: string | undefined, platform: string, driver: string | null }} facts
 * @returns {GpuChoice}
 */
export function decide({ override, platform, driver }) {
  const present = driver !== null;
  if (override === '0') return { present, used: false, reason: 'DARTBOARD_GPU=0 refuses it' };
  if (platform !== 'linux-x64')
    return { present, used: false, reason: `TensorFlow has no GPU build for ${platform}` };
  if (override === '1') return { present, used: true, reason: 'DARTBOARD_GPU=1 asks for it' };
  if (driver === null) return { present, used: false, reason: 'no NVIDIA driver was found on this machine' };
  if (Number.parseInt(driver, 10) < OLDEST_DRIVER) {
    return {
      present,
      used: false,
      reason: `the NVIDIA driver ${driver} is older than ${OLDEST_DRIVER}, which CUDA 12 needs`,
    };
  }
  return { present, used: true, reason: `NVIDIA driver ${driver}` };
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} such as `535.104.05`, or null without a driver
 */
async function driverVersion(env) {
  const kernelModule = '/proc/driver/nvidia/version';
  if (existsSync(kernelModule)) {
    const found = /Kernel Module\b.*?\s(\d+\.\d+(?:\.\d+)?)/.exec(readFileSync(kernelModule, 'utf8'));
    if (found?.[1] !== undefined) return found[1];
  }
  // Under WSL the driver belongs to Windows and only this program knows it.
  const query = findTool('nvidia-smi', env);
  if (query === null) return null;
  const args = ['--query-gpu=driver_version', '--format=csv,noheader'];
  const { code, stdout } = await runTool(query, args, { env, timeoutMs: QUERY_TIMEOUT_MS });
  const version = stdout.trim().split('\n')[0] ?? '';
  return code === 0 && /^\d+\./.test(version) ? version : null;
}
