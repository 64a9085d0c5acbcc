import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropDownload, verifiedDownload } from './downloads.mjs';
import { downloadTo } from './http-download.mjs';
import { Unavailable } from './sources.mjs';

const CONTENT = 'the wheel, the whole wheel and nothing but the wheel';
const artifact = {
  name: 'wheel',
  version: '1',
  file: 'wheel.whl',
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
  sizeBytes: CONTENT.length,
  unpackedBytes: 0,
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-downloads-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('verifiedDownload', () => {
  it('keeps a file that has the pinned sum and does not fetch it again', async () => {
    let fetched = 0;
    const fetchInto = async (path) => {
      fetched += 1;
      writeFileSync(path, CONTENT);
    };
    const path = await verifiedDownload(artifact, { folder, fetchInto });
    expect(await verifiedDownload(artifact, { folder, fetchInto })).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe(CONTENT);
    expect(fetched).toBe(1);
  });

  it('refuses a file that does not, and keeps nothing of it', async () => {
    const fetchInto = async (path) => writeFileSync(path, CONTENT.replace('whole', 'wrong'));
    await expect(verifiedDownload(artifact, { folder, fetchInto })).rejects.toThrow(
      /does not have its pinned SHA-256 sum/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not trust a file of an earlier set-up by its name', async () => {
    writeFileSync(join(folder, artifact.file), CONTENT.slice(0, 10));
    const path = await verifiedDownload(artifact, {
      folder,
      fetchInto: async (to) => writeFileSync(to, CONTENT),
    });
    expect(readFileSync(path, 'utf8')).toBe(CONTENT);
  });

  it('leaves nothing when the download breaks off', async () => {
    const fetchInto = async (path) => {
      writeFileSync(path, CONTENT.slice(0, 10));
      throw new Unavailable('the line is dead');
    };
    await expect(verifiedDownload(artifact, { folder, fetchInto })).rejects.toThrow('the line is dead');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('dropDownload', () => {
  it('keeps the file when it is asked to', () => {
    const path = join(folder, 'wheel.whl');
    writeFileSync(path, CONTENT);
    dropDownload(path, { DARTBOARD_KEEP_DOWNLOADS: '1' });
    expect(readdirSync(folder)).toEqual(['wheel.whl']);
    dropDownload(path, {});
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('downloadTo', () => {
  /** Serves one request on this machine. */
  async function served(answer, use) {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await use(`http://127.0.0.1:${server.address().port}/file.zip`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('writes what the host sends and counts it', async () => {
    const counts = [];
    await served(
      (_request, response) => response.setHeader('content-length', CONTENT.length).end(CONTENT),
      async (url) => {
        await downloadTo(url, join(folder, 'file.zip'), {
          onBytes: (done, total) => counts.push([done, total]),
        });
      },
    );
    expect(readFileSync(join(folder, 'file.zip'), 'utf8')).toBe(CONTENT);
    expect(counts.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
  });

  it('calls a host that refuses unavailable', async () => {
    await served(
      (_request, response) => response.writeHead(404).end(),
      async (url) => {
        await expect(downloadTo(url, join(folder, 'file.zip'))).rejects.toThrow(Unavailable);
      },
    );
  });

  it('does not wait for a host that says nothing', async () => {
    await served(
      () => undefined,
      async (url) => {
        const answer = downloadTo(url, join(folder, 'file.zip'), { answerTimeoutMs: 50 });
        await expect(answer).rejects.toThrow('the host does not answer');
      },
    );
  });

  it('gives up a download that stalls', async () => {
    await served(
      (_request, response) =>
        void response.setHeader('content-length', CONTENT.length).write(CONTENT.slice(0, 5)),
      async (url) => {
        const answer = downloadTo(url, join(folder, 'file.zip'), { stallTimeoutMs: 50 });
        await expect(answer).rejects.toThrow(Unavailable);
      },
    );
  });
});
