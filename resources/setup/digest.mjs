import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { SetupProblem } from './problem.mjs';

/**
 * @param {string} path a file of any size
 * @returns {Promise<string>} its SHA-256 sum in lower-case hexadecimal
 */
export async function sha256OfFile(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * Whether a file is the one that was pinned.
 *
 * @param {string} path
 * @param {{ sha256: string, size?: number }} pin
 * @returns {Promise<boolean>} false also when there is no such file
 */
export async function matchesPin(path, pin) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || (pin.size !== undefined && stat.size !== pin.size)) return false;
  return (await sha256OfFile(path)) === pin.sha256;
}

/**
 * Refuses, and removes, a downloaded file that is not the pinned one.
 *
 * @param {string} path
 * @param {{ file: string, sha256: string, size?: number }} pin
 */
export async function requirePin(path, pin) {
  if (await matchesPin(path, pin)) return;
  const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  rmSync(path, { force: true });
  throw new SetupProblem(
    `The download of ${pin.file} (${sizeBytes} bytes) does not have its pinned SHA-256 sum ${pin.sha256.slice(0, 12)}... and was thrown away.`,
    'Run the same command again; if it happens again, the mirror that your package client uses serves another file.',
  );
}
