import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { SUBPROTOCOL, TOKEN_PREFIX } from '../clients/http.ts';
import type { Api } from '../handlers/api.ts';
import { openConnection } from './connection.ts';

/** The WebSocket side of the HTTP server. */
export interface SocketServer {
  /** The token that the client wrote among its subprotocols; null where it wrote none. */
  tokenOf(request: IncomingMessage): string | null;
  /** Takes over the connection of a request that has been checked. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** A client that reads this much slower than the host writes is cut off; it connects again and goes on where it was. */
const MOST_UNSENT_BYTES = 64 * 1024 * 1024;
const PING_MS = 30_000;

/**
 * Serves the API's channel protocol over WebSockets, as JSON texts.
 *
 * @param limitBytes - the longest message that is read
 */
export function createSocketServer(api: Api, limitBytes: number): SocketServer {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limitBytes,
    handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  return {
    tokenOf: (request) => {
      const protocols = (request.headers['sec-websocket-protocol'] ?? '')
        .split(',')
        .map((name) => name.trim());
      return protocols.find((name) => name.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length) ?? null;
    },
    accept: (request, socket, head) =>
      server.handleUpgrade(request, socket, head, (accepted) => serve(api, accepted)),
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function serve(api: Api, socket: WebSocket): void {
  const connection = openConnection(api, (message) => {
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  });
  // A laptop that went to sleep leaves a connection that looks alive; whoever misses a ping has gone.
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, PING_MS);
  timer.unref();
  socket.on('pong', () => (answered = true));
  socket.on('message', (data, isBinary) => connection.receive(isBinary ? null : parsed(textOf(data))));
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(timer);
    connection.close();
  });
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Uint8Array)).toString('utf8');
}

/** Null, which no message is, for what is not JSON: the connection refuses it like any other broken message. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Answers a request for a WebSocket that is not granted, and ends its connection. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = Buffer.from(`${message}\n`);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${body.length}`,
    'connection: close',
  ].join('\r\n');
  socket.on('error', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]));
}
