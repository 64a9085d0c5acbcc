/** The process that works with data sets, as the host sees it: begun when it is needed, ended when it was not for a while. */
import { fork } from 'node:child_process';
import { z } from 'zod';
import type { AddStage } from '../../data/index.ts';
import { dataError } from '../../data/index.ts';
import { AppError } from '../../base/errors.ts';
import type { DataJobs, JobContext } from './data-work.ts';

const stages = ['reading', 'images', 'storing', 'copying', 'fetching'] as const satisfies readonly AddStage[];
const id = z.int();

/** What the process says; answers are typed by what was asked. */
export const dataReplySchema = z.union([
  z.object({ id, done: z.unknown() }),
  z.object({ id, problem: z.object({ code: z.string(), message: z.string() }) }),
  z.object({
    id,
    progress: z.object({ stage: z.enum(stages), done: z.number(), total: z.number().nullable() }),
  }),
  z.object({ id, note: z.string() }),
]);

/** What the process says. */
export type DataReply = z.infer<typeof dataReplySchema>;

/** What the process is told. */
export type DataMessage =
  | { readonly id: number; readonly job: keyof DataJobs; readonly request: unknown }
  | { readonly id: number; readonly cancel: true };

/** The process. */
export interface DataProcess {
  /**
   * Has a job done.
   *
   * @throws AppError `data/...`; `data/keeper-ended` where the process dies of it; the signal's reason where it ends the job
   */
  ask<K extends keyof DataJobs>(
    job: K,
    request: DataJobs[K]['request'],
    context?: Partial<JobContext>,
  ): Promise<DataJobs[K]['answer']>;
  /** Ends it; what it was at leaves nothing behind. */
  close(): void;
}

/** How it is started. */
export interface DataProcessOptions {
  /** The bundled entry. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  /** It ends when nothing was asked for so long. */
  readonly idleMs?: number;
}

const IDLE_MS = 120_000;

interface Waiting {
  readonly job: keyof DataJobs;
  readonly context: Partial<JobContext>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const DOING: { readonly [K in keyof DataJobs]: string } = {
  facts: 'it opened a data set',
  survey: 'it looked at the files',
  samples: 'it read images',
  passage: 'it read a text',
  splits: 'it read the splits',
  divide: 'it divided the images',
  importSplit: 'it read a split',
  task: 'it read the images',
};

/** The process of this host. */
export function createDataProcess({ entry, env, idleMs = IDLE_MS }: DataProcessOptions): DataProcess {
  const waiting = new Map<number, Waiting>();
  let child: Child | null = null;
  let asked = 0;
  let idle: NodeJS.Timeout | null = null;

  const fail = (reason: string): void => {
    for (const { job, reject } of waiting.values())
      reject(dataError('data/keeper-ended', { doing: DOING[job], reason }));
    waiting.clear();
  };
  const close = (): void => {
    if (idle !== null) clearTimeout(idle);
    child?.leave();
    child = null;
    fail('the program was ended');
  };
  const onReply = (reply: DataReply): void => {
    const found = waiting.get(reply.id);
    if (found === undefined || !answers(found, reply)) return;
    waiting.delete(reply.id);
    if (waiting.size > 0) return;
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(close, idleMs).unref();
  };
  const start = (): Child => {
    const begun = startChild(entry, env, {
      onReply,
      onEnd: (reason) => {
        if (child !== begun) return;
        child = null;
        fail(reason);
      },
    });
    return begun;
  };
  return {
    ask: (job, request, context = {}) =>
      new Promise((resolve, reject) => {
        if (idle !== null) clearTimeout(idle);
        const id = ++asked;
        // The one place that trusts the answers: the process does the very jobs of this type.
        waiting.set(id, { job, context, reject, resolve: resolve as (answer: unknown) => void });
        const { send } = (child ??= start());
        send({ id, job, request });
        context.signal?.addEventListener('abort', () => send({ id, cancel: true }), { once: true });
      }),
    close,
  };
}

/** Hands on what the process says of a job; true: it was the last. */
function answers({ context, resolve, reject }: Waiting, reply: DataReply): boolean {
  if ('progress' in reply) {
    const { stage, done, total } = reply.progress;
    context.onProgress?.(stage, done, total);
    return false;
  }
  if ('note' in reply) {
    context.onNote?.(reply.note);
    return false;
  }
  if ('problem' in reply) reject(new AppError(reply.problem.code, reply.problem.message));
  else resolve(reply.done);
  return true;
}

interface Child {
  readonly send: (message: DataMessage) => void;
  /** The process takes that for the end: it cleans up what it was at, and goes. */
  readonly leave: () => void;
}

interface ChildListeners {
  readonly onReply: (reply: DataReply) => void;
  readonly onEnd: (reason: string) => void;
}

function startChild(entry: string, env: NodeJS.ProcessEnv, { onReply, onEnd }: ChildListeners): Child {
  const child = fork(entry, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('message', (message) => onReply(dataReplySchema.parse(message)));
  child.once('error', ({ message }) => onEnd(message));
  child.once('exit', (code, signal) =>
    onEnd(signal === null ? `exit code ${String(code)}` : `the signal ${signal}`),
  );
  return {
    send: (message) => {
      if (child.connected) child.send(message);
    },
    leave: () => {
      if (child.connected) child.disconnect();
    },
  };
}
