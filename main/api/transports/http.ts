import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageOf } from '../../base/errors.ts';
import { apiError, problemOf } from '../errors.ts';
import type { Api } from '../handlers/api.ts';
import { bearerToken, createGuard } from './guard.ts';
import type { Guard } from './guard.ts';
import { securityHeaders, sendFile } from './static-files.ts';
import { createSocketServer, refuseUpgrade } from './websocket.ts';
import type { SocketServer } from './websocket.ts';

/** Where to listen and what to serve. */
export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The built pages of the workbench; null serves the API alone. */
  readonly pages: string | null;
  /** Made at random where none is given. */
  readonly token?: string;
  /** Told of every failure that has no code: those are bugs. */
  readonly onInternalError: (thrown: unknown) => void;
}

/** A server that listens. */
export interface HttpServer {
  /** `http://127.0.0.1:41231`. */
  readonly origin: string;
  readonly token: string;
  /** What a person opens: the token travels in the fragment, which browsers send to nobody. */
  readonly url: string;
  close(): Promise<void>;
}

const LIMIT_BYTES = 1024 * 1024;
const STATUS: Readonly<Record<string, number>> = {
  'api/unauthorized': 401,
  'api/foreign-host': 403,
  'api/foreign-origin': 403,
  'api/unknown-call': 404,
  'api/not-found': 404,
  'api/wrong-method': 405,
  'api/too-large': 413,
  'runs/not-found': 404,
  internal: 500,
};

/**
 * Serves the API by POST to `/api/<call>`, its subscriptions by WebSocket at `/api`, and the pages of the workbench.
 *
 * @throws AppError `api/port-in-use` or `api/not-listening`
 */
export async function serveHttp(api: Api, options: HttpServerOptions): Promise<HttpServer> {
  const token = options.token ?? randomBytes(24).toString('base64url');
  const guard = createGuard({ host: options.host, token });
  const server = createServer((request, response) => {
    answer({ api, guard, options }, request, response).catch((thrown: unknown) => {
      refuse(response, thrown, options);
    });
  });
  // Slow senders are cut off; an answer may take as long as it needs.
  server.requestTimeout = 30_000;
  const sockets = createSocketServer(api, LIMIT_BYTES);
  server.on('upgrade', (request, socket, head) => upgrade({ guard, sockets }, { request, socket, head }));
  const port = await listen(server, options);
  const origin = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  return {
    origin,
    token,
    url: `${origin}/#token=${token}`,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Serving {
  readonly api: Api;
  readonly guard: Guard;
  readonly options: HttpServerOptions;
}

async function answer(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { api, guard, options } = serving;
  guard.checkHost(request);
  guard.checkOrigin(request);
  for (const [name, value] of Object.entries(securityHeaders(request.headers.host ?? '')))
    response.setHeader(name, value);
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const isCall = path.startsWith('/api/');
  if (request.method === 'POST' && isCall) {
    guard.checkToken(bearerToken(request));
    const body = await readJson(request);
    sendJson(response, 200, { response: await api.call(path.slice('/api/'.length), body) });
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isCall || !isRead) throw apiError('api/wrong-method', { method: request.method ?? '' });
  if (options.pages === null) throw apiError('api/not-found', { path: path.slice(0, 200) });
  await sendFile(options.pages, request, response);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  // Insisting on this type makes a browser ask first (preflight) before it sends a foreign page's request.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw apiError('api/not-json', { reason: 'its content-type is not application/json' });
  }
  if (Number(request.headers['content-length'] ?? 0) > LIMIT_BYTES) {
    throw apiError('api/too-large', { limitBytes: LIMIT_BYTES });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) throw apiError('api/too-large', { limitBytes: LIMIT_BYTES });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw apiError('api/not-json', { reason: messageOf(cause) }, cause);
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    'cache-control': 'no-store',
  });
  response.end(text);
}

function refuse(response: ServerResponse, thrown: unknown, options: HttpServerOptions): void {
  const problem = problemOf(thrown);
  if (problem.code === 'internal') options.onInternalError(thrown);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of the request is not read: the connection ends with the answer.
  response.setHeader('connection', 'close');
  sendJson(response, STATUS[problem.code] ?? 400, { problem });
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function upgrade(
  { guard, sockets }: { readonly guard: Guard; readonly sockets: SocketServer },
  { request, socket, head }: Upgrade,
): void {
  try {
    guard.checkHost(request);
    guard.checkOrigin(request);
    if (request.url !== '/api') throw apiError('api/not-found', { path: (request.url ?? '/').slice(0, 200) });
    guard.checkToken(sockets.tokenOf(request));
    sockets.accept(request, socket, head);
  } catch (thrown) {
    const { code, message } = problemOf(thrown);
    refuseUpgrade(socket, STATUS[code] ?? 400, message);
  }
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? apiError('api/port-in-use', { host, port }, cause)
          : apiError('api/not-listening', { host, port, reason: cause.message }, cause),
      );
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
