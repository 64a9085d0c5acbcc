import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { devicesNamed } from '../../../test/support/arithmetic-queue.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';
import { exclusively } from '../exclusively.ts';
import { lanesFolder, openLanes } from './lanes.ts';
import type { Lanes, Occupant, Place } from './lanes.ts';

let home: TestHome;
let folder: string;
beforeEach(async () => {
  home = await testHome();
  folder = lanesFolder(home.paths);
});
afterEach(() => home.dispose());

const lanesOf = (...ids: readonly string[]): Lanes => openLanes(folder, async () => devicesNamed(...ids));
const cpu = (): Lanes => lanesOf('cpu');
const one = (id: string, count = 1): { readonly id: string; readonly count: number } => ({ id, count });
const taken = async (place: Promise<Place | null>): Promise<Place> => {
  const found = await place;
  if (found === null) throw new Error('there was no place');
  return found;
};
const never = new AbortController().signal;

describe('the lanes of a machine', () => {
  it('have room for one run per device', async () => {
    const lanes = lanesOf('a', 'b');
    const first = await taken(lanes.tryTake(one('run 1')));
    const second = await taken(lanes.tryTake(one('run 2')));
    expect([first.env, second.env]).toEqual([{ DEVICE: 'a' }, { DEVICE: 'b' }]);
    expect(await lanes.tryTake(one('run 3'))).toBeNull();
    await first.release();
    expect((await taken(lanes.tryTake(one('run 3')))).env).toEqual({ DEVICE: 'a' });
    expect((await lanes.occupants()).map(({ id }) => id)).toEqual(['run 2', 'run 3']);
  });

  it('give a run several devices at once, or all there are', async () => {
    const lanes = lanesOf('a', 'b', 'c');
    const two = await taken(lanes.tryTake(one('two', 2)));
    expect(two.env).toEqual({ DEVICE: 'a,b' });
    expect(await lanes.tryTake(one('more', 2))).toBeNull();
    await two.release();
    expect((await taken(lanes.tryTake(one('all', 8)))).lanes).toHaveLength(3);
  });

  it('go to one of many that ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 12 }, (_, i) => cpu().tryTake(one(`run ${i}`))));
    expect(asked.filter((place) => place !== null)).toHaveLength(1);
  });

  it('are free again as soon as the process is killed that computes there', async () => {
    const lanes = cpu();
    const place = await taken(lanes.tryTake(one('run 1')));
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    place.handOver(child.pid ?? 0);
    expect(await lanes.tryTake(one('run 2'))).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const second = await taken(lanes.tryTake(one('run 2')));
    // Who gave the first place back only now must not give back the second.
    await place.release();
    expect((await lanes.occupants()).map(({ id }) => id)).toEqual(['run 2']);
    await second.release();
  });

  it('are waited for in the order of those who came, and a newcomer does not slip in', async () => {
    const lanes = cpu();
    const place = await taken(lanes.tryTake(one('run 1')));
    const told: string[] = [];
    const onWait = (now: readonly Occupant[]): void => void told.push(now.map(({ id }) => id).join());
    const ended: string[] = [];
    const second = lanes.wait(one('run 2'), { until: never, onWait }).then((found) => {
      ended.push('run 2');
      return found;
    });
    await expect.poll(() => told).toEqual(['run 1']);
    const third = lanes.wait(one('run 3'), { until: never, onWait }).then((found) => {
      ended.push('run 3');
      return found;
    });
    await expect.poll(() => told).toHaveLength(2);
    await place.release();
    expect(await lanes.tryTake(one('run 4'))).toBeNull();
    await (await taken(second)).release();
    await (await taken(third)).release();
    expect(ended).toEqual(['run 2', 'run 3']);
    await (await taken(lanes.tryTake(one('run 4')))).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not waited for by those who have left', async () => {
    const lanes = cpu();
    const place = await taken(lanes.tryTake(one('run 1')));
    const left = new AbortController();
    const waiting = lanes.wait(one('run 2'), { until: left.signal, onWait: () => left.abort() });
    expect(await waiting).toBeNull();
    await place.release();
    expect(await lanes.tryTake(one('run 3'))).not.toBeNull();
  });

  it('are not taken for those who left in that very moment', async () => {
    const lanes = cpu();
    const place = await taken(lanes.tryTake(one('run 1')));
    const left = new AbortController();
    const told: string[] = [];
    const onWait = (): void => void told.push('waits');
    const waiting = lanes.wait(one('run 2'), { until: left.signal, onWait });
    await expect.poll(() => told).toHaveLength(1);
    await exclusively(folder, async () => {
      await place.release();
      // Longer than between two looks: it asks for the device by now, and gets it when we are done here.
      await sleep(600);
      left.abort();
    });
    expect(await waiting).toBeNull();
    expect(await lanes.tryTake(one('run 3'))).not.toBeNull();
  });

  it('let a run start beside another where that is asked for, and then wait for both', async () => {
    const lanes = lanesOf('a', 'b');
    const first = await taken(lanes.tryTake(one('run 1')));
    const beside = await lanes.takeBeside(one('run 2'));
    // The device that is free comes first.
    expect(beside.env).toEqual({ DEVICE: 'b' });
    const third = await lanes.takeBeside(one('run 3'));
    expect(third.env).toEqual({ DEVICE: 'a' });
    await first.release();
    expect(await lanes.tryTake(one('run 4'))).toBeNull();
    await third.release();
    expect(await lanes.tryTake(one('run 4'))).not.toBeNull();
  });

  it('are not held up by what a power cut left behind', async () => {
    await (await taken(cpu().tryTake(one('run 1')))).release();
    await writeFile(join(folder, 'claim.7.json'), '');
    await writeFile(join(folder, 'claim.8.json'), '{"id":');
    expect(await cpu().tryTake(one('run 2'))).not.toBeNull();
    expect((await readdir(folder)).filter((name) => /^claim\.[78]\./.test(name))).toEqual([]);
  });
});
