import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from './run-tool.mjs';

/**
 * Whether a window can be shown.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {boolean}
 */
export function hasDisplay(env = process.env, platform = process.platform) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * The switches that Electron needs for its sandbox, or why it cannot have one. Chromium refuses to run as root with one.
 *
 * @param {string} electron the executable
 * @returns {Promise<{ switches: string[], refusal: string | null }>} the refusal is a sentence with a remedy
 */
export async function sandboxFor(electron) {
  if (process.platform !== 'linux') return { switches: [], refusal: null };
  if (process.getuid?.() === 0) return { switches: ['--no-sandbox'], refusal: null };
  const helper = join(dirname(electron), 'chrome-sandbox');
  if (isSetuidRoot(helper) || (await mayMakeNamespaces())) return { switches: [], refusal: null };
  const remedy = `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`;
  return {
    switches: [],
    refusal: `This system does not let Electron make its sandbox; to allow it: ${remedy}`,
  };
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function isSetuidRoot(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o4001) === 0o4001;
}

/** @returns {Promise<boolean>} whether an ordinary user's program may make a user namespace with rights in it */
async function mayMakeNamespaces() {
  // Ubuntu's restriction lets the namespace be made, but without rights in it.
  const restriction = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  if (existsSync(restriction) && readFileSync(restriction, 'utf8').trim() === '1') return false;
  const { code } = await runTool('unshare', ['--user', 'true']);
  return code === 0 || code === 127;
}
