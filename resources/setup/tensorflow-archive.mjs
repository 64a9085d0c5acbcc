import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { requireDiskSpace } from './disk.mjs';
import { dropDownload, verifiedDownload } from './downloads.mjs';
import { downloadTo } from './http-download.mjs';
import { recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { runTool } from './run-tool.mjs';
import { librariesIn } from './tensorflow-files.mjs';
import { requireTools } from './tools.mjs';

/**
 * Installs the archive of TensorFlow's C library that tfjs-node's own install script names: version 2.9, older than the
 * wheel, and the last resort where no wheel is to be had (Intel Macs have none). Its address could not be reached from where
 * this was written; its sum is the one that several package collections publish.
 *
 * @param {import('./pins.mjs').Archive} archive
 * @param {object} options
 * @param {string} options.place the folder that is to hold `tensorflow/` with the libraries and `include`
 * @param {string} options.cache
 * @param {NodeJS.ProcessEnv} options.env
 * @param {import('./progress.mjs').OnBytes} options.onBytes
 */
export async function installArchive(archive, { place, cache, env, onBytes }) {
  await requireTools(['tar'], env);
  await requireDiskSpace(cache, archive.unpackedBytes * 2, { what: 'TensorFlow' });
  const path = await verifiedDownload(archive, {
    folder: join(cache, 'downloads'),
    fetchInto: (to) => downloadTo(archive.url, to, { onBytes }),
  });
  const partial = partialOf(place);
  const folder = join(partial, 'tensorflow');
  mkdirSync(folder, { recursive: true });
  try {
    const { code, output } = await runTool('tar', ['-xzf', path, '-C', folder], { env });
    if (code !== 0) throw new Error(`${archive.file} could not be unpacked: ${output.trim()}`);
    // The archive has its libraries in lib/, the wheel beside include/: the latter is our layout.
    for (const name of readdirSync(join(folder, 'lib')))
      renameSync(join(folder, 'lib', name), join(folder, name));
    const files = (librariesIn(folder) ?? []).map((name) => join('tensorflow', name));
    const source = `tfjs-node's archive ${archive.file}`;
    recordInstalled(partial, {
      name: archive.name,
      version: archive.version,
      source,
      sha256: archive.sha256,
      files,
    });
    installByRename(partial, place);
    dropDownload(path, env);
  } finally {
    removeTree(partial);
  }
}
