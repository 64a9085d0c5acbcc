import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { encodeLine } from './event-line.ts';
import { createLogFollower, createLogReader, readTail } from './event-log.ts';
import type { RunEvent } from './events.ts';

let home: TestHome;
let path: string;
beforeEach(async () => {
  home = await testHome();
  path = join(home.folder, 'events.jsonl');
});
afterEach(() => home.dispose());

/** A checkpoint's line can be as long as one likes. */
const lineOf = (seq: number, length = 100): Buffer =>
  encodeLine({ seq, at: 1, type: 'checkpoint', step: seq, file: 'x'.repeat(length) });
const stepLine = (seq: number): Buffer =>
  encodeLine({
    seq,
    at: 1700000000000,
    type: 'step',
    epoch: 0,
    step: seq,
    steps: 1e6,
    train: { loss: 1 / (seq + 1), accuracy: 0.5 },
    valid: null,
    learningRate: 0.1,
    seconds: 0.01,
  });
const junk = (length: number): Buffer => Buffer.from(`${'?'.repeat(length)}\n`);

/** What a follower hands out until there is nothing more. */
async function all(from: number): Promise<number[]> {
  const follower = createLogFollower(path, from);
  const events: RunEvent[] = [];
  for (let part = await follower.next(); part !== null; part = await follower.next()) events.push(...part);
  return events.map(({ seq }) => seq);
}

describe('a follower', () => {
  it('hands out every event from its number on, wherever lines are damaged, however long they are', async () => {
    const line = fc.record({
      length: fc.oneof(fc.nat(300), fc.integer({ min: 60_000, max: 90_000 })),
      damaged: fc.boolean(),
    });
    const lines = fc.array(line, { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(70), async (rows, from) => {
        const bytes = rows.map(({ length, damaged }, seq) => (damaged ? junk(length) : lineOf(seq, length)));
        await writeFile(path, Buffer.concat(bytes));
        const sound = rows.flatMap(({ damaged }, seq) => (damaged || seq < from ? [] : [seq]));
        expect(await all(from)).toEqual(sound);
      }),
      { numRuns: 40 },
    );
  });

  it('begins at its number in a long log', async () => {
    await writeFile(path, Buffer.concat(Array.from({ length: 50_000 }, (_, seq) => stepLine(seq))));
    const follower = createLogFollower(path, 49_990);
    const events = await follower.next();
    expect(events?.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, i) => 49_990 + i));
  });

  it('gets a long log in parts', async () => {
    await writeFile(path, Buffer.concat(Array.from({ length: 50_000 }, (_, seq) => stepLine(seq))));
    const follower = createLogFollower(path, 0);
    const sizes: number[] = [];
    for (let part = await follower.next(); part !== null; part = await follower.next())
      sizes.push(part.length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(50_000);
  });

  it('gets over more damaged bytes than a part has, and a line that is longer', async () => {
    await writeFile(path, Buffer.concat([lineOf(0), junk(5 << 20), junk(5 << 20), lineOf(1)]));
    expect(await all(0)).toEqual([0, 1]);
  });

  it('goes on where a repair replaced what was torn, also by more than it cut off', async () => {
    await writeFile(path, Buffer.concat([lineOf(0), junk(25), junk(25)]));
    const [follower, reader] = [createLogFollower(path, 0), createLogReader(path)];
    expect((await follower.next())?.map(({ seq }) => seq)).toEqual([0]);
    expect(await reader.next()).toMatchObject({ damagedLines: [2, 3] });
    expect(await follower.next()).toBeNull();
    expect((await reader.next()).damagedLines).toEqual([]);
    await truncate(path, lineOf(0).length);
    await appendFile(path, Buffer.concat([lineOf(1), junk(3), lineOf(2)]));
    expect((await follower.next())?.map(({ seq }) => seq)).toEqual([1, 2]);
    const part = await reader.next();
    expect(part.events.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(part.damagedLines).toEqual([3]);
  });

  it('waits where there is no log yet', async () => {
    const follower = createLogFollower(path, 1);
    expect(await follower.next()).toBeNull();
    await writeFile(path, Buffer.concat([lineOf(0), lineOf(1)]));
    expect((await follower.next())?.map(({ seq }) => seq)).toEqual([1]);
  });
});

describe('the end of a log', () => {
  it('is what its beginning leads to, in whatever blocks it is read', async () => {
    const line = fc.record({
      length: fc.oneof(fc.nat(300), fc.integer({ min: 40_000, max: 500_000 })),
      damaged: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.nat(200_000), async (rows, torn) => {
        const bytes = rows.map(({ length, damaged }, seq) => (damaged ? junk(length) : lineOf(seq, length)));
        await writeFile(path, Buffer.concat([...bytes, Buffer.alloc(torn, 'x')]));
        const { events } = await createLogReader(path).next();
        const tail = await readTail(path, () => false);
        expect(tail.events).toEqual([...events].reverse());
        const last = rows.map(({ damaged }) => damaged).lastIndexOf(false);
        const sound = bytes.slice(0, last + 1).reduce((sum, { length }) => sum + length, 0);
        expect(tail.soundBytes).toBe(sound);
        expect(tail.sizeBytes).toBe((await readFile(path)).length);
      }),
      { numRuns: 40 },
    );
  });
});
