/** Entry point of a data worker thread: fills slots of the shared ring as they are asked for. */
import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../base/assert.ts';
import { createBatchSource } from './batch-source.ts';
import { Ring } from './ring.ts';
import { requestSchema, setupSchema } from './worker-protocol.ts';
import type { WorkerRequest } from './worker-protocol.ts';

const port = defined(parentPort, 'worker.ts runs in a worker thread');
const { job, buffers, size } = setupSchema.parse(workerData);
const source = createBatchSource(job);
const ring = new Ring(buffers, size);

let latest = Promise.resolve();

port.on('message', (message: unknown) => {
  const request = requestSchema.parse(message);
  latest = latest.then(() => serve(request));
  latest.catch(end);
});

/** A failure ends the thread, whose owner is told by that; also where Node.js was told to let rejections be. */
function end(failure: unknown): void {
  setImmediate(() => {
    throw failure;
  });
}

async function serve({ slot, serial, position }: WorkerRequest): Promise<void> {
  if (!ring.isWanted(slot, serial)) return;
  await source.write(position, ring.arrays(slot));
  ring.finish(slot, serial);
  // Wakes a trainer that waits; one that computes finds the batch without it.
  port.postMessage(slot);
}
