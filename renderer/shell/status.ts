/** What the status bar says. */
import { computed, shallowRef } from 'vue';
import type { QueueList } from '../../main/api/contract.ts';
import { useClient } from '../stores/client.ts';
import { useHost } from '../stores/host.ts';
import type { LiveLog } from '../stores/live-log.ts';
import type { RunLog } from '../stores/run-log.ts';
import { useRuns } from '../stores/runs.ts';
import { bytes, count, duration, seconds } from '../ui/format.ts';

/** Of each state of the connection what a person should know; null: nothing. */
export const CONNECTIONS = {
  connecting: 'connecting to the host',
  open: null,
  lost: 'host not reachable, trying again',
  refused: 'the host was started anew: open the URL that it printed',
  closed: 'the host has ended',
} as const;

/** The log of the run as it is now: whoever asks for it is told when it has grown. */
function grownLog(live: LiveLog | null): RunLog | null {
  return live === null || live.revision.value < 0 ? null : live.log;
}

/** The job that runs, in words. */
export function useJobWords() {
  const runs = useRuns();
  return computed(() => {
    const summary = runs.active;
    if (summary === null) return null;
    const log = grownLog(runs.activeLive);
    const doing = summary.kind === 'search' ? 'searching' : 'training';
    const step = log?.columns.step.at(-1) ?? summary.step;
    const steps = log?.steps || summary.steps;
    if (steps === 0)
      return [summary.state === 'queued' ? `${doing}: waiting` : `${doing}: building the graph`];
    const pace = log?.pace.read(steps - step) ?? null;
    const parts = [doing, `step ${count(step)} / ${count(steps)}`];
    return pace === null
      ? parts
      : [...parts, `${seconds(pace.secondsPerStep)}/step`, `${duration(pace.secondsLeft)} left`];
  });
}

/** Memory that the trainer holds, and how many jobs wait; null: nothing to say. */
export function useMachineWords() {
  const client = useClient();
  const runs = useRuns();
  const host = useHost();
  const queue = shallowRef<QueueList | null>(null);
  client.subscribe('queue-changed', {}, (next) => (queue.value = next));
  const memory = computed(() => {
    const load = grownLog(runs.activeLive)?.load ?? null;
    if (load === null || host.connection !== 'open') return null;
    const [gpu] = load.gpus;
    const own = `${bytes(load.memoryBytes)} memory, ${bytes(load.freeBytes)} free`;
    return gpu === undefined
      ? own
      : `${own} · GPU ${bytes(gpu.memoryUsedBytes)} / ${bytes(gpu.memoryTotalBytes)}`;
  });
  const waiting = computed(() => {
    const jobs = queue.value?.jobs.filter(({ job }) => job.state === 'waiting').length ?? 0;
    return jobs === 0 ? null : `${count(jobs)} in the queue`;
  });
  return { memory, waiting };
}
