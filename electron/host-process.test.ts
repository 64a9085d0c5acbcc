import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PortState } from '../main/api/client.ts';
import { bundleSupport } from '../test/support/runs.ts';
import { startHost } from './host-process.ts';
import type { HostOptions, HostProcess } from './host-process.ts';

let folder: string;
let entry: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-host-'));
  entry = await bundleSupport('port-host.ts', folder);
});
afterAll(() => rm(folder, { recursive: true }));

function started(options: Partial<HostOptions> = {}): {
  readonly host: HostProcess;
  readonly states: readonly PortState[];
  readonly ended: Promise<number | null>;
} {
  const env = { ...process.env, DARTBOARD_NODE: process.execPath };
  const host = startHost({ entry, args: [], argsAgain: [], env, ...options });
  const states: PortState[] = [];
  host.onState((state) => states.push(state));
  return { host, states, ended: new Promise((resolve) => host.onEnd(resolve)) };
}

/** The number of its process. */
const pidOf = async ({ client }: HostProcess): Promise<number> =>
  Number((await client.call('host.info', {})).version);

describe('the host of the shell', () => {
  it('is started again when it dies, answers again, and ends when it is let go', async () => {
    const { host, states, ended } = started();
    const first = await pidOf(host);
    process.kill(first, 'SIGKILL');
    await expect.poll(() => states, { timeout: 10_000 }).toEqual(['lost', 'open']);
    const second = await pidOf(host);
    expect(second).not.toBe(first);
    host.disconnect();
    expect(await ended).toBe(0);
    expect(states).toEqual(['lost', 'open', 'closed']);
  });

  it('that dies again and again is given up, and says so', async () => {
    const { host, states, ended } = started();
    for (let life = 0; life < 4; life++) {
      await expect.poll(() => states.length, { timeout: 10_000 }).toBe(2 * life);
      process.kill(await pidOf(host), 'SIGKILL');
      await expect.poll(() => states.at(-1)).not.toBe('open');
    }
    expect(await ended).toBe(null);
    expect(states.at(-1)).toBe('closed');
    await expect(host.client.call('host.info', {})).rejects.toMatchObject({
      message: expect.stringContaining('npm start'),
    });
  });

  it('can be let go while it waits for its next start', async () => {
    const { host, states, ended } = started();
    for (const life of [0, 1]) {
      await expect.poll(() => states.length, { timeout: 10_000 }).toBe(2 * life);
      process.kill(await pidOf(host), 'SIGKILL');
      await expect.poll(() => states.at(-1)).toBe('lost');
    }
    host.disconnect();
    await ended;
    expect(states.at(-1)).toBe('closed');
  });

  it.each([
    ['could not even begin', { entry: '/nowhere.mjs' }],
    ['was to end by itself', { argsAgain: null }],
  ])('is not started again where it %s', async (_, options) => {
    const { host, states, ended } = started(options);
    if (!('entry' in options)) process.kill(await pidOf(host), 'SIGKILL');
    await ended;
    expect(states).toEqual(['closed']);
  });
});
