/**
 * Entry point of the thread that watches a trainer from inside its process: it sees a hang also when nobody else lives, and measures the
 * load without taking the trainer's time. TensorFlow is never loaded here.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../base/assert.ts';
import { writeHangNote } from './hang-note.ts';
import { hangWatch } from './hang-watch.ts';
import { createLoadMeter, thisMachine } from './load.ts';
import { requestSchema, setupSchema } from './protocol.ts';
import { readSigns } from './signs.ts';

const port = defined(parentPort, 'thread.ts runs in a worker thread');
const { run, memory, patience, note } = setupSchema.parse(workerData);
const closing = new AbortController();
const meter = createLoadMeter(thisMachine(closing.signal));

if (patience !== null) {
  const look = hangWatch(patience);
  setInterval(() => {
    const signs = readSigns(memory);
    const quietMs = look(signs);
    if (quietMs !== null) endProcess(quietMs);
  }, patience.tickMs);
}

function endProcess(quietMs: number): void {
  const { step, isComputing } = readSigns(memory);
  try {
    writeHangNote(note, { run, at: Date.now(), quietMs, step, isComputing });
  } finally {
    // What blocks the other thread would hold up anything gentler.
    process.kill(process.pid, 'SIGKILL');
  }
}

port.on('message', (message: unknown) => {
  if (requestSchema.parse(message) === 'end') {
    closing.abort();
    port.close();
    process.exit();
  }
  meter
    .then((measure) => measure())
    .then((load) => {
      if (load !== null) port.postMessage(load);
    })
    .catch((error: unknown) => {
      // Ends the thread, whose owner is told by that.
      setImmediate(() => {
        throw error;
      });
    });
});
