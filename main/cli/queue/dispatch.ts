import { startDispatcher } from '../../runs/index.ts';
import type { Dispatcher, DispatchOptions } from '../../runs/index.ts';
import type { Host } from '../host.ts';
import { requestOf } from '../place.ts';

/** Begins to work on the queue of this host: runs go to trainers, evaluations to processes of their own. */
export function dispatch(
  host: Host,
  options: Pick<DispatchOptions, 'stay' | 'onJob' | 'onProblem' | 'onStandBy'>,
): Dispatcher {
  const { queue, home, lanes } = host;
  return startDispatcher({
    queue,
    home,
    lanes,
    // An evaluation computes on one device, however many its training had.
    request: ({ kind, id }, run) => (kind === 'run' ? requestOf(run) : { id, count: 1 }),
    start: (job, run, place) =>
      job.kind === 'run' ? host.launch(run, place) : host.launchEvaluation(job, place),
    ...options,
  });
}
