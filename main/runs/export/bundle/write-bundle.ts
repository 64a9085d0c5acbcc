import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { StoredRun } from '../../summary.ts';
import type { ExportContext } from '../format.ts';
import { BUNDLE_FORMAT, entryName, MANIFEST } from './manifest.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { runFiles } from './run-files.ts';
import type { BundleChoice, RunFile } from './run-files.ts';

/** Zip files know times of entries and permissions; a bundle says neither, so that they are the same everywhere. */
const NEUTRAL = { mtime: new Date(Date.UTC(1980, 0, 1)), mode: 0o100644 } as const;

/**
 * Writes a bundle: whole run folders and a manifest with the SHA-256 of each file, as a zip file.
 *
 * @throws AppError `runs/unreadable`, and what the file system says
 */
export async function writeBundle(
  runs: readonly StoredRun[],
  { path, appVersion, created }: ExportContext,
  choice: BundleChoice,
): Promise<void> {
  const zip = new ZipFile();
  const target = createWriteStream(path, { flags: 'wx' });
  const written = pipeline(zip.outputStream, target);
  // Both are waited for below, where the first failure of any counts.
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
    written.catch(reject);
  });
  failed.catch(() => undefined);
  try {
    const manifest: Manifest = { format: BUNDLE_FORMAT, app: appVersion, created, runs: [] };
    for (const run of runs) {
      const { kind, title } = run.record;
      const files: ManifestFile[] = [];
      for await (const file of runFiles(run, choice)) {
        const added = addFile(zip, entryName(run.id, file.path), file);
        added.catch(() => undefined);
        files.push(await Promise.race([added, failed]));
      }
      manifest.runs.push({ run: run.id, kind, title, files });
    }
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`), MANIFEST, NEUTRAL);
    zip.end();
    await written;
  } catch (error) {
    target.destroy();
    await written.catch(() => undefined);
    throw error;
  }
}

/** Resolves when the file's content has gone into the bundle. */
function addFile(zip: ZipFile, name: string, { path, isText, content }: RunFile): Promise<ManifestFile> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    async function* measured(): AsyncGenerator<Uint8Array> {
      let sizeBytes = 0;
      try {
        for await (const chunk of content) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }
      resolve({ path, sizeBytes, sha256: hash.digest('hex') });
    }
    const options = { ...NEUTRAL, compress: isText };
    zip.addReadStreamLazy(name, options, (give) => {
      const stream = Readable.from(measured(), { objectMode: false });
      // Already told above; after a failure of another kind nobody listens any more.
      stream.on('error', () => undefined);
      give(null, stream);
    });
  });
}
