/**
 * The process that works with data sets for the workbench: it reads and decodes, so that the host answers meanwhile, and an image that ends
 * a decoder ends this process alone.
 */
import type { AddStage } from '../data/index.ts';
import { problemInWindow } from './serve/data-words.ts';
import { createDataWork } from './serve/data-work.ts';
import type { DataJobs, DataWork, JobContext } from './serve/data-work.ts';
import type { DataMessage, DataReply } from './serve/data-process.ts';
import { findPlaces } from './places.ts';

/** More often nobody looks. */
const TELL_MS = 100;

const work = createDataWork(findPlaces(process.env), process.env);
const running = new Map<number, AbortController>();

function say(reply: DataReply): void {
  if (process.connected) process.send?.(reply);
}

function told(id: number): (stage: AddStage, done: number, total: number | null) => void {
  let last = { at: 0, stage: '' };
  return (stage, done, total) => {
    const now = performance.now();
    if (stage === last.stage && done !== total && now - last.at < TELL_MS) return;
    last = { at: now, stage };
    say({ id, progress: { stage, done, total } });
  };
}

async function doJob<K extends keyof DataJobs>(
  job: K,
  request: DataJobs[K]['request'],
  context: JobContext,
): Promise<unknown> {
  const doIt: DataWork[K] = work[job];
  return doIt(request, context);
}

// The host is this program too: what it says was checked when it came in.
process.on('message', (message: DataMessage) => {
  const { id } = message;
  if ('cancel' in message) {
    running.get(id)?.abort();
    return;
  }
  const stop = new AbortController();
  running.set(id, stop);
  const context: JobContext = {
    signal: stop.signal,
    onProgress: told(id),
    onNote: (note) => say({ id, note }),
  };
  doJob(message.job, message.request as DataJobs[typeof message.job]['request'], context)
    .then(
      (done) => say({ id, done }),
      (thrown: unknown) => say({ id, problem: problemInWindow(thrown) }),
    )
    .finally(() => {
      running.delete(id);
      endIfAlone();
    });
});

// Signals to the terminal's whole group reach this process too; the host says when it is to end.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => {
  for (const stop of running.values()) stop.abort();
  endIfAlone();
});

function endIfAlone(): void {
  if (!process.connected && running.size === 0) process.exit(0);
}
