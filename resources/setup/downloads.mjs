import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { matchesPin, requirePin } from './digest.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';

/** @typedef {import('./pins.mjs').Artifact} Artifact */

/**
 * A verified download. What an earlier, interrupted set-up has downloaded completely is used again; what it has not is gone.
 *
 * @param {Artifact} artifact
 * @param {{ folder: string, fetchInto: (partial: string) => Promise<void> }} options `fetchInto` writes the file to the path
 * @returns {Promise<string>} the path of a file that has the pinned sum
 */
export async function verifiedDownload(artifact, { folder, fetchInto }) {
  const final = join(folder, artifact.file);
  const pin = pinOf(artifact);
  if (existsSync(final)) {
    if (await matchesPin(final, pin)) return final;
    rmSync(final);
  }
  const partial = partialOf(final);
  try {
    await fetchInto(partial);
    await requirePin(partial, pin);
    installByRename(partial, final);
  } finally {
    removeTree(partial);
  }
  return final;
}

/**
 * Removes a download that was unpacked, unless DARTBOARD_KEEP_DOWNLOADS is set.
 *
 * @param {string} path
 * @param {NodeJS.ProcessEnv} env
 */
export function dropDownload(path, env) {
  if (!env['DARTBOARD_KEEP_DOWNLOADS']) rmSync(path, { force: true });
}

/**
 * @param {Artifact} artifact
 * @returns {{ file: string, sha256: string, size?: number }}
 */
function pinOf({ file, sha256, sizeBytes }) {
  return sizeBytes === undefined ? { file, sha256 } : { file, sha256, size: sizeBytes };
}
