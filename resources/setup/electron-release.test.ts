import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sha256OfFile } from './digest.mjs';
import { installElectronRelease } from './electron-release.mjs';
import { readInstalled } from './installed.mjs';

/** A zip file like Electron's for macOS: a program, and a link to a folder. Node.js reads zip files but writes none. */
const MAKE_ZIP = `
import stat, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    program = zipfile.ZipInfo('Electron.app/electron')
    program.external_attr = (stat.S_IFREG | 0o755) << 16
    archive.writestr(program, '#!/bin/sh')
    link = zipfile.ZipInfo('Electron.app/Current')
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(link, 'Versions/A')
`;

let folder = '';
let zip = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-electron-'));
  zip = join(folder, 'electron.zip');
  execFileSync('python3', ['-c', MAKE_ZIP, zip]);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Serves the zip file on this machine under any address. */
async function withMirror(use) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end(readFileSync(zip));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return asked;
}

const install = (mirror, sha256) =>
  installElectronRelease({
    ...{
      version: '41.7.1',
      file: 'electron-v41.7.1-linux-x64.zip',
      sha256,
      executable: 'Electron.app/electron',
    },
    ...{ place: join(folder, 'cache', 'electron', '41.7.1'), cache: join(folder, 'cache') },
    ...{ env: { ELECTRON_MIRROR: mirror }, onBytes: () => undefined },
  });

it('is downloaded, checked, unpacked with its permissions and links, and recorded', async () => {
  const sum = await sha256OfFile(zip);
  const asked = await withMirror((mirror) => install(mirror, sum));
  const place = join(folder, 'cache', 'electron', '41.7.1');
  expect(asked).toEqual(['/v41.7.1/electron-v41.7.1-linux-x64.zip']);
  expect(statSync(join(place, 'Electron.app', 'electron')).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(place, 'Electron.app', 'Current'))).toBe('Versions/A');
  expect(readInstalled(place)).toMatchObject({
    version: '41.7.1',
    source: 'the official release',
    sha256: sum,
  });
});

it('is refused when it is not the one that the electron package pins', async () => {
  const wrong = '0'.repeat(64);
  await withMirror((mirror) =>
    expect(install(mirror, wrong)).rejects.toThrow('does not have its pinned SHA-256 sum'),
  );
  expect(readInstalled(join(folder, 'cache', 'electron', '41.7.1'))).toBeNull();
});
