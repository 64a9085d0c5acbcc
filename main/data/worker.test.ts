import { readdirSync, readlinkSync } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from '../../test/support/bundle.ts';
import type { Bundled } from '../../test/support/bundle.ts';
import { NO_AUGMENT } from './augment/recipe.ts';
import { createEncodedBuilder } from './encoded.ts';
import type { ImageSet } from './image-set.ts';
import { createRingBuffers } from './ring.ts';
import type { WorkerRequest, WorkerSetup } from './worker-protocol.ts';

const COUNT = 64;
/** So many that reading them takes seconds. */
const BATCH = 20_000;
/** How small they are shown. */
const SIDE = 4;
const IMAGE = fileURLToPath(new URL('../../test/fixtures/data/images/rgb-420.jpg', import.meta.url));
/** Of the image of the fixture. */
const SIZE = { height: 59, width: 77 };

let bundled: Bundled | null = null;
let folder = '';
beforeAll(async () => {
  bundled = await bundleProgram('main/data/worker.ts');
  folder = await mkdtemp(join(tmpdir(), 'data-worker-'));
});
afterAll(async () => {
  await bundled?.remove();
  await rm(folder, { recursive: true });
});

async function encoded(): Promise<ImageSet> {
  const builder = createEncodedBuilder();
  const { size: length } = await stat(IMAGE);
  for (let i = 0; i < COUNT; i++) {
    const name = `${String(i)}.jpg`;
    await copyFile(IMAGE, join(folder, name));
    builder.add({ root: folder, name, start: null, length, label: 0 });
  }
  const { count, files, labels } = builder.build();
  return {
    ...{ count, channels: 3, size: SIZE, eachSize: null, labels, members: null },
    pixels: { kind: 'encoded', files, channels: 3 },
  };
}

const gone = (set: ImageSet): ImageSet => ({
  ...set,
  pixels: { kind: 'file', path: join(folder, 'none'), starts: null, firstByte: 0 },
});

/** A worker that has been asked for its first batch, of all images. */
function started(set: ImageSet, execArgv: readonly string[] = []): Worker {
  const size = { slots: 1, batchSize: BATCH, imageSize: SIDE * SIDE * 3 };
  const setup: WorkerSetup = {
    job: {
      ...{ set, indices: Uint32Array.from({ length: BATCH }, (_, i) => i % COUNT), batchSize: BATCH },
      ...{ dropLast: false, order: 'sequential', augment: NO_AUGMENT, view: { resize: SIDE, crop: SIDE } },
      ...{ normalization: null, seed: 1, stream: 'weights' },
    },
    buffers: createRingBuffers(size),
    size,
  };
  new Int32Array(setup.buffers.control)[0] = 1;
  const worker = new Worker(bundled?.path ?? '', { workerData: setup, execArgv: [...execArgv] });
  const request: WorkerRequest = { slot: 0, serial: 1, position: { epoch: 0, index: 0 } };
  worker.postMessage(request);
  return worker;
}

describe('the data worker', () => {
  it.each(['throw', 'warn', 'none'])(
    'ends when it fails, where rejections that nobody handles: %s',
    async (mode) => {
      const worker = started(gone(await encoded()), [`--unhandled-rejections=${mode}`]);
      const failed = new Promise((resolve) => worker.once('error', resolve));
      expect(await failed).toMatchObject({ message: expect.stringContaining('none are gone or cut short') });
    },
  );

  // Which files are open is asked of Linux.
  it.runIf(process.platform === 'linux')('leaves no file open when it is ended while it reads', async () => {
    const set = await encoded();
    for (let round = 0; round < 15; round++) {
      const worker = started(set);
      while (openFiles().length === 0) await sleep(1);
      await worker.terminate();
    }
    expect(openFiles()).toEqual([]);
  });
});

/** Those of the images that this process has open. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd')
    .flatMap((name) => target(`/proc/self/fd/${name}`))
    .filter((path) => path.startsWith(folder));
}

/** What a link points to; nothing when it is gone already. */
function target(link: string): readonly string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}
