/** What runs would take that are not made yet: found out in processes of their own, as TensorFlow never loads in the host. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { z } from 'zod';
import type { EstimateRequest, EstimateState, LaunchPlanner } from '../../api/index.ts';
import { AppError, messageOf } from '../../base/errors.ts';
import type { NewRun, Occupant, Place } from '../../runs/index.ts';
import type { Host } from '../host.ts';
import { requestOf } from '../place.ts';
import type { RunRequest } from '../plan-run.ts';
import { requested } from './requested.ts';

const measured = z.object({
  steps: z.number(),
  stepSeconds: z.number().nullable(),
  peakMemoryBytes: z.number(),
  totalSeconds: z.number().nullable(),
});

/** What the process says. */
const messageSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('preparing') }),
  z.object({ state: z.literal('computing'), step: z.number(), steps: z.number() }),
  z.object({
    state: z.literal('done'),
    estimate: z.object({
      peakMemoryBytes: z.number(),
      availableBytes: z.number(),
      batch: z.number(),
      largestBatch: z.number().nullable(),
      parameters: z.number(),
      totalSteps: z.number(),
      measured: measured.nullable(),
    }),
  }),
  z.object({ state: z.literal('failed'), code: z.string(), problem: z.string() }),
]);

/** What the process of an estimate says. */
export type EstimatorMessage = z.infer<typeof messageSchema>;

/** What estimates are made with. */
export interface EstimatorContext {
  readonly host: Host;
  readonly env: NodeJS.ProcessEnv;
  /** @throws AppError as planning does */
  readonly plan: (request: RunRequest) => Promise<NewRun>;
}

/** How a place is called that a dry run has. */
const DRY_RUN = 'dry-run';

/** Makes estimates; each ends when nobody wants it any more. */
export function createEstimator({ host, env, plan }: EstimatorContext): LaunchPlanner['estimate'] {
  let made = 0;
  return (request, listener) => {
    const left = new AbortController();
    const tell = (state: EstimateState): void => {
      if (!left.signal.aborted) listener(state);
    };
    const id = `${DRY_RUN}-${process.pid}-${(made += 1)}`;
    const work = async (): Promise<void> => {
      tell({ state: 'preparing' });
      const place = request.steps === 0 ? null : await placeFor(await plan(requested(request.request)));
      if (left.signal.aborted) return place?.release();
      try {
        await inProcess(request, place, tell);
      } finally {
        await place?.release();
      }
    };
    const placeFor = (planned: NewRun): Promise<Place | null> =>
      host.lanes.wait(requestOf({ id, record: planned }), {
        until: left.signal,
        onWait: (occupants) => {
          void titlesOf(host, occupants).then((busy) => tell({ state: 'waiting', busy }));
        },
      });
    const inProcess = async (
      asked: EstimateRequest,
      place: Place | null,
      say: (state: EstimateState) => void,
    ): Promise<void> => {
      const child = fork(host.places.estimator, [], {
        env: { ...env, ...place?.env },
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      const end = (): void => void child.kill('SIGKILL');
      left.signal.addEventListener('abort', end);
      // A process that is not there says so by its event; nothing was begun then.
      if (child.pid !== undefined) place?.handOver(child.pid);
      if (place === null) giveWay(child);
      try {
        await conversation(child, asked, say);
      } finally {
        left.signal.removeEventListener('abort', end);
        end();
      }
    };
    work().catch((thrown: unknown) => tell(failure(thrown)));
    return () => left.abort();
  };
}

/** What only looks at a run on paper does not slow down those that compute. */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: it is as fast as others then.
  }
}

async function conversation(
  child: ChildProcess,
  request: EstimateRequest,
  say: (state: EstimateState) => void,
): Promise<void> {
  let said = '';
  const told = { isOver: false };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4000)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code ?? 'unknown'}` : `the signal ${signal}`),
    );
  });
  child.on('message', (message) => {
    // Of another build, perhaps: an exception here would end the host.
    const state = messageSchema.safeParse(message).data ?? UNKNOWN_WORDS;
    told.isOver ||= state.state === 'done' || state.state === 'failed';
    say(state);
  });
  child.send({ request }, () => undefined);
  const how = await ended;
  if (told.isOver) return;
  const last = said.trim().split('\n').at(-1) || 'nothing';
  const problem = `The process that tried ended with ${how}; most often memory ran out. What it printed last: ${last}`;
  say({ state: 'failed', code: 'cli/estimate-ended', problem });
}

const UNKNOWN_WORDS: EstimatorMessage = {
  state: 'failed',
  code: 'cli/estimate-ended',
  problem: 'The process that tried says what this host does not know. Start Dartboard again.',
};

const failure = (thrown: unknown): EstimateState => ({
  state: 'failed',
  code: thrown instanceof AppError ? thrown.code : 'internal',
  problem: messageOf(thrown),
});

/** Titles of what computes on this machine now. */
export const busyTitles = async (host: Host): Promise<readonly string[]> =>
  titlesOf(host, await host.lanes.occupants());

async function titlesOf({ store }: Host, occupants: readonly Occupant[]): Promise<readonly string[]> {
  return Promise.all(
    occupants.map(async ({ id }) => {
      if (id.startsWith(DRY_RUN)) return 'a dry run';
      // An evaluation has the id of its job.
      return store.find(id).then(
        ({ record }) => record.title,
        () => id,
      );
    }),
  );
}
