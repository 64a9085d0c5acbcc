/** Charts of a search that removes candidates: how many are left, and what those of an edge scored. */
import { alphaShape, kindsOf } from '../../../main/spaces/index.ts';
import type { SearchSpace } from '../../../main/spaces/index.ts';
import type { ChartContent } from '../../charts/content.ts';
import type { ChartSeries } from '../../charts/series.ts';
import { epochsAt, hasImportance, leftOf, scoreHistory } from '../../run-view/importance.ts';
import type { AlphaFrame, Shrink } from '../../stores/run-log.ts';
import { edgeSeries, operationLines } from './edge-series.ts';
import type { ChosenEdge } from './edge-series.ts';

/** What is left of each kind of cell after each epoch. */
export function leftSeries(frames: readonly AlphaFrame[], space: SearchSpace): readonly ChartSeries[] {
  const x = frames.map(({ epoch }) => epoch);
  return kindsOf(space).map((cell) => ({
    name: kindsOf(space).length === 1 ? 'left' : cell,
    colour: cell === 'normal' ? '--series-train' : '--series-valid',
    // Both cells lose as many: the one lies on the other.
    dash: cell === 'normal' ? 'solid' : 'dashed',
    x,
    y: frames.map((frame) => leftOf(space, frame, [cell]).left),
    look: 'line',
  }));
}

/** The score of each operation of an edge at each shrink, and a mark on the last of those that were removed. */
export function scoreSeries(
  shrinks: readonly Shrink[],
  { space, edge }: { readonly space: SearchSpace; readonly edge: ChosenEdge },
): readonly ChartSeries[] {
  const x = shrinks.map(epochsAt);
  const scores = scoreHistory(shrinks, edge, alphaShape(space)[1]);
  const lines = operationLines(space, { x, valuesOf: (p) => scores[p] ?? [], look: 'points' });
  const removed = shrinks.flatMap((shrink) =>
    (shrink.removed[edge.cell] ?? []).flatMap(({ edge: row, score }) =>
      row === edge.row && score !== null ? [{ x: epochsAt(shrink), y: score }] : [],
    ),
  );
  // A mark each: a line between them would say what never was.
  const marks = removed.map((one): ChartSeries => ({
    name: 'removed',
    colour: '--warn',
    x: [one.x],
    y: [one.y],
    look: 'points',
  }));
  return [...lines, ...marks];
}

/** What an edge did over the epochs: its scores where candidates are removed, the mixture otherwise. */
export function edgeLines(
  { frames, shrinks }: { readonly frames: readonly AlphaFrame[]; readonly shrinks: readonly Shrink[] },
  of: { readonly space: SearchSpace; readonly edge: ChosenEdge },
): Pick<ChartContent, 'series' | 'scaleY'> {
  return hasImportance(frames)
    ? { series: scoreSeries(shrinks, of), scaleY: 'log' }
    : { series: edgeSeries(frames, of), scaleY: 'linear' };
}
