import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { apiError } from '../errors.ts';

/** The types of file that the workbench is made of; others are not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** What a page of the workbench may do: run and load its own files, and talk to its own server. Nothing inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/**
 * The headers that every answer carries.
 *
 * @param host - as the browser named it, already checked
 */
export function securityHeaders(host: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [...POLICY, `connect-src 'self' ws://${host}`].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=()',
  };
}

/**
 * Sends a file of the folder.
 *
 * @throws AppError `api/not-found` for whatever is not a file below the folder, without saying why
 */
export async function sendFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = filePath(folder, request.url ?? '/');
  const type = path === null ? undefined : TYPES[extname(path)];
  const found = path === null || type === undefined ? null : await stat(path).catch(() => null);
  if (path === null || found?.isFile() !== true) {
    throw apiError('api/not-found', { path: (request.url ?? '/').slice(0, 200) });
  }
  // Vite names the files in assets/ by their content, so they never change.
  const cache = path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.writeHead(200, { 'content-type': type, 'content-length': found.size, 'cache-control': cache });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(path)
    .on('error', (cause) => response.destroy(cause))
    .pipe(response);
}

/** The file that a URL names; null for anything that could lead out of the folder. */
export function filePath(folder: string, url: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '/');
  } catch {
    return null;
  }
  if (!name.startsWith('/') || /[\0\\]/.test(name) || name.split('/').some((part) => part.startsWith('.')))
    return null;
  const path = normalize(join(folder, name === '/' ? 'index.html' : name));
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;
}
