/** Data sets for the workbench: what is known of them is read here, what reads their files is done in a process of its own. */
import { holdingsOf, removeSet, removeSplit, requireRegistered, splitText } from '../../data/index.ts';
import type { DataKeeper, SetHoldings } from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';
import type { RunStore } from '../../runs/index.ts';
import type { DataProcess } from './data-process.ts';
import { createDataTasks } from './data-tasks.ts';
import { createSetFacts } from './data-facts.ts';
import { problemInWindow } from './data-words.ts';

/** The data sets, served. */
export interface ServedData {
  readonly service: DataKeeper;
  /** Ends what is on and the process that does it. */
  close(): void;
}

/** What serving them takes. */
export interface DataServiceOptions {
  /** The folder of the user's data. */
  readonly dataDir: string;
  readonly store: Pick<RunStore, 'list'>;
  readonly process: DataProcess;
}

/** Serves the data sets of this user. */
export function createDataService({ dataDir, store, process }: DataServiceOptions): ServedData {
  const tasks = createDataTasks(process);
  const surveys = createSurveys(process);
  const { list, show } = createSetFacts(dataDir, process);
  return {
    service: {
      ask: {
        'data.list': () => inWindow(list()),
        'data.show': ({ data }) => inWindow(show(data)),
        ...surveys,
        'data.samples': (request) => process.ask('samples', request),
        'data.passage': (request) => process.ask('passage', request),
        'data.holdings': ({ data }) => inWindow(holdings({ dataDir, store }, data)),
        'data.remove': ({ data }) =>
          inWindow(
            tasks.alone(`the removal of ${data} is on`, async () => {
              await requireRegistered(dataDir, data);
              await removeSet(dataDir, data);
              return {};
            }),
          ),
        'data.splits': (request) => process.ask('splits', request),
        'data.divide': async (request) => {
          if (request.isSaved) await inWindow(requireRegistered(dataDir, request.data));
          return process.ask('divide', request);
        },
        'data.split-text': async ({ data, split }) => ({
          text: (await inWindow(splitText(dataDir, data, split))).text,
        }),
        'data.import-split': async (request) => {
          await inWindow(requireRegistered(dataDir, request.data));
          return process.ask('importSplit', request);
        },
        'data.remove-split': async ({ data, split }) => {
          await inWindow(removeSplit(dataDir, data, split));
          return {};
        },
      },
      begin: async (request) => tasks.begin(request),
      cancel: async (task) => tasks.cancel(task),
      listen: tasks.listen,
    },
    close: () => {
      tasks.close();
      process.close();
    },
  };
}

/** Looks at files, and stops looking where nobody waits for it any more. */
function createSurveys(process: DataProcess): Pick<DataKeeper['ask'], 'data.survey' | 'data.stop-survey'> {
  const on = new Map<string, AbortController>();
  return {
    'data.survey': async ({ ticket, ...request }) => {
      const stop = new AbortController();
      if (ticket !== undefined) on.set(ticket, stop);
      try {
        return await process.ask('survey', request, { signal: stop.signal });
      } catch (thrown) {
        if (!stop.signal.aborted) throw thrown;
        throw new AppError('data/stopped', 'Looking at the files was stopped.', { cause: thrown });
      } finally {
        if (ticket !== undefined && on.get(ticket) === stop) on.delete(ticket);
      }
    },
    'data.stop-survey': async ({ ticket }) => {
      on.get(ticket)?.abort();
      return {};
    },
  };
}

/** What fails is said as a person reads it who has no command line. */
async function inWindow<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const { code, message } = problemInWindow(thrown);
    throw new AppError(code, message, { cause: thrown });
  }
}

async function holdings(
  { dataDir, store }: Pick<DataServiceOptions, 'dataDir' | 'store'>,
  name: string,
): Promise<SetHoldings> {
  await requireRegistered(dataDir, name);
  const { fileBytes, splits } = await holdingsOf(dataDir, name);
  const { runs } = await store.list({ data: name });
  return {
    fileBytes,
    splits,
    runs: runs.map(({ run, title, state }) => ({
      run,
      title,
      isActive: state === 'queued' || state === 'starting' || state === 'running',
    })),
  };
}
