/** The same seed gives the same run to the bit: in another process, and interrupted and resumed. On the CPU, on TensorFlow. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTensorflowExecutor } from '../../main/engine/index.ts';
import type { Snapshot } from '../../main/train/index.ts';
import { bundleSupport } from '../support/runs.ts';
import { runToTrail, TINY_RUNS } from '../support/tiny-runs.ts';
import type { TinyName, Trail } from '../support/tiny-runs.ts';

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const RESOURCES = beside('../../resources');
/** In the middle of an epoch, where paths are dropped. */
const INTERRUPTED_AFTER = { search: 3, train: 6, 'accumulated search': 3, 'accumulated training': 6 };
const RUNS: readonly TinyName[] = ['search', 'train', 'accumulated search', 'accumulated training'];

let folder: string;
let entry: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dartboard-determinism-'));
  entry = await bundleSupport('tiny-process.ts', folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run in a process of its own. */
async function inProcess(name: TinyName, ...snapshot: string[]): Promise<Trail> {
  // The bundle lies outside the project, whose packages it needs.
  const env = { ...process.env, NODE_PATH: beside('../../node_modules') };
  const { stdout } = await promisify(execFile)(process.execPath, [entry, name, RESOURCES, ...snapshot], {
    env,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as Trail;
}

describe.each(RUNS)('%s', (name) => {
  let first: Trail;
  beforeAll(async () => {
    first = await inProcess(name, join(folder, name), String(INTERRUPTED_AFTER[name]));
  });

  it('is the same in two processes', async () => {
    expect(await inProcess(name)).toEqual(first);
  });

  it('goes on from a snapshot as if it had not been interrupted', async () => {
    const restore = deserialize(await readFile(join(folder, name))) as Snapshot;
    expect(restore.step).toBe(INTERRUPTED_AFTER[name]);
    const executor = createTensorflowExecutor();
    const loop = await TINY_RUNS[name]({ executor, resources: RESOURCES, seed: 5, restore });
    const { trail } = await runToTrail(loop, null);
    expect(trail.variables).toEqual(first.variables);
    expect(trail.told.length).toBeGreaterThan(2);
    expect(trail.told).toEqual(first.told.slice(-trail.told.length));
  });
});
