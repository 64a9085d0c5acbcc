/**
 * The entries of a bundle, looked at before anything is unpacked: only files whose names the manifest lists, of sizes that can be.
 * Whoever made the bundle may have wished us ill.
 */
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { crc32 } from '../../../base/crc32.ts';
import { AppError, messageOf } from '../../../base/errors.ts';
import { systemCode } from '../../../base/system-failure.ts';
import { runsError, unreadable } from '../../errors.ts';
import { entryName, MANIFEST, parseManifest } from './manifest.ts';
import type { Manifest, ManifestFile } from './manifest.ts';

const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 100_000;
const MOST_MANIFEST_BYTES = 64 << 20;
/** Logs pack to a tenth, and nothing of a run closer than this; small bundles may unpack to `ALWAYS_BYTES` all the same. */
const MOST_RATIO = 200;
const ALWAYS_BYTES = 64 << 20;
/** Upper half of the attributes that Unix writes: the kind of a file. 0: none was noted. */
const KIND_MASK = 0o170000;
const REGULAR = 0o100000;

/** A bundle whose entries are those of its manifest. */
export interface OpenBundle {
  readonly manifest: Manifest;
  /** Of everything that would be unpacked. */
  readonly totalBytes: number;
  /** The content of a file of a run, with a sum that is checked by the reader. @throws AppError `runs/bad-bundle` */
  content(run: string, file: ManifestFile): Promise<AsyncIterable<Uint8Array>>;
  close(): void;
}

/**
 * Opens a bundle.
 *
 * @throws AppError `runs/bad-bundle`, `runs/newer-format`, `runs/unreadable`
 */
export async function openBundle(path: string): Promise<OpenBundle> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (error) {
    throw systemCode(error) === null
      ? bad(path, `it is no bundle (${messageOf(error)})`, error)
      : unreadable(path, error);
  }
  // What else is said by events, the calls that are waited for say as well.
  zip.on('error', () => undefined);
  try {
    const entries = await readEntries(zip, path);
    const manifest = await readManifest(zip, entries, path);
    const totalBytes = match(manifest, entries, path);
    return {
      manifest,
      totalBytes,
      content: async (run, file) => {
        const name = entryName(run, file.path);
        return contentOf(zip, entries.get(name), { path, name });
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error instanceof AppError ? error : bad(path, messageOf(error), error);
  }
}

/** The error for a bundle that is not what it should be. */
export const bad = (file: string, problem: string, cause?: unknown): AppError =>
  runsError('runs/bad-bundle', { file, problem }, cause);

async function readEntries(zip: ZipFile, path: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const folded = new Set<string>();
  let packedBytes = 0;
  if (zip.entryCount > MOST_ENTRIES) throw bad(path, `it holds ${String(zip.entryCount)} entries`);
  for await (const entry of zip.eachEntry()) {
    const problem = entryProblem(entry);
    const shown = JSON.stringify(entry.fileName);
    if (problem !== null) throw bad(path, `its entry ${shown} ${problem}`);
    if (folded.has(entry.fileName.toLowerCase())) throw bad(path, `it holds ${shown} twice`);
    folded.add(entry.fileName.toLowerCase());
    entries.set(entry.fileName, entry);
    packedBytes += entry.compressedSize;
  }
  if (packedBytes > zip.fileSize) throw bad(path, 'its entries overlap');
  return entries;
}

/** What is wrong with an entry by itself. */
function entryProblem(entry: Entry): string | null {
  const { compressionMethod, compressedSize, uncompressedSize, externalFileAttributes } = entry;
  const kind = (externalFileAttributes >>> 16) & KIND_MASK;
  if (entry.fileName.endsWith('/')) return 'is a folder';
  if (kind !== 0 && kind !== REGULAR) return 'is a link or a device, no file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return 'is packed in an unknown way';
  if (compressionMethod === STORED && compressedSize !== uncompressedSize) return 'has two sizes';
  return null;
}

async function readManifest(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  path: string,
): Promise<Manifest> {
  const entry = entries.get(MANIFEST);
  if (entry === undefined) throw bad(path, `it has no ${MANIFEST}: it is no bundle of Dartboard`);
  if (entry.uncompressedSize > MOST_MANIFEST_BYTES) throw bad(path, 'its manifest is far too large');
  const parts: Uint8Array[] = [];
  for await (const part of await contentOf(zip, entry, { path, name: MANIFEST })) parts.push(part);
  const bytes = Buffer.concat(parts);
  if (crc32(bytes) !== entry.crc32) throw bad(path, 'its manifest is damaged: its checksum is wrong');
  return parseManifest(bytes.toString(), path);
}

/** Passes if the entries are those that the manifest lists. */
function match({ runs }: Manifest, entries: ReadonlyMap<string, Entry>, path: string): number {
  let totalBytes = 0;
  let packedBytes = 0;
  let listed = 0;
  for (const { run, files } of runs) {
    for (const file of files) {
      const name = entryName(run, file.path);
      const entry = entries.get(name);
      if (entry === undefined) throw bad(path, `${name} is missing from it`);
      if (entry.uncompressedSize !== file.sizeBytes)
        throw bad(path, `${name} has another size than its manifest says`);
      totalBytes += file.sizeBytes;
      packedBytes += entry.compressedSize;
      listed++;
    }
  }
  if (entries.size !== listed + 1) {
    const names = new Set(runs.flatMap(({ run, files }) => files.map((file) => entryName(run, file.path))));
    const extra = [...entries.keys()].find((name) => name !== MANIFEST && !names.has(name));
    throw bad(path, `it holds ${JSON.stringify(extra ?? '')}, which its manifest does not list`);
  }
  if (totalBytes > Math.max(ALWAYS_BYTES, packedBytes * MOST_RATIO)) {
    throw bad(
      path,
      `it would unpack to ${String(totalBytes)} bytes from ${String(packedBytes)}, which no run does`,
    );
  }
  return totalBytes;
}

/** What an entry holds; yauzl refuses more or fewer bytes than were noted. */
async function contentOf(
  zip: ZipFile,
  entry: Entry | undefined,
  { path, name }: { readonly path: string; readonly name: string },
): Promise<AsyncIterable<Uint8Array>> {
  if (entry === undefined) throw bad(path, `${name} is missing from it`);
  try {
    return checkedStream(await zip.openReadStreamPromise(entry), path, name);
  } catch (error) {
    throw bad(path, `${name} cannot be unpacked (${messageOf(error)})`, error);
  }
}

async function* checkedStream(
  stream: AsyncIterable<Uint8Array>,
  path: string,
  name: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw bad(path, `${name} cannot be unpacked (${messageOf(error)})`, error);
  }
}
