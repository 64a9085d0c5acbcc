import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueRequest, QueueService } from '../../api/index.ts';
import { messageOf } from '../../base/errors.ts';
import { enqueue, lookAtQueue, newEvaluationId, steer } from '../../runs/index.ts';
import type { Queueable, QueueList } from '../../runs/index.ts';
import { checkEvaluation, checkFinished } from '../evaluate-run.ts';
import type { Host } from '../host.ts';
import { dispatch } from '../queue/dispatch.ts';
import { awaiting, isComing } from '../queue/placing.ts';
import { createOnce } from './once.ts';
import { requested } from './requested.ts';

/** The queue, served and worked on. */
export interface ServedQueue {
  readonly service: QueueService;
  /** Looks at once instead of after the usual pause. */
  refresh(): void;
  /** Lets the jobs that were started here save themselves and end; they wait again. */
  stopJobs(): Promise<void>;
  /** Works on it no more. */
  close(): void;
}

/** Who is told of what happens. */
export interface QueueServiceOptions {
  readonly onProblem: (sentence: string) => void;
  readonly onChange: () => void;
}

/** Serves the queue of this host, and works on it unless another process does. */
export function createQueueService(host: Host, { onProblem, onChange }: QueueServiceOptions): ServedQueue {
  const watch = watchQueue(() => lookAtQueue(host.queue, host.home), onProblem);
  const once = createOnce();
  const add: QueueService['add'] = async (request, options) => {
    const { wanted, needs } = await queueable(host, request, onProblem);
    const after = [...new Set([...needs, ...options.after])];
    const [job] = await enqueue(host.queue, [wanted], { ...options, after });
    watch.refresh();
    onChange();
    return job?.id ?? '';
  };
  const dispatcher = dispatch(host, {
    stay: true,
    onProblem,
    onStandBy: () => undefined,
    onJob: () => {
      watch.refresh();
      onChange();
    },
  });
  return {
    service: {
      list: () => lookAtQueue(host.queue, host.home),
      devices: async () =>
        (await host.lanes.occupants()).map(({ id, lanes }) => ({
          id,
          devices: lanes.map(({ title }) => title),
        })),
      listen: watch.listen,
      add: (request, options) =>
        once('key' in request ? request.key : undefined, () => add(request, options)),
      steer: async (steering) => {
        await steer(host, steering);
        watch.refresh();
        onChange();
      },
    },
    refresh: watch.refresh,
    stopJobs: () => dispatcher.stopJobs(),
    close: () => {
      watch.close();
      void dispatcher.close();
    },
  };
}

async function queueable(
  host: Host,
  request: QueueRequest,
  note: (sentence: string) => void,
): Promise<{ readonly wanted: Queueable; readonly needs: readonly string[] }> {
  if (request.kind !== 'evaluate') {
    const awaited = await awaiting(requested(request), host);
    const { id } = await host.create(awaited.request);
    return { wanted: { kind: 'run', run: id }, needs: awaited.needs };
  }
  const run = await host.store.find(request.run);
  const data = await checkEvaluation(run, { places: host.places, data: request.data, note });
  const isAwaited = await isComing(run, host);
  if (!isAwaited) await checkFinished(run);
  const wanted = { kind: 'evaluation', id: newEvaluationId(), run: run.id, data } as const;
  return { wanted, needs: isAwaited ? [run.id] : [] };
}

const PAUSE_MS = 500;
/** Looking may take a twentieth of the time at most. */
const SHARE = 20;

interface QueueWatch {
  readonly listen: QueueService['listen'];
  readonly refresh: () => void;
  readonly close: () => void;
}

/** Other processes change the queue too, so it is looked at as long as somebody listens. */
function watchQueue(read: () => Promise<QueueList>, onProblem: (sentence: string) => void): QueueWatch {
  const told = new Map<(queue: QueueList) => void, string>();
  const closed = new AbortController();
  let early = new AbortController();
  let isLooking = false;
  const look = async (): Promise<void> => {
    const queue = await read();
    const text = JSON.stringify(queue);
    for (const [listener, last] of [...told]) {
      if (last === text || !told.has(listener)) continue;
      told.set(listener, text);
      listener(queue);
    }
  };
  const work = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (told.size > 0 && !closed.signal.aborted) {
      early = new AbortController();
      const began = performance.now();
      await look().catch((thrown: unknown) => onProblem(messageOf(thrown)));
      const pause = Math.max(PAUSE_MS, SHARE * (performance.now() - began));
      await sleep(pause, undefined, { signal: early.signal }).catch(() => undefined);
    }
    isLooking = false;
  };
  const refresh = (): void => early.abort();
  return {
    listen: (listener) => {
      told.set(listener, '');
      if (isLooking) refresh();
      else void work();
      return () => void told.delete(listener);
    },
    refresh,
    close: () => {
      closed.abort();
      told.clear();
      refresh();
    },
  };
}
