import { describe, expect, it } from 'vitest';
import type { PortState } from '../main/api/client.ts';
import { createApi, createClient, portTransport } from '../main/api/index.ts';
import { openConnection } from '../main/api/transports/connection.ts';
import { detailOf, memoryHost } from '../test/support/memory-services.ts';
import { question, runsUnderWay, stopRuns } from './leaving.ts';

function wired() {
  const host = memoryHost();
  let tell: (state: PortState) => void = () => undefined;
  let deliver: (message: unknown) => void = () => undefined;
  const connection = openConnection(createApi(host.services), (message) => deliver(message));
  const client = createClient(
    portTransport({
      send: (message) => connection.receive(message),
      onMessage: (listener) => (deliver = listener),
      onState: (listener) => (tell = listener),
      close: () => tell('closed'),
    }),
  );
  return { host, client, close: () => tell('closed') };
}

describe('leaving the workbench', () => {
  it('asks only for runs that compute', async () => {
    const { host, client } = wired();
    host.put(detailOf({ run: 'a', state: 'finished' }));
    host.put(detailOf({ run: 'b', state: 'interrupted' }));
    expect(await runsUnderWay(client)).toEqual([]);
    host.put(detailOf({ run: 'c', state: 'running', title: 'quick search' }));
    const runs = await runsUnderWay(client);
    expect(runs.map(({ run }) => run)).toEqual(['c']);
    expect(question(runs).message).toBe('"quick search" is still running.');
  });

  it('waits until the runs have saved themselves, those of another host too', async () => {
    const { host, client } = wired();
    host.put(detailOf({ run: 'c' }));
    host.put(detailOf({ run: 'q', state: 'queued' }));
    let isDone = false;
    const stopping = stopRuns(client).then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([host.asked, isDone]).toEqual([['rest', { stop: 'c', at: 'step' }], false]);
    host.put(detailOf({ run: 'c', state: 'interrupted' }));
    await stopping;
  });

  it('finds nothing to wait for where the host has gone', async () => {
    const { client, close } = wired();
    close();
    expect(await runsUnderWay(client)).toEqual([]);
  });
});
