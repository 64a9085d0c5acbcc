import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { dropDownload, verifiedDownload } from './downloads.mjs';
import { downloadTo } from './http-download.mjs';
import { recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { unzip } from './unzip.mjs';

const RELEASES = 'https://github.com/electron/electron/releases/download/';
const UNPACKED_BYTES = 350e6;
const DOWNLOAD_BYTES = 150e6;

/**
 * Installs an official release of Electron.
 *
 * @param {object} options
 * @param {string} options.version
 * @param {string} options.file the zip file's name
 * @param {string} options.sha256 from the `electron` package
 * @param {string} options.executable inside the zip file
 * @param {string} options.place the folder that is to hold it
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env ELECTRON_MIRROR replaces the address of the releases, as in the `electron` package
 * @param {import('./progress.mjs').OnBytes} options.onBytes
 */
export async function installElectronRelease({
  version,
  file,
  sha256,
  executable,
  place,
  cache,
  env,
  onBytes,
}) {
  await requireDiskSpace(cache, UNPACKED_BYTES + DOWNLOAD_BYTES, { what: 'Electron' });
  const artifact = { name: 'electron', version, file, sha256, unpackedBytes: UNPACKED_BYTES };
  const path = await verifiedDownload(artifact, {
    folder: join(cache, 'downloads'),
    fetchInto: (to) =>
      downloadTo(`${env['ELECTRON_MIRROR'] || RELEASES}v${version}/${file}`, to, { onBytes }),
  });
  const partial = partialOf(place);
  mkdirSync(partial);
  try {
    await unzip(path, { into: partial, onBytes });
    chmodSync(join(partial, executable), 0o755);
    recordInstalled(partial, {
      name: 'electron',
      version,
      source: 'the official release',
      sha256,
      files: [executable],
    });
    installByRename(partial, place);
    dropDownload(path, env);
  } finally {
    removeTree(partial);
  }
}
