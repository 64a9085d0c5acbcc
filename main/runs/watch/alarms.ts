/**
 * Whether a search goes wrong in one of the known ways. All of it is a pure function of the epochs so far, so that a run that goes on
 * knows what was raised before. The thresholds decide about warnings only, never about numbers.
 */
import type { AlarmName } from '../events.ts';
import type { EpochSoFar } from '../epochs-so-far.ts';
import type { SearchSpace } from '../../spaces/index.ts';
import type { AlarmDef } from './alarm.ts';
import { entropy } from './entropy.ts';
import { gap } from './gap.ts';
import { skips } from './skips.ts';

/** An alarm. */
export interface Alarm {
  readonly alarm: AlarmName;
  readonly epoch: number;
  /** What was seen, and what can be done. */
  readonly message: string;
}

/** The kinds of alarms. */
export const ALARMS = { skips, entropy, gap } as const satisfies Record<AlarmName, AlarmDef>;
const NAMES = Object.keys(ALARMS) as readonly AlarmName[];

/** Watches the epochs of a search. */
export interface AlarmWatch {
  /** The alarms that this epoch raises: each once, until what it warns of is over. */
  next(epoch: EpochSoFar): readonly Alarm[];
}

/** A watch over a search in a space, from its first epoch on. */
export function alarmWatch(space: SearchSpace): AlarmWatch {
  const epochs: EpochSoFar[] = [];
  const raised = new Set<AlarmName>();
  return {
    next(epoch) {
      epochs.push(epoch);
      return NAMES.flatMap((alarm) => {
        const verdict = ALARMS[alarm].judge(epochs, space);
        if (verdict === 'calm') raised.delete(alarm);
        if (verdict === null || verdict === 'calm' || raised.has(alarm)) return [];
        raised.add(alarm);
        return [{ alarm, epoch: epoch.epoch, message: verdict.raise }];
      });
    },
  };
}
