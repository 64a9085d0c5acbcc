/** The operations of an edge as lines. */
import type { ChartSeries } from '../../charts/series.ts';
import { candidateNames, kindsOf } from '../../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../../main/spaces/index.ts';
import { edgeColumns } from '../../run-view/alphas.ts';
import { momentOf, rankFlips } from '../../run-view/alpha-history.ts';
import type { AlphaFrame } from '../../stores/run-log.ts';
import { familyOfName } from '../../ui/families.ts';

/** One edge of one cell. */
export interface ChosenEdge {
  readonly cell: CellKind;
  readonly row: number;
}

const DASHES = ['solid', 'dashed', 'dotted'] as const;

/** `0 → 2, normal`. */
export function edgeTitle({ cell, row }: ChosenEdge, space: SearchSpace | null): string {
  const name = space === null ? undefined : edgeColumns(space)[row]?.name;
  if (space === null || name === undefined) return cell;
  return kindsOf(space).length === 1 ? name : `${name}, ${cell}`;
}

/** A line in the colour of its family for each operation that has any number. */
export function operationLines(
  space: SearchSpace,
  {
    x,
    valuesOf,
    look,
  }: {
    readonly x: readonly number[];
    readonly valuesOf: (primitive: number) => readonly number[];
    readonly look: ChartSeries['look'];
  },
): readonly ChartSeries[] {
  const used = new Map<string, number>();
  return candidateNames(space).flatMap((name, p): ChartSeries[] => {
    const y = valuesOf(p);
    if (!y.some(Number.isFinite)) return [];
    const family = familyOfName(name, space);
    const before = used.get(family) ?? 0;
    used.set(family, before + 1);
    const dash = DASHES[before % DASHES.length] ?? 'solid';
    return [{ name, colour: `--family-${family}`, x, y, look, dash }];
  });
}

/** The share of each operation of an edge over the epochs, and the moments when another began to lead. */
export function edgeSeries(
  frames: readonly AlphaFrame[],
  { space, edge }: { readonly space: SearchSpace; readonly edge: ChosenEdge },
): readonly ChartSeries[] {
  const x = frames.map(({ epoch }) => epoch);
  const shareIn = (frame: AlphaFrame | undefined, p: number): number =>
    frame === undefined
      ? Number.NaN
      : (momentOf(space, frame)[edge.cell].mixture[edge.row]?.[p] ?? Number.NaN);
  const valuesOf = (p: number): readonly number[] => frames.map((frame) => shareIn(frame, p));
  const lines = operationLines(space, { x, valuesOf, look: 'line' });
  const flips = rankFlips(space, frames).filter(({ cell, row }) => cell === edge.cell && row === edge.row);
  if (flips.length === 0) return lines;
  const marks: ChartSeries = {
    name: 'another leads',
    colour: '--warn',
    x: flips.map(({ frame }) => x[frame] ?? 0),
    y: flips.map(({ frame, to }) => shareIn(frames[frame], to)),
    look: 'points',
  };
  return [...lines, marks];
}
