/** The examiner as the host has it: started when it is first asked, ended when it was not asked for a while. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { AppError } from '../../base/errors.ts';
import { cliError } from '../errors.ts';
import type { ExaminerAnswers, ExaminerReply, ExaminerRequest } from './protocol.ts';

/** A process that answers questions about trainings. */
export interface Examiner {
  /** @throws AppError what the desk throws; `cli/examiner-ended` */
  ask<K extends ExaminerRequest['kind']>(
    request: Extract<ExaminerRequest, { kind: K }>,
  ): Promise<ExaminerAnswers[K]>;
  /** Ends the process, if there is one. */
  close(): void;
}

/** How an examiner is started. */
export interface ExaminerOptions {
  /** The bundled `examiner.ts`. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  /** It ends when it was not asked for so long. */
  readonly idleMs?: number;
}

const IDLE_MS = 3 * 60_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Running {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
}

/** An examiner that is started on demand. */
export function createExaminer({ entry, env, idleMs = IDLE_MS }: ExaminerOptions): Examiner {
  let running: Running | null = null;
  let timer: NodeJS.Timeout | null = null;
  let last = 0;
  const end = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running?.child.kill('SIGKILL');
    running = null;
  };
  const rest = (one: Running): void => {
    if (one !== running || one.waiting.size > 0) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(end, idleMs);
    timer.unref();
  };
  const start = (): Running => {
    const one = launch(entry, env);
    one.child.on('message', (reply: ExaminerReply) => {
      const asked = one.waiting.get(reply.id);
      one.waiting.delete(reply.id);
      if ('answer' in reply) asked?.resolve(reply.answer);
      else asked?.reject(new AppError(reply.problem.code, reply.problem.message));
      rest(one);
    });
    const onEnd = (how: string): void => {
      if (running === one) running = null;
      for (const { reject } of one.waiting.values()) reject(cliError('cli/examiner-ended', { how }));
      one.waiting.clear();
    };
    one.child.once('error', (error) => onEnd(error.message));
    one.child.once('exit', (code, signal) => onEnd(signal ?? `exit code ${String(code)}`));
    return one;
  };
  return {
    ask: (request) => {
      running ??= start();
      const { child, waiting } = running;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const id = ++last;
      return new Promise((resolve, reject) => {
        // The answer is of the kind that was asked for: both ends are of one build.
        waiting.set(id, { resolve: (answer) => resolve(answer as never), reject });
        child.send({ id, request }, (error) => {
          if (error === null || !waiting.delete(id)) return;
          reject(cliError('cli/examiner-ended', { how: error.message }, error));
        });
      });
    },
    close: end,
  };
}

function launch(entry: string, env: NodeJS.ProcessEnv): Running {
  const child = fork(entry, [], {
    env: {
      ...env,
      // Single images are quick on a processor, and the memory of a GPU belongs to what is trained there.
      CUDA_VISIBLE_DEVICES: '-1',
      ...(Object.hasOwn(process.versions, 'electron') ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  return { child, waiting: new Map() };
}
