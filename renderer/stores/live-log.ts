import { markRaw, readonly, ref } from 'vue';
import type { Ref } from 'vue';
import type { Client } from '../../main/api/client.ts';
import { createRunLog } from './run-log.ts';
import type { RunLog } from './run-log.ts';

/** A run's log that keeps growing while the run does. */
export interface LiveLog {
  /** One object for ever: millions of numbers are not to be watched, nor copied. */
  readonly log: RunLog;
  /** How often the log has grown; whoever draws it reads this first. */
  readonly revision: Readonly<Ref<number>>;
  end(): void;
}

/** Often enough to be live, seldom enough to leave the page to the person: a fast run makes hundreds of steps a second. */
const REDRAW_MS = 120;

/** Follows the run from its first event. */
export function followRun(client: Client, run: string): LiveLog {
  const log = createRunLog();
  const revision = ref(0);
  let timer: number | null = null;
  const stop = client.follow(run, 0, (events) => {
    log.append(events);
    timer ??= window.setTimeout(() => {
      timer = null;
      revision.value += 1;
    }, REDRAW_MS);
  });
  return markRaw({
    log,
    revision: readonly(revision),
    end: () => {
      stop();
      if (timer !== null) window.clearTimeout(timer);
    },
  });
}
