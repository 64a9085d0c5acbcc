/** Puts a label on each edge so that as few as possible hide another, a node, or the way of another edge. */
import { boxAround, contains, overlap, pointAt } from './geometry.ts';
import type { Box, Curve, Point } from './geometry.ts';

/** What is to be labelled, and what is in the way. */
export interface LabelTask {
  readonly edges: readonly { readonly curve: Curve; readonly text: string }[];
  /** Nodes and whatever else must stay visible. */
  readonly obstacles: readonly Box[];
  /** Labels stay inside. */
  readonly bounds: Box;
}

/** The height of a label, in pixels. */
export const LABEL_HEIGHT = 17;

const CHARACTER_WIDTH = 6.15;
const PADDING = 12;
const GAP = 3;
const PLACES = Array.from({ length: 33 }, (_, i) => 0.12 + (0.76 * i) / 32);
const SAMPLES = Array.from({ length: 25 }, (_, i) => i / 24);
const ROUNDS = 4;

/** The width of a label, the same on every machine whatever its fonts. */
export function labelWidth(text: string): number {
  return Math.round(text.length * CHARACTER_WIDTH + PADDING);
}

/**
 * The middle of each edge's label. The same edges always give the same places: labels are put one after the other where they cost
 * least, and then each is reconsidered, the others given, a few times.
 */
export function placeLabels({ edges, obstacles, bounds }: LabelTask): readonly Point[] {
  const candidates = edges.map(({ curve, text }) =>
    PLACES.map((t) => {
      const middle = pointAt(curve, t);
      const box = boxAround(middle, labelWidth(text) + GAP, LABEL_HEIGHT + GAP);
      return { middle, box, fixed: 60 * Math.abs(t - 0.5) ** 1.5 };
    }),
  );
  const ways = edges.map(({ curve }) => SAMPLES.map((t) => pointAt(curve, t)));
  const fixedCost = candidates.map((places, i) =>
    places.map(
      ({ box, fixed }) => fixed + standing(box, { obstacles, bounds, ways: ways.filter((_, j) => j !== i) }),
    ),
  );
  const chosen: (number | null)[] = edges.map(() => null);
  const boxOf = (i: number): Box | null => {
    const place = chosen[i];
    return place === null || place === undefined ? null : (candidates[i]?.[place]?.box ?? null);
  };
  for (let round = 0; round < ROUNDS; round++) {
    edges.forEach((_, i) => {
      const others = edges.map((__, j) => (j === i ? null : boxOf(j))).filter((box) => box !== null);
      const costs = (candidates[i] ?? []).map(({ box }, place) => {
        const hidden = others.reduce((sum, other) => sum + overlap(box, other), 0);
        return (fixedCost[i]?.[place] ?? 0) + 4 * hidden;
      });
      chosen[i] = costs.indexOf(Math.min(...costs));
    });
  }
  return candidates.map((places, i) => places[chosen[i] ?? 0]?.middle ?? { x: 0, y: 0 });
}

interface Surroundings {
  readonly obstacles: readonly Box[];
  readonly bounds: Box;
  readonly ways: readonly (readonly Point[])[];
}

/** What it costs to stand there, whatever the other labels do. */
function standing(box: Box, { obstacles, bounds, ways }: Surroundings): number {
  const area = (box.right - box.left) * (box.bottom - box.top);
  const outside = area - overlap(box, bounds);
  const onNodes = obstacles.reduce((sum, obstacle) => sum + overlap(box, obstacle), 0);
  const onWays = ways.filter((way) => way.some((point) => contains(box, point))).length;
  return 10 * outside + 6 * onNodes + 14 * onWays;
}
