import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { detailOf, memoryHost } from '../../../test/support/memory-services.ts';
import { createApi } from '../handlers/api.ts';
import { serveHttp } from './http.ts';
import type { HttpServer } from './http.ts';

const folder = mkdtempSync(join(tmpdir(), 'dartboard-pages-'));
const pages = join(folder, 'renderer');
const host = memoryHost();
const failures: unknown[] = [];
let server: HttpServer;

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>Dartboard</title>');
  writeFileSync(join(pages, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(pages, '.secret.js'), 'no');
  writeFileSync(join(pages, 'notes.txt'), 'no');
  writeFileSync(join(folder, 'outside.js'), 'no');
  host.put(detailOf({ run: 'a' }));
  server = await serveHttp(createApi(host.services), {
    host: '127.0.0.1',
    port: 0,
    pages,
    onInternalError: (thrown) => failures.push(thrown),
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Sends the path and the headers exactly as given, which fetch would not. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  const { hostname, port } = new URL(server.origin);
  return new Promise<Sent>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const request = httpRequest({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          headers: response.headers,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const call = (name: string, headers: Record<string, string> = {}, body: string | Buffer = '{}') =>
  send(`/api/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, ...json, ...headers },
    body,
  });

describe('calls over http', () => {
  it('answers with the right token', async () => {
    const { status, body } = await call('runs.list');
    expect([status, JSON.parse(body)]).toMatchObject([200, { response: { runs: [{ run: 'a' }] } }]);
  });

  it.each([{ authorization: 'Bearer wrong' }, { authorization: '' }, { authorization: 'Basic x' }])(
    'refuses %j',
    async (headers) => {
      const { status, body } = await call('runs.list', headers);
      expect([status, JSON.parse(body)]).toMatchObject([401, { problem: { code: 'api/unauthorized' } }]);
    },
  );

  it('refuses pages of others and names of others', async () => {
    expect((await call('runs.list', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await call('runs.list', { origin: 'null' })).status).toBe(403);
    expect((await call('runs.list', { host: 'evil.example' })).status).toBe(403);
    expect(
      (await send('/', { headers: { host: `evil.example:${new URL(server.origin).port}` } })).status,
    ).toBe(403);
    expect((await call('runs.list', { origin: server.origin })).status).toBe(200);
  });

  it('refuses what is too large, declared or not', async () => {
    const large = Buffer.alloc(1024 * 1024 + 1, 32);
    expect((await call('runs.list', {}, large)).status).toBe(413);
    expect((await call('runs.list', { 'transfer-encoding': 'chunked' }, large)).status).toBe(413);
  });

  it('refuses what is not JSON, by type and by content', async () => {
    expect((await call('runs.list', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await call('runs.list', {}, '{')).status).toBe(400);
  });

  it('says what is wrong with a request', async () => {
    expect(JSON.parse((await call('runs.get', {}, '{"run":"../.."}')).body)).toMatchObject({
      problem: { code: 'api/bad-request', message: 'runs.get: run: expected the name of a run.' },
    });
    expect((await call('runs.none')).status).toBe(404);
    expect((await call('runs.get', {}, '{"run":"b"}')).status).toBe(404);
    expect((await send('/api/runs.list')).status).toBe(405);
    expect((await send('/', { method: 'DELETE' })).status).toBe(405);
    expect(failures).toEqual([]);
  });
});

describe('pages over http', () => {
  it('serves its files with a strict policy', async () => {
    const { status, body, headers } = await send('/');
    expect([status, body]).toEqual([200, '<!doctype html><title>Dartboard</title>']);
    expect(headers['content-security-policy']).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await send('/assets/a.js')).headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/assets/../../outside.js',
    '/..%2foutside.js',
    '/..%5coutside.js',
    '//outside.js',
    '/.secret.js',
    '/notes.txt',
    '/assets',
    '/%00',
    '/%',
    '/none.js',
  ])('does not serve %s', async (path) => {
    expect((await send(path)).status).toBe(404);
  });
});

describe('the socket', () => {
  const open = (protocols: string[], headers: Record<string, string> = {}, path = '/api') =>
    new Promise<WebSocket | number>((resolve) => {
      const socket = new WebSocket(`${server.origin.replace('http', 'ws')}${path}`, protocols, { headers });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });

  it('needs the token and an origin of its own', async () => {
    const right = `token.${server.token}`;
    expect(await open(['dartboard.v1'])).toBe(401);
    expect(await open(['dartboard.v1', 'token.wrong'])).toBe(401);
    expect(await open(['dartboard.v1', right], { origin: 'https://evil.example' })).toBe(403);
    expect(await open(['dartboard.v1', right], { host: 'evil.example' })).toBe(403);
    expect(await open(['dartboard.v1', right], {}, '/other')).toBe(404);
  });

  it('speaks the protocol and survives nonsense', async () => {
    const socket = await open(['dartboard.v1', `token.${server.token}`]);
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const messages: unknown[] = [];
    const two = new Promise<void>((resolve) =>
      socket.on('message', (data: Buffer) => {
        messages.push(JSON.parse(data.toString()));
        if (messages.length === 2) resolve();
      }),
    );
    socket.send('{nonsense');
    socket.send(JSON.stringify({ id: 5, call: 'host.info', request: {} }));
    await two;
    expect(messages).toMatchObject([
      { problem: { code: 'api/bad-request' } },
      { id: 5, response: { version: '0.1.0' } },
    ]);
    expect(socket.protocol).toBe('dartboard.v1');
    socket.close();
  });
});

describe('listening', () => {
  it('says which port is taken', async () => {
    const options = {
      host: '127.0.0.1',
      port: Number(new URL(server.origin).port),
      pages: null,
      onInternalError: () => undefined,
    };
    await expect(serveHttp(createApi(host.services), options)).rejects.toMatchObject({
      code: 'api/port-in-use',
    });
  });

  it('closes while connections are open', async () => {
    const other = await serveHttp(createApi(host.services), {
      host: '127.0.0.1',
      port: 0,
      pages: null,
      onInternalError: () => undefined,
    });
    const socket = connect(Number(new URL(other.origin).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await other.close();
    socket.destroy();
  });
});
