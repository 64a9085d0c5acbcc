import { describe, expect, it } from 'vitest';
import { detailOf, memoryHost } from '../../../test/support/memory-services.ts';
import type { HostMessage, RunEvent } from '../contract.ts';
import { createApi } from '../handlers/api.ts';
import { openConnection } from './connection.ts';

const checkpoint = (seq: number): RunEvent => ({ seq, at: seq, type: 'checkpoint', step: seq, file: 'c' });
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

function opened() {
  const host = memoryHost();
  host.put(detailOf({ run: 'a' }));
  const sent: HostMessage[] = [];
  const connection = openConnection(createApi(host.services), (message) => sent.push(message));
  return { host, sent, connection };
}

describe('connection', () => {
  it('answers a call under its number', async () => {
    const { connection, sent } = opened();
    connection.receive({ id: 7, call: 'runs.list', request: {} });
    await settled();
    expect(sent).toMatchObject([{ id: 7, response: { runs: [{ run: 'a' }] } }]);
  });

  it.each([
    null,
    'x',
    12,
    {},
    { id: 3 },
    { id: -1, call: 'a', request: {} },
    { id: 3, call: 'runs.list', request: {}, more: 1 },
  ])('refuses %j and goes on', async (message) => {
    const { connection, sent } = opened();
    connection.receive(message);
    connection.receive({ id: 8, call: 'host.info', request: {} });
    await settled();
    expect(sent[0]).toMatchObject({ problem: { code: 'api/bad-request' } });
    expect(sent[1]).toMatchObject({ id: 8, response: { version: '0.1.0' } });
  });

  it('pushes what exists and what comes, until the subscription ends', async () => {
    const { connection, sent, host } = opened();
    host.append('a', [checkpoint(0), checkpoint(1)]);
    connection.receive({ id: 1, subscribe: 'run-events', parameters: { run: 'a', from: 1 } });
    await settled();
    host.append('a', [checkpoint(2)]);
    connection.receive({ id: 1, unsubscribe: true });
    host.append('a', [checkpoint(3)]);
    await settled();
    expect(sent).toEqual([
      { id: 1, push: { run: 'a', events: [checkpoint(1)] } },
      { id: 1, push: { run: 'a', events: [checkpoint(2)] } },
    ]);
  });

  it('sends nothing after it was closed', async () => {
    const { connection, sent, host } = opened();
    connection.receive({ id: 1, subscribe: 'run-events', parameters: { run: 'a', from: 0 } });
    connection.receive({ id: 2, call: 'runs.list', request: {} });
    connection.close();
    host.append('a', [checkpoint(0)]);
    await settled();
    expect(sent).toEqual([]);
  });

  it('bounds the subscriptions of one client', async () => {
    const { connection, sent } = opened();
    for (let id = 0; id <= 64; id++) connection.receive({ id, subscribe: 'runs-changed', parameters: {} });
    await settled();
    expect(sent).toMatchObject([{ id: 64, problem: { code: 'api/too-many-subscriptions' } }]);
  });
});
