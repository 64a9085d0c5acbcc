import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { prepareArithmetic } from '../../test/support/arithmetic-loop.ts';
import { arithmeticPlan, testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { DEFAULT_CARE } from './care.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { runPaths } from './paths.ts';
import type { RunPaths } from './paths.ts';
import { readRecord, writeRecord } from './record.ts';
import { runToEnd } from './trainer.ts';

/** As version 0.1.0 wrote it, after a whole search. */
const FIXTURE = fileURLToPath(new URL('../../test/fixtures/runs/run.format-1.json', import.meta.url));
const ID = '01m82dq9986pps82a6rf1yhzqz';

let home: TestHome;
let paths: RunPaths;
let backup: string;
beforeEach(async () => {
  home = await testHome();
  paths = runPaths(home.paths.runs, ID);
  backup = join(paths.folder, 'run.format-1.json');
  await mkdir(paths.folder, { recursive: true });
  await cp(FIXTURE, paths.record);
  return () => home.dispose();
});

const text = (path: string): Promise<string> => readFile(path, 'utf8');
const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('a record of format 1', () => {
  it('is read with what it does not say, and is not changed by that', async () => {
    const before = await text(paths.record);
    const { record } = await home.store.find(ID);
    expect(record).toMatchObject({
      id: ID,
      kind: 'search',
      origin: null,
      care: DEFAULT_CARE,
      genotype: null,
    });
    expect(record.starts[0]?.environment.memory?.largestBatch).toBe(10_000);
    expect(await text(paths.record)).toBe(before);
    expect(await isThere(backup)).toBe(false);
  });

  it('is kept, to the byte, when a new one takes its place', async () => {
    const before = await text(paths.record);
    const record = await readRecord(paths.record, ID);
    await writeRecord(paths.record, record);
    expect(await text(backup)).toBe(before);
    expect(JSON.parse(await text(paths.record))).toMatchObject({ format: 2, id: ID, origin: null });
    expect(await readRecord(paths.record, ID)).toEqual(record);
    // The copy is a record like any other.
    expect(await readRecord(backup, ID)).toEqual(record);
  });

  it('is kept once: the present one is no earlier format', async () => {
    await writeRecord(paths.record, await readRecord(paths.record, ID));
    const kept = await text(backup);
    await writeRecord(paths.record, { ...(await readRecord(paths.record, ID)), title: 'another' });
    expect(await text(backup)).toBe(kept);
    expect((await readRecord(paths.record, ID)).title).toBe('another');
  });

  it('never replaces a copy that is there', async () => {
    await writeFile(backup, 'the oldest');
    await writeRecord(paths.record, await readRecord(paths.record, ID));
    expect(await text(backup)).toBe('the oldest');
  });

  it('of a run that goes on is kept beside the new one, and both are valid', async () => {
    const old = JSON.parse(await text(FIXTURE)) as Record<string, unknown>;
    const { config } = arithmeticPlan();
    await writeFile(paths.record, JSON.stringify({ ...old, config, starts: [] }));
    const run = await home.store.find(ID);
    const stop = new AbortController().signal;
    const end = await runToEnd({ run, prepare: prepareArithmetic, stop, clock: SYSTEM_CLOCK });
    expect(end).toEqual({ state: 'finished' });
    const [before, now] = [await readRecord(backup, ID), await readRecord(paths.record, ID)];
    expect(before.starts).toEqual([]);
    expect(now.starts).toHaveLength(1);
    expect({ ...now, starts: [] }).toEqual(before);
    expect(JSON.parse(await text(backup))).toMatchObject({ format: 1 });
    expect(JSON.parse(await text(paths.record))).toMatchObject({ format: 2 });
  });

  it('of a trainer that did not note its memory is understood', async () => {
    const old = JSON.parse(await text(FIXTURE)) as { starts: { environment: { memory?: unknown } }[] };
    for (const { environment } of old.starts) delete environment.memory;
    await writeFile(paths.record, JSON.stringify(old));
    expect((await readRecord(paths.record, ID)).starts[0]?.environment.memory).toBeNull();
  });

  it('that is damaged is no record of any format', async () => {
    const old = JSON.parse(await text(FIXTURE)) as Record<string, unknown>;
    for (const damaged of [
      { ...old, starts: 'none' },
      { ...old, seed: 'x' },
      { ...old, format: 0 },
      { ...old, format: '1' },
      [],
    ]) {
      await writeFile(paths.record, JSON.stringify(damaged));
      await expect(readRecord(paths.record, ID)).rejects.toMatchObject({ code: 'runs/damaged-record' });
    }
  });
});

it('a record of a format to come is refused politely', async () => {
  const old = JSON.parse(await text(FIXTURE)) as Record<string, unknown>;
  await writeFile(paths.record, JSON.stringify({ ...old, format: 3 }));
  await expect(readRecord(paths.record, ID)).rejects.toMatchObject({
    code: 'runs/newer-format',
    message: expect.stringContaining('has format 3; this version of Dartboard reads up to 2'),
  });
});
