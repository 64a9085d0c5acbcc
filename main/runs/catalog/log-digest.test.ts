import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeLine } from '../event-line.ts';
import type { RunEvent, RunEventBody } from '../events.ts';
import { withoutSuperseded } from '../superseded.ts';
import { digestLog } from './log-digest.ts';
import type { LogDigest } from './log-digest.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-digest-'));
  path = join(folder, 'events.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const score = (loss: number) => ({ loss, accuracy: 0.5 });
const step = (number: number, steps = 1000): RunEventBody => ({
  type: 'step',
  epoch: 0,
  step: number,
  steps,
  train: score(number),
  valid: null,
  learningRate: 0.1,
  seconds: 1,
});
const epoch = (number: number): RunEventBody => ({
  type: 'epoch',
  epoch: number,
  epochs: 100,
  train: score(number),
  valid: score(number),
});
const checkpoint = (number: number): RunEventBody => ({ type: 'checkpoint', step: number, file: 'c' });
const running = (resumedFrom?: number): RunEventBody => ({
  type: 'state',
  state: 'running',
  message: null,
  ...(resumedFrom === undefined ? {} : { resumedFrom }),
});
const numbered = (bodies: readonly RunEventBody[]): readonly RunEvent[] =>
  bodies.map((body, seq) => ({ seq, at: 1000 + seq, ...body }));
const bytesOf = (events: readonly RunEvent[]): Buffer => Buffer.concat(events.map(encodeLine));

/** What a list shows of a digest. */
const seen = ({ state, step: made, steps, epochs, at }: LogDigest) => ({
  state,
  step: made ?? 0,
  steps: steps ?? 0,
  latest: epochs.at(-1)?.epoch.epoch ?? null,
  at,
});

function stepOf(event: RunEvent | undefined): number {
  if (event?.type === 'step') return event.step;
  return event?.type === 'state' ? (event.resumedFrom ?? 0) : 0;
}

/** The same, from all events that count. */
function expected(events: readonly RunEvent[]): ReturnType<typeof seen> {
  const counted = withoutSuperseded(events);
  const last = events.findLast((event) => event.type === 'state' || event.type === 'step');
  const resumed = events.findLast(
    (event) => event.type === 'step' || (event.type === 'state' && event.resumedFrom !== undefined),
  );
  const lastStep = events.findLast((event) => event.type === 'step');
  const lastEpoch = counted.findLast((event) => event.type === 'epoch');
  return {
    state: last === undefined ? null : last.type === 'state' ? last.state : 'running',
    step: stepOf(resumed),
    steps: lastStep?.steps ?? 0,
    latest: lastEpoch?.epoch ?? null,
    at: events.at(-1)?.at ?? null,
  };
}

/** The log of a run that is interrupted now and then and goes on from a checkpoint, or begins anew. */
const lives = fc
  .array(fc.record({ steps: fc.integer({ min: 0, max: 30 }), back: fc.integer({ min: 0, max: 4 }) }), {
    maxLength: 6,
  })
  .map((parts) => {
    const perEpoch = 5;
    const bodies: RunEventBody[] = [{ type: 'state', state: 'queued', message: null }];
    const saved = [0];
    let at = 0;
    for (const [i, { steps, back }] of parts.entries()) {
      if (i > 0) {
        at = saved[Math.max(0, saved.length - 1 - back)] ?? 0;
        while ((saved.at(-1) ?? 0) > at) saved.pop();
      }
      bodies.push({ type: 'state', state: 'starting', message: null }, running(i === 0 ? undefined : at));
      for (let made = 0; made < steps; made++) {
        bodies.push(step(++at));
        if (at % perEpoch !== 0) continue;
        bodies.push(epoch(at / perEpoch - 1), checkpoint(at));
        saved.push(at);
      }
    }
    return numbered(bodies);
  });

describe('the digest of a log', () => {
  it('says what all events say that count, read whole or as it grows', async () => {
    await fc.assert(
      fc.asyncProperty(lives, fc.array(fc.nat(), { maxLength: 5 }), async (events, cuts) => {
        const bytes = bytesOf(events);
        await writeFile(path, bytes);
        expect(seen(await digestLog(path))).toEqual(expected(events));
        let digest: LogDigest | null = null;
        const ends = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
        for (const end of [...ends, bytes.length]) {
          await writeFile(path, bytes.subarray(0, end));
          digest = await digestLog(path, digest);
        }
        expect(digest === null ? null : seen(digest)).toEqual(expected(events));
      }),
      { numRuns: 60 },
    );
  });

  it('of no log, and of an empty one, is that nothing happened', async () => {
    const nothing = { state: null, step: 0, steps: 0, latest: null, at: null };
    expect(seen(await digestLog(path))).toEqual(nothing);
    await writeFile(path, '');
    expect(seen(await digestLog(path))).toEqual(nothing);
  });

  it('reads only what was added', async () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => step(i + 1, 1e6));
    const events = numbered([running(), ...steps]);
    await writeFile(path, bytesOf(events));
    const before = await digestLog(path);
    expect(seen(before)).toMatchObject({ step: 20_000, latest: null });
    // Were the old part read again, it would now be found to be nothing.
    await writeFile(path, Buffer.alloc(before.last?.start ?? 0, 'x'), { flag: 'r+' });
    await appendFile(path, encodeLine({ seq: 20_001, at: 9, ...epoch(7) }));
    expect(seen(await digestLog(path, before))).toMatchObject({ step: 20_000, latest: 7, at: 9 });
    expect(seen(await digestLog(path))).toMatchObject({ step: 0 });
  });

  it('begins anew where the log is not what it was', async () => {
    const events = numbered([running(), ...[1, 2, 3].map((i) => step(i)), epoch(0), step(4)]);
    await writeFile(path, bytesOf(events));
    const before = await digestLog(path);
    await truncate(path, bytesOf(events.slice(0, 3)).length);
    expect(seen(await digestLog(path, before))).toMatchObject({ step: 2, latest: null });
    const other = numbered([running(), ...Array.from({ length: 50 }, (_, i) => step(i + 1))]);
    await writeFile(path, bytesOf(other));
    expect(seen(await digestLog(path, before))).toMatchObject({ step: 50, latest: null });
  });

  it('leaves damaged lines and a torn end out', async () => {
    const events = numbered([running(), step(1), epoch(0), step(2), step(3)]);
    const bytes = bytesOf(events);
    const broken = bytes.length - 20;
    bytes[broken] = 0x7e;
    await writeFile(path, Buffer.concat([bytes, Buffer.from('{"seq":9,"at":1,"type":"ep')]));
    const digest = await digestLog(path);
    expect(seen(digest)).toMatchObject({ step: 2, latest: 0, at: 1003 });
    await appendFile(path, '\n');
    await appendFile(path, encodeLine({ seq: 10, at: 2000, ...step(4) }));
    expect(seen(await digestLog(path, digest))).toMatchObject({ step: 4, latest: 0, at: 2000 });
  });

  it('does not go on from a line that was damaged since, nor where nothing was added', async () => {
    const [first, second] = [bytesOf(numbered([running()])), bytesOf(numbered([running(), step(1)]))];
    await writeFile(path, first);
    const alone = await digestLog(path);
    first[20] = 0x7e;
    await writeFile(path, Buffer.concat([first, Buffer.from('{"seq":')]));
    expect((await digestLog(path, alone)).state).toBeNull();
    second[second.length - 20] = 0x7e;
    await writeFile(path, second);
    const damaged = await digestLog(path);
    expect(seen(damaged)).toMatchObject({ state: 'running', step: 0 });
    second[20] = 0x7e;
    await writeFile(path, second);
    expect((await digestLog(path, damaged)).state).toBeNull();
  });

  it('finds the epoch before a long row of steps', async () => {
    const before = [epoch(1), ...Array.from({ length: 3000 }, (_, i) => step(i + 2))];
    await writeFile(path, bytesOf(numbered([running(), step(1), ...before])));
    expect(seen(await digestLog(path))).toMatchObject({ step: 3001, latest: 1 });
  });
});
