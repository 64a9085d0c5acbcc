import { describe, expect, it } from 'vitest';
import { createApi, createClient, portTransport } from '../main/api/index.ts';
import { openConnection } from '../main/api/transports/connection.ts';
import { detailOf, memoryHost } from '../test/support/memory-services.ts';
import { watchRuns } from './run-watch.ts';
import type { RunNews, RunsNow } from './run-watch.ts';

/** The host of these tests tells changes only: the first of them is what was there before. */
function watched(first: Parameters<typeof detailOf>[0]) {
  const host = memoryHost();
  let deliver: (message: unknown) => void = () => undefined;
  const connection = openConnection(createApi(host.services), (message) => deliver(message));
  const client = createClient(
    portTransport({
      send: (message) => connection.receive(message),
      onMessage: (listener) => (deliver = listener),
      onState: () => undefined,
      close: () => undefined,
    }),
  );
  const now: RunsNow[] = [];
  const news: RunNews[] = [];
  const stop = watchRuns(client, { onNow: (each) => now.push(each), onNews: (each) => news.push(each) });
  host.put(detailOf(first));
  return { host, now, news, stop };
}

describe('the runs as the shell follows them', () => {
  it('are quiet where nothing computes, and what ended before is no news', async () => {
    const { now, news } = watched({ run: 'a', state: 'finished' });
    await expect.poll(() => now.at(-1)).toEqual({ computing: 0, share: null, title: null });
    expect(news).toEqual([]);
  });

  it('tell how far the first is, and how it ended', async () => {
    const { host, now, news } = watched({ run: 'a', state: 'running', step: 25, steps: 100, title: 'quick' });
    await expect.poll(() => now.at(-1)).toEqual({ computing: 1, share: 0.25, title: 'quick' });
    host.put(detailOf({ run: 'a', state: 'failed', title: 'quick', problem: 'No memory was left.' }));
    await expect
      .poll(() => news)
      .toEqual([{ kind: 'failed', run: 'a', title: 'quick', text: 'No memory was left.' }]);
    expect(now.at(-1)?.computing).toBe(0);
  });

  it('tell nothing where a person stopped a run, and nothing more when nobody listens', async () => {
    const { host, now, news, stop } = watched({ run: 'a', state: 'running' });
    await expect.poll(() => now.at(-1)?.computing).toBe(1);
    host.put(detailOf({ run: 'a', state: 'interrupted' }));
    await expect.poll(() => now.at(-1)?.computing).toBe(0);
    stop();
    host.put(detailOf({ run: 'a', state: 'running' }));
    expect(news).toEqual([]);
    expect(now.at(-1)?.computing).toBe(0);
  });
});
