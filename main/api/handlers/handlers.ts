import type { CallName, Pushes, Requests, Responses, TopicName, TopicParameters } from '../contract.ts';
import type { HostServices, Unsubscribe } from './services.ts';

/** One function a call: a call without one does not compile. */
export type Handlers = {
  readonly [C in CallName]: (request: Requests[C], services: HostServices) => Promise<Responses[C]>;
};

/** One function a topic. */
export type Topics = {
  readonly [T in TopicName]: (
    parameters: TopicParameters[T],
    push: (message: Pushes[T]) => void,
    services: HostServices,
  ) => Unsubscribe;
};

/** What each call does. */
export const HANDLERS: Handlers = {
  'host.info': (_, services) => services.info(),
  'host.rest': async (_, services) => {
    await services.rest();
    return {};
  },
  'runs.list': (query, { runs }) => runs.list(query),
  'runs.experiments': (_, { runs }) => runs.experiments(),
  'runs.get': ({ run }, { runs }) => runs.get(run),
  'runs.events': async ({ run, from, limit }, { runs }) => {
    // One more than asked for tells whether there are more.
    const found = await runs.events(run, from, limit + 1);
    const events = found.slice(0, limit);
    const last = events.at(-1);
    return { events, next: last === undefined ? from : last.seq + 1, complete: found.length <= limit };
  },
  'runs.told': ({ run }, { series }) => series.told(run),
  'runs.steps': ({ run, from, limit }, { series }) => series.steps(run, from, limit),
  'runs.series': ({ run, request }, { series }) => series.part(run, request),
  'runs.start': async (request, { launch }) => ({ run: await launch.start(request) }),
  'runs.stop': async ({ run, at = 'step' }, { launch }) => {
    await launch.stop(run, at);
    return {};
  },
  'runs.resume': async ({ run }, { launch }) => {
    await launch.resume(run);
    return {};
  },
  'runs.save': async ({ run }, { launch }) => {
    await launch.save(run);
    return {};
  },
  'runs.again': async ({ run }, { launch }) => ({ run: await launch.again(run) }),
  'runs.fork': (request, { launch }) => launch.fork(request),
  'runs.annotate': ({ runs, change }, { keeper }) => keeper.annotate(runs, change),
  'runs.remove': async ({ runs }, { keeper }) => ({ sizeBytes: await keeper.remove(runs) }),
  'trash.list': (_, { keeper }) => keeper.trash(),
  'trash.restore': async ({ run }, { keeper }) => ({ run: await keeper.restore(run) }),
  'trash.empty': ({ runs }, { keeper }) => keeper.empty(runs),
  'queue.list': (_, { queue }) => queue.list(),
  'queue.add': async ({ request, options }, { queue }) => ({ job: await queue.add(request, options) }),
  'queue.steer': async ({ steering }, { queue }) => {
    await queue.steer(steering);
    return {};
  },
};

/** What each topic brings. */
export const TOPIC_HANDLERS: Topics = {
  'run-events': ({ run, from }, push, { changes }) =>
    changes.events(run, from, (events) => push({ run, events })),
  'runs-changed': (_, push, { changes }) => changes.list(push),
  'queue-changed': (_, push, { queue }) => queue.listen(push),
};
