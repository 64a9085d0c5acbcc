/** What takes long with data sets: one thing at a time, which everybody can watch and end. */
import { dataError } from '../../data/index.ts';
import type { DataChange, DataKeeper, DataTask, DataTaskRequest } from '../../api/index.ts';
import type { DataProcess } from './data-process.ts';
import { problemInWindow } from './data-words.ts';

/** The tasks of a host. */
export interface DataTasks extends Pick<DataKeeper, 'listen'> {
  /** @throws AppError `data/busy` */
  begin(request: DataTaskRequest): number;
  cancel(task: number): void;
  /** Does something short while nothing else is on. @throws AppError `data/busy` */
  alone<T>(doing: string, work: () => Promise<T>): Promise<T>;
  close(): void;
}

interface Board {
  /** What everybody sees now. */
  readonly now: () => DataChange;
  readonly tell: (next: DataChange) => void;
  /** Says news of a task, unless another has followed. */
  readonly tellOf: (id: number, news: Partial<DataTask>) => void;
  readonly listen: DataKeeper['listen'];
  readonly close: () => void;
}

function createBoard(): Board {
  const listeners = new Set<(change: DataChange) => void>();
  let change: DataChange = { revision: 0, task: null };
  const tell = (next: DataChange): void => {
    change = next;
    for (const listener of listeners) listener(change);
  };
  return {
    now: () => change,
    tell,
    tellOf: (id, news) => {
      const { task, revision } = change;
      if (task?.id !== id) return;
      tell({ revision: news.state === 'done' ? revision + 1 : revision, task: { ...task, ...news } });
    },
    listen: (listener) => {
      listeners.add(listener);
      listener(change);
      return () => void listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

const BEGUN = { stage: null, done: 0, total: null, notes: [], problem: null, outcome: null } as const;

/** Tasks that this process does. */
export function createDataTasks(process: Pick<DataProcess, 'ask'>): DataTasks {
  const board = createBoard();
  let stop: AbortController | null = null;
  let busy: string | null = null;
  let ids = 0;

  const requireRest = (): void => {
    if (busy !== null) throw dataError('data/busy', { doing: busy });
  };
  const work = async (id: number, request: DataTaskRequest, signal: AbortSignal): Promise<void> => {
    try {
      const outcome = await process.ask('task', request, {
        signal,
        onProgress: (stage, done, total) => board.tellOf(id, { stage, done, total }),
        onNote: (note) => board.tellOf(id, { notes: [...(board.now().task?.notes ?? []), note] }),
      });
      busy = null;
      board.tellOf(id, { state: 'done', outcome });
    } catch (thrown) {
      busy = null;
      const isCancelled = signal.aborted;
      board.tellOf(
        id,
        isCancelled ? { state: 'cancelled' } : { state: 'failed', problem: problemInWindow(thrown) },
      );
    }
  };
  return {
    begin: (request) => {
      requireRest();
      busy = doingWords(request);
      stop = new AbortController();
      const id = ++ids;
      board.tell({ ...board.now(), task: { id, request, state: 'running', ...BEGUN } });
      void work(id, request, stop.signal);
      return id;
    },
    cancel: (id) => {
      const { task } = board.now();
      if (task?.id === id && task.state === 'running') stop?.abort();
    },
    alone: async (doing, short) => {
      requireRest();
      busy = doing;
      try {
        return await short();
      } finally {
        busy = null;
        board.tell({ ...board.now(), revision: board.now().revision + 1 });
      }
    },
    listen: board.listen,
    close: () => {
      stop?.abort();
      board.close();
    },
  };
}

function doingWords(request: DataTaskRequest): string {
  switch (request.kind) {
    case 'add':
      return `${request.path} is being added`;
    case 'fetch':
      return `${request.published} is being fetched`;
    case 'verify':
      return `${request.data} is being read again`;
    case 'relocate':
      return `the files of ${request.data} are being looked at in their new place`;
    case 'duplicates':
      return `copies are being looked for in ${request.data}`;
  }
}
