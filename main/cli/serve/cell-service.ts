/** Cells for the workbench: counted in threads of their own, and kept in the person's library. */
import { Worker } from 'node:worker_threads';
import type {
  CellCount,
  CellCounter,
  CellMemory,
  CountRequest,
  PathCount,
  PathCountRequest,
  RecurrentCount,
  RecurrentCountRequest,
} from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';

/** What a counting thread is asked. */
export type CountQuestion =
  | { readonly id: number; readonly kind: 'count'; readonly request: CountRequest }
  | { readonly id: number; readonly kind: 'recurrent'; readonly request: RecurrentCountRequest }
  | { readonly id: number; readonly kind: 'path'; readonly request: PathCountRequest }
  | {
      readonly id: number;
      readonly kind: 'memory';
      readonly request: CountRequest & { readonly batch: number };
    };

/** What it answers. */
export type CountAnswer =
  | { readonly id: number; readonly count: CellCount }
  | { readonly id: number; readonly recurrent: RecurrentCount }
  | { readonly id: number; readonly path: PathCount }
  | { readonly id: number; readonly memory: CellMemory }
  | { readonly id: number; readonly code: string; readonly problem: string };

/** A counter and its end. */
export interface ServedCounter {
  readonly counter: CellCounter;
  /** Ends its threads. */
  close(): void;
}

/** How many answers are kept: undo and redo walk among the same cells. */
const KEPT = 500;

/**
 * A counter whose work is done in threads, which begin with the first question.
 *
 * @param entry - the bundled entry of the thread
 */
export function createCounter(entry: string): ServedCounter {
  // An estimate of memory takes a second, which a count must not wait for.
  const counting = createThread(entry);
  const weighing = createThread(entry);
  const count = cached(async (request: CountRequest): Promise<CellCount> => {
    const answer = await counting.ask((id) => ({ id, kind: 'count', request }));
    if ('count' in answer) return answer.count;
    throw new Error('internal: the thread answered something else');
  });
  const recurrent = cached(async (request: RecurrentCountRequest): Promise<RecurrentCount> => {
    const answer = await counting.ask((id) => ({ id, kind: 'recurrent', request }));
    if ('recurrent' in answer) return answer.recurrent;
    throw new Error('internal: the thread answered something else');
  });
  const path = cached(async (request: PathCountRequest): Promise<PathCount> => {
    const answer = await counting.ask((id) => ({ id, kind: 'path', request }));
    if ('path' in answer) return answer.path;
    throw new Error('internal: the thread answered something else');
  });
  const memory = cached(async (request: CountRequest & { readonly batch: number }): Promise<CellMemory> => {
    const answer = await weighing.ask((id) => ({ id, kind: 'memory', request }));
    if ('memory' in answer) return answer.memory;
    throw new Error('internal: the thread answered something else');
  });
  return {
    counter: { count, memory, recurrent, path },
    close: () => {
      counting.close();
      weighing.close();
    },
  };
}

/** Remembers the latest answers; failures are asked for again. */
function cached<R, A>(work: (request: R) => Promise<A>): (request: R) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (request) => {
    const key = JSON.stringify(request);
    const known = answers.get(key);
    if (known !== undefined) {
      answers.delete(key);
      answers.set(key, known);
      return known;
    }
    const answer = work(request);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > KEPT && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}

type Answered = Exclude<CountAnswer, { readonly problem: string }>;

interface Thread {
  ask(question: (id: number) => CountQuestion): Promise<Answered>;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: Answered) => void;
  readonly reject: (error: Error) => void;
}

function createThread(entry: string): Thread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let asked = 0;
  const fail = (error: Error): void => {
    worker = null;
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(error);
  };
  const begin = (): Worker => {
    const begun = new Worker(entry);
    // The host ends when its work is done, not when this thread does.
    begun.unref();
    begun.on('message', (answer: CountAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (asker === undefined) return;
      if ('problem' in answer) asker.reject(new AppError(answer.code, answer.problem));
      else asker.resolve(answer);
    });
    begun.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    begun.on('exit', () => {
      if (worker === begun) fail(new Error('internal: the counting thread ended'));
    });
    return begun;
  };
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = (asked += 1);
        waiting.set(id, { resolve, reject });
        worker ??= begin();
        worker.postMessage(question(id));
      }),
    close: () => {
      const ended = worker;
      worker = null;
      void ended?.terminate();
    },
  };
}
