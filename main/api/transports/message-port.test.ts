import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { detailOf, memoryHost } from '../../../test/support/memory-services.ts';
import { createApi } from '../handlers/api.ts';
import { serveMessagePort } from './message-port.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A channel whose other end is this test. */
class Channel extends EventEmitter {
  readonly sent: unknown[] = [];
  send(message: unknown): boolean {
    this.sent.push(message);
    return true;
  }
}

function served() {
  const host = memoryHost();
  const channel = new Channel();
  const ends: string[] = [];
  const server = serveMessagePort(createApi(host.services), channel, () => ends.push('gone'));
  return { host, channel, server, ends };
}

describe('the channel to the shell', () => {
  it('says that it is ready and keeps windows apart', async () => {
    const { channel } = served();
    channel.emit('message', { port: 1, message: { id: 0, call: 'runs.list', request: {} } });
    channel.emit('message', { port: 2, message: { id: 0, call: 'runs.get', request: { run: 'none' } } });
    await settled();
    expect(channel.sent).toMatchObject([
      { ready: true },
      { port: 1, message: { id: 0, response: { runs: [] } } },
      { port: 2, message: { id: 0, problem: { code: 'runs/not-found' } } },
    ]);
  });

  it('forgets a window that was closed', async () => {
    const { channel, host } = served();
    channel.emit('message', { port: 1, message: { id: 0, subscribe: 'runs-changed', parameters: {} } });
    channel.emit('message', { port: 1, closed: true });
    host.put(detailOf({ run: 'a' }));
    await settled();
    expect(channel.sent).toEqual([{ ready: true }]);
  });

  it.each([null, 'x', { port: -1, message: 1 }, { port: 1 }, { port: 1, message: 1, closed: true }])(
    'ignores %j, which is not for it',
    async (message) => {
      const { channel } = served();
      channel.emit('message', message);
      await settled();
      expect(channel.sent).toEqual([{ ready: true }]);
    },
  );

  it('tells once that the shell has gone, and listens no more', () => {
    const { channel, ends, server } = served();
    channel.emit('disconnect');
    channel.emit('disconnect');
    server.close();
    expect(ends).toEqual(['gone']);
    expect(channel.listenerCount('message')).toBe(0);
  });
});
