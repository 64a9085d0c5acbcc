import type { RunEvent } from '../events.ts';
import type { RunEvents } from '../supervise.ts';
import type { StoredRun } from '../summary.ts';
import { openSeries } from './series.ts';
import type { Series } from './series.ts';

/**
 * Reads what happened to a run: all events that count, but of its steps only the last of each epoch and of all, and of its loads
 * only the last. Of a run of a million steps that takes a moment once there is a cache.
 *
 * @throws AppError `runs/unreadable`
 */
export async function readHistory(run: StoredRun): Promise<RunEvents> {
  const series = await openSeries(run);
  const { steps, epochs, loads } = series;
  const ends = [...epochs.column('step')].flatMap((step) => {
    const row = steps.firstFrom('step', step);
    return steps.at('step', row) === step ? [row] : [];
  });
  const rows = new Set(steps.rows === 0 ? [] : [...ends, steps.rows - 1]);
  const latest = loads.rows === 0 ? [] : [loadAt(series, loads.rows - 1)];
  const { events, problems } = await series.told();
  const all = [...events, ...Array.from(rows, (row) => stepAt(series, row)), ...latest];
  return { events: all.sort((a, b) => a.seq - b.seq), problems };
}

/** The event of a row of the steps, as the log tells of it. */
export function stepAt({ steps }: Series, row: number): Extract<RunEvent, { type: 'step' }> {
  const of = (name: Parameters<typeof steps.at>[0]): number => steps.at(name, row);
  const validLoss = of('validLoss');
  return {
    seq: of('seq'),
    at: of('at'),
    type: 'step',
    epoch: of('epoch'),
    step: of('step'),
    steps: of('steps'),
    train: { loss: of('trainLoss'), accuracy: of('trainAccuracy') },
    valid: Number.isNaN(validLoss) ? null : { loss: validLoss, accuracy: of('validAccuracy') },
    learningRate: of('learningRate'),
    seconds: of('seconds'),
  };
}

/** The event of a row of the loads, as the log tells of it. */
export function loadAt({ loads, gpus, gpuNames }: Series, row: number): Extract<RunEvent, { type: 'load' }> {
  const of = (name: Parameters<typeof loads.at>[0]): number => loads.at(name, row);
  const seq = of('seq');
  const own = [];
  for (let at = gpus.firstFrom('seq', seq); at < gpus.rows && gpus.at('seq', at) === seq; at++) {
    own.push({
      index: gpus.at('index', at),
      name: gpuNames[gpus.at('name', at)] ?? '',
      utilization: gpus.at('utilization', at),
      memoryUsedBytes: gpus.at('memoryUsedBytes', at),
      memoryTotalBytes: gpus.at('memoryTotalBytes', at),
    });
  }
  return {
    seq,
    at: of('at'),
    type: 'load',
    cpu: of('cpu'),
    machineCpu: of('machineCpu'),
    memoryBytes: of('memoryBytes'),
    freeBytes: of('freeBytes'),
    gpus: own,
  };
}
