import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { apiError } from '../errors.ts';

/** Who may talk to the server. */
export interface Guard {
  /** Passes a request for any of the server's own names; @throws AppError `api/foreign-host` */
  checkHost(request: IncomingMessage): void;
  /** Passes a request that no foreign page made; @throws AppError `api/foreign-origin` */
  checkOrigin(request: IncomingMessage): void;
  /** Passes the right token; @throws AppError `api/unauthorized` */
  checkToken(token: string | null): void;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/**
 * A guard for a server that listens on `host`. A page of another site can make a browser connect here, under a name of its own
 * (DNS rebinding) or under ours with its own origin: both are refused before the token is looked at. Addresses written
 * as numbers cannot be rebound, so a server on all interfaces accepts them.
 */
export function createGuard(options: { readonly host: string; readonly token: string }): Guard {
  const names = new Set([...LOOPBACK_NAMES, options.host]);
  const wild = options.host === '0.0.0.0' || options.host === '::';
  const digest = sha256(options.token);
  return {
    checkHost: (request) => {
      const host = request.headers.host ?? '';
      const name = hostname(host);
      if (name !== null && (names.has(name) || (wild && isIP(name) !== 0))) return;
      throw apiError('api/foreign-host', { host });
    },
    checkOrigin: (request) => {
      const { origin, host } = request.headers;
      // Absent outside of browsers and for plain navigation; the token decides there.
      if (origin === undefined || origin === `http://${host ?? ''}`) return;
      throw apiError('api/foreign-origin', { origin });
    },
    checkToken: (token) => {
      if (token !== null && timingSafeEqual(sha256(token), digest)) return;
      throw apiError('api/unauthorized', {});
    },
  };
}

/** The token of an `Authorization: Bearer` header; null where there is none. */
export function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function hostname(host: string): string | null {
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1');
  } catch {
    return null;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
