import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Unavailable } from './sources.mjs';

const ANSWER_TIMEOUT_MS = 8_000;
const STALL_TIMEOUT_MS = 30_000;

/**
 * Downloads one file, once: a host that does not answer within seconds is left for the next source.
 *
 * @param {string} url
 * @param {string} path
 * @param {{ onBytes?: import('./progress.mjs').OnBytes, answerTimeoutMs?: number, stallTimeoutMs?: number }} [options]
 * @throws {Unavailable} when the host does not answer, refuses, or stops sending
 */
export async function downloadTo(url, path, options = {}) {
  const { onBytes, answerTimeoutMs = ANSWER_TIMEOUT_MS, stallTimeoutMs = STALL_TIMEOUT_MS } = options;
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), answerTimeoutMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the host answered ${response.status}`);
    const totalBytes = Number(response.headers.get('content-length')) || undefined;
    let doneBytes = 0;
    const body = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body));
    body.on('data', (/** @type {Uint8Array} */ chunk) => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), stallTimeoutMs);
      onBytes?.((doneBytes += chunk.length), totalBytes);
    });
    await pipeline(body, createWriteStream(path));
  } catch (error) {
    throw new Unavailable(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'the host does not answer';
  const cause = /** @type {NodeJS.ErrnoException | undefined} */ (error.cause);
  if (cause?.code === 'ENOTFOUND' || cause?.code === 'EAI_AGAIN')
    return 'the host cannot be reached from here';
  return cause?.code ?? error.message;
}
