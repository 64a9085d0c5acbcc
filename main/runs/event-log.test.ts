import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { crc32 } from '../base/crc32.ts';
import { decodeLine, encodeLine } from './event-line.ts';
import { createLogReader, openLog, readTail } from './event-log.ts';
import type { LogPart } from './event-log.ts';
import type { RunEvent, RunEventBody } from './events.ts';
import { SYSTEM_CLOCK } from './clock.ts';

let home: TestHome;
let path: string;
beforeEach(async () => {
  home = await testHome();
  path = join(home.folder, 'events.jsonl');
});
afterEach(() => home.dispose());

const stepOf = (step: number): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step,
  steps: 9,
  train: { loss: 2.5 / step, accuracy: 0.1 },
  valid: null,
  learningRate: 0.025,
  seconds: 0.1,
});
const short = (step: number): RunEventBody => ({ type: 'checkpoint', step, file: 'ä' });
const running: RunEventBody = { type: 'state', state: 'running', message: 'größer als "je" – \n' };

async function write(...bodies: readonly RunEventBody[]): Promise<RunEvent[]> {
  const { writer } = await openLog(path, SYSTEM_CLOCK);
  const events = bodies.map((body) => writer.append(body));
  await writer.close();
  return events;
}

const read = (): Promise<LogPart> => createLogReader(path).next();

describe('crc32', () => {
  it('is the common one', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(Buffer.alloc(0))).toBe(0);
  });
});

describe('a line', () => {
  it('is JSON with its sum as the last field', () => {
    const event: RunEvent = { seq: 0, at: 5, type: 'checkpoint', step: 3, file: '3.ckpt' };
    const text = encodeLine(event).toString();
    expect(text).toMatch(/^\{"seq":0,.*,"crc32":"[0-9a-f]{8}"\}\n$/);
    expect(JSON.parse(text)).toMatchObject(event);
  });

  it('comes back as it was, also numbers to the last bit', () => {
    const numbers = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((value) => !Object.is(value, -0));
    fc.assert(
      fc.property(numbers, fc.string(), (loss, message) => {
        const score = { loss, accuracy: 0.5 };
        const events: RunEvent[] = [
          { seq: 1, at: 2, type: 'epoch', epoch: 0, epochs: 1, train: score, valid: null },
          { seq: 2, at: 2, type: 'state', state: 'failed', message, code: 'a/b' },
        ];
        for (const event of events) expect(decodeLine(encodeLine(event).subarray(0, -1))).toEqual(event);
      }),
    );
  });

  it('is refused if its sum is right but it is no event', () => {
    const sum = (text: string): string => crc32(Buffer.from(text)).toString(16).padStart(8, '0');
    for (const text of ['{"seq":0,"at":1,"type":"unknown"', '{"seq":-1,"at":1,"type":"state"', '[', '']) {
      expect(decodeLine(Buffer.from(`${text},"crc32":"${sum(text)}"}`))).toBeNull();
    }
  });
});

describe('an event log', () => {
  it('numbers events on and on, over several writers', async () => {
    const first = await write(running, stepOf(1));
    const second = await write(stepOf(2));
    expect([...first, ...second].map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(await read()).toEqual({ events: [...first, ...second], damagedLines: [], unfinishedBytes: 0 });
  });

  it('is empty where there is no file', async () => {
    expect((await read()).events).toEqual([]);
  });

  it('hands out what is added since it was read last', async () => {
    const reader = createLogReader(path);
    const [first] = await write(running);
    expect((await reader.next()).events).toEqual([first]);
    expect((await reader.next()).events).toEqual([]);
    const later = await write(stepOf(1), stepOf(2));
    expect((await reader.next()).events).toEqual(later);
  });

  it('is written within a moment without being asked to', async () => {
    const { writer } = await openLog(path, SYSTEM_CLOCK);
    writer.append(running);
    writer.append(stepOf(1));
    await expect.poll(async () => (await read()).events.length, { timeout: 2000 }).toBe(2);
    await writer.close();
  });

  it('keeps what is appended while a write is under way', async () => {
    const { writer } = await openLog(path, SYSTEM_CLOCK);
    for (let i = 0; i < 500; i++) {
      writer.append(stepOf(i + 1));
      if (i % 3 === 0) void writer.flush();
      if (i % 7 === 0) await new Promise(setImmediate);
    }
    await writer.close();
    expect((await read()).events.map(({ seq }) => seq)).toEqual(Array.from({ length: 500 }, (_, i) => i));
  });

  it('torn at any byte keeps every whole line, and is repaired by the next writer', async () => {
    const events = await write(short(1), short(2));
    const bytes = await readFile(path);
    for (let length = 0; length < bytes.length; length++) {
      await writeFile(path, bytes.subarray(0, length));
      const whole = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
      const torn = await read();
      expect(torn.events).toEqual(events.slice(0, whole));
      expect(torn.damagedLines).toEqual([]);
      expect(torn.unfinishedBytes > 0).toBe(length > 0 && bytes[length - 1] !== 0x0a);
      const [added] = await write(short(3));
      expect(added?.seq).toBe(whole);
      expect(await read()).toEqual({
        events: [...events.slice(0, whole), added],
        damagedLines: [],
        unfinishedBytes: 0,
      });
    }
  });

  it('with any bit flipped loses the lines that it touches and no other, and says so', async () => {
    const events = await write(short(1), short(2), short(3));
    const bytes = await readFile(path);
    let line = 0;
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(path, flipped);
      const part = await read();
      // A line feed that is gone joins its line to the next one.
      const isLineFeed = bytes[at] === 0x0a;
      const touched = isLineFeed ? [line, line + 1] : [line];
      expect(part.events).toEqual(events.filter(({ seq }) => !touched.includes(seq)));
      expect(part.damagedLines.length + (part.unfinishedBytes > 0 ? 1 : 0)).toBeGreaterThan(0);
      if (isLineFeed) line++;
    }
  });

  it('keeps sound lines behind a damaged one when a writer opens it', async () => {
    const events = await write(running, stepOf(1), stepOf(2));
    const bytes = await readFile(path);
    const at = bytes.indexOf(0x0a) + 20;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await write(stepOf(3));
    const { events: found, damagedLines } = await read();
    expect(found.map(({ seq }) => seq)).toEqual([0, 2, 3]);
    expect(damagedLines).toEqual([2]);
    expect(found[1]).toEqual(events[2]);
  });

  it('is followed across a repair', async () => {
    await write(running, stepOf(1));
    const reader = createLogReader(path);
    await appendFile(
      path,
      '{"seq":2,"torn":"a whole line that is damaged, and longer than what replaces it"}\n',
    );
    await appendFile(path, `${'x'.repeat(1000)}\n`);
    expect((await reader.next()).damagedLines).toEqual([3, 4]);
    const [added] = await write(stepOf(2));
    expect((await reader.next()).events).toEqual([added]);
  });

  it('loses nothing but its torn end when it shrinks to nothing', async () => {
    await write(running);
    await truncate(path, 0);
    const [added] = await write(stepOf(1));
    expect(added?.seq).toBe(0);
  });

  it('is read from its end without reading it whole', async () => {
    const { writer } = await openLog(path, SYSTEM_CLOCK);
    const appended = Array.from({ length: 3000 }, (_, i) => writer.append(stepOf(i + 1)));
    await writer.close();
    let asked = 0;
    const tail = await readTail(path, (events) => {
      asked = events.length;
      return true;
    });
    expect(asked).toBeLessThan(600);
    expect(tail.events[0]).toEqual(appended.at(-1));
    expect(tail.events.at(-1)?.seq).toBe(3000 - asked);
    expect((await readTail(path, () => false)).events).toHaveLength(3000);
  });
});
