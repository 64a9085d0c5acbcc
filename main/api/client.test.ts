import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { detailOf, memoryHost } from '../../test/support/memory-services.ts';
import { ApiProblem, createClient, httpTransport, portTransport } from './client.ts';
import type { ClientPort, ConnectionState, PortState, Transport } from './client.ts';
import type { RunEvent } from './contract.ts';
import { createApi } from './handlers/api.ts';
import { openConnection } from './transports/connection.ts';
import { serveHttp } from './transports/http.ts';

const checkpoint = (seq: number): RunEvent => ({ seq, at: seq, type: 'checkpoint', step: seq, file: 'c' });
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
}

const openSocket = (url: string, protocols: string[]) => new WebSocket(url, protocols);

async function served(port = 0, token?: string) {
  const host = memoryHost();
  host.put(detailOf({ run: 'a' }));
  const server = await serveHttp(createApi(host.services), {
    host: '127.0.0.1',
    port,
    pages: null,
    onInternalError: () => undefined,
    ...(token === undefined ? {} : { token }),
  });
  return { host, server };
}

function clientOf(options: { origin: string; token: string }) {
  const transport: Transport = httpTransport({ ...options, openSocket, retryMs: [20] });
  open.push(() => transport.dispose());
  return { transport, client: createClient(transport) };
}

describe('client over http', () => {
  it('calls and gets typed answers and coded problems', async () => {
    const { server } = await served();
    open.push(() => server.close());
    const { client } = clientOf(server);
    expect((await client.call('runs.list', {})).runs[0]?.run).toBe('a');
    const problem = await client.call('runs.get', { run: 'b' }).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ code: 'runs/not-found', message: 'There is no run b.' });
  });

  it('says in a sentence that nobody answers', async () => {
    const { server } = await served();
    await server.close();
    const { client } = clientOf(server);
    await expect(client.call('host.info', {})).rejects.toMatchObject({ code: 'client/unreachable' });
  });

  it('follows a run across a lost connection, every event once', async () => {
    const first = await served();
    first.host.append('a', [checkpoint(0), checkpoint(1)]);
    const { client } = clientOf(first.server);
    const states: ConnectionState[] = [];
    const seen: number[] = [];
    client.onState((state) => states.push(state));
    client.follow('a', 0, (events) => seen.push(...events.map(({ seq }) => seq)));
    await until(() => seen.length === 2);
    await first.server.close();
    await until(() => states.at(-1) === 'lost');

    const port = Number(new URL(first.server.origin).port);
    const second = await served(port, first.server.token);
    open.push(() => second.server.close());
    second.host.append('a', [checkpoint(0), checkpoint(1), checkpoint(2)]);
    await until(() => seen.length === 3);
    second.host.append('a', [checkpoint(3)]);
    await until(() => seen.length === 4);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(states.slice(-2)).toEqual(['lost', 'open']);
  });

  it('is told when another host answers, which does not know its token, and waits for its own', async () => {
    const first = await served();
    const { client } = clientOf(first.server);
    const states: ConnectionState[] = [];
    client.onState((state) => states.push(state));
    await until(() => states.at(-1) === 'open');
    await first.server.close();
    const port = Number(new URL(first.server.origin).port);
    const second = await served(port);
    await until(() => states.at(-1) === 'refused');
    await second.server.close();
    const third = await served(port, first.server.token);
    open.push(() => third.server.close());
    await until(() => states.at(-1) === 'open');
  });
});

describe('client over a port', () => {
  function wired() {
    const host = memoryHost();
    host.put(detailOf({ run: 'a' }));
    let toClient: (message: unknown) => void = () => undefined;
    let tell: (state: PortState) => void = () => undefined;
    const connect = () =>
      openConnection(createApi(host.services), (message) => toClient(structuredClone(message)));
    let connection = connect();
    const port: ClientPort = {
      send: (message) => connection.receive(structuredClone(message)),
      onMessage: (listener) => (toClient = listener),
      onState: (listener) => (tell = listener),
      close: () => tell('closed'),
    };
    const lose = (): void => {
      connection.close();
      tell('lost');
    };
    const mend = (): void => {
      connection = connect();
      tell('open');
    };
    return { host, client: createClient(portTransport(port)), lose, mend, close: () => tell('closed') };
  }

  it('keeps calls apart', async () => {
    const { client } = wired();
    const [info, list, problem] = await Promise.allSettled([
      client.call('host.info', {}),
      client.call('runs.list', {}),
      client.call('runs.get', { run: 'b' }),
    ]);
    expect(info).toMatchObject({ value: { version: '0.1.0' } });
    expect(list).toMatchObject({ value: { runs: [{ run: 'a' }] } });
    expect(problem).toMatchObject({ reason: { code: 'runs/not-found' } });
  });

  it('subscribes and stops', async () => {
    const { client, host } = wired();
    const titles: string[] = [];
    const stop = client.subscribe('runs-changed', {}, ({ changed }) => titles.push(changed[0]?.title ?? ''));
    host.put(detailOf({ run: 'b', title: 'second' }));
    stop();
    host.put(detailOf({ run: 'c', title: 'third' }));
    expect(titles).toEqual(['second']);
  });

  it('fails calls that are open when the other end goes, and those made later', async () => {
    const { client, close } = wired();
    const call = client.call('runs.list', {});
    close();
    await expect(call).rejects.toMatchObject({ code: 'client/unreachable' });
    await expect(client.call('runs.list', {})).rejects.toMatchObject({ code: 'client/unreachable' });
  });

  it('follows a run across the death of the other end, every event once, and fails what was asked meanwhile', async () => {
    const { client, host, lose, mend } = wired();
    const states: ConnectionState[] = [];
    const seen: number[] = [];
    const lists: number[] = [];
    client.onState((state) => states.push(state));
    client.follow('a', 0, (events) => seen.push(...events.map(({ seq }) => seq)));
    const stop = client.subscribe('runs-changed', {}, ({ changed }) => lists.push(changed.length));
    host.append('a', [checkpoint(0), checkpoint(1)]);
    await until(() => seen.length === 2);
    const call = client.call('runs.list', {});
    lose();
    await expect(call).rejects.toMatchObject({
      code: 'client/unreachable',
      message: expect.stringContaining('started again'),
    });
    await expect(client.call('runs.list', {})).rejects.toMatchObject({ code: 'client/unreachable' });
    host.append('a', [checkpoint(2)]);
    stop();
    mend();
    await until(() => seen.length === 3);
    host.put(detailOf({ run: 'b' }));
    expect((await client.call('runs.list', {})).runs).toHaveLength(2);
    expect(seen).toEqual([0, 1, 2]);
    expect(lists).toEqual([]);
    expect(states).toEqual(['open', 'lost', 'open']);
  });
});
