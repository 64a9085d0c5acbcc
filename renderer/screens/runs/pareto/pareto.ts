/** Runs as points: how good they are, and what that costs. */
import type { ListedRun } from '../../../../main/api/contract.ts';
import { paretoFront } from '../../../charts/scatter.ts';
import type { ScatterContent, ScatterPoint } from '../../../charts/scatter.ts';
import { duration, large, percent } from '../../../ui/format.ts';
import { runLook } from '../../../ui/run-colours.ts';
import { macsOf, parametersOf, scoreOf } from '../table/facts.ts';

/** What is paid for accuracy. */
export const COSTS = {
  parameters: { title: 'parameters', label: 'Parameters', value: parametersOf, form: large, scale: 'linear' },
  macs: { title: 'MACs', label: 'MACs (conv + linear)', value: macsOf, form: large, scale: 'linear' },
  time: {
    title: 'time',
    label: 'Time',
    value: ({ seconds }: ListedRun) => seconds,
    form: duration,
    scale: 'log',
  },
} as const;

/** The name of one. */
export type CostName = keyof typeof COSTS;

/** The runs that have both numbers as points, with the front of those that none beats in both. */
export function paretoContent(runs: readonly ListedRun[], cost: CostName): ScatterContent {
  const { label, value, form, scale } = COSTS[cost];
  const points = runs.flatMap((run): ScatterPoint[] => {
    const [x, y] = [value(run), scoreOf(run)];
    // A logarithm has no place for nothing.
    if (x === null || y === null || (scale === 'log' && x <= 0)) return [];
    return [{ id: run.run, x, y, label: run.title, colour: runLook(run.run).token }];
  });
  return {
    points,
    front: paretoFront(points, { x: 'lower', y: 'higher' }),
    axes: {
      x: { label, scale, format: form },
      y: { label: 'Accuracy', scale: 'linear', format: (share) => percent(share) },
    },
  };
}
