/** Where everything of a hypercuboid is drawn: columns of features, one after each stage, rows of channel counts, operations between them. */
import { candidatesOf, isPath, stagesOf } from '../../main/spaces/index.ts';
import type { Architecture, CuboidValues, HyperCuboid } from '../../main/spaces/index.ts';
import { curve } from './curve.ts';

/** A feature: what there is with so many channels behind a stage, or behind the stem. */
export interface FeatureMark {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  /** 0 behind the stem, n behind stage n - 1. */
  readonly column: number;
  readonly channels: number;
  readonly isOnPath: boolean;
}

/** An operation. */
export interface OperationMark {
  readonly key: string;
  /** The stage: a row of the alphas. */
  readonly stage: number;
  /** Its place among the operations of the stage. */
  readonly at: number;
  readonly d: string;
  /** In pixels. */
  readonly width: number;
  /** 0..1. */
  readonly opacity: number;
  readonly primitive: number;
  readonly isOnPath: boolean;
  /** Its share of the stage; null: nothing was learnt. */
  readonly share: number | null;
}

/** A stage: the room between two columns of features. */
export interface StageMark {
  readonly stage: number;
  readonly x: number;
  readonly width: number;
  readonly layer: number;
  readonly stride: number;
}

/** A drawing of a hypercuboid. */
export interface CuboidDrawing {
  readonly features: readonly FeatureMark[];
  /** Light ones first, and the path last. */
  readonly operations: readonly OperationMark[];
  readonly stages: readonly StageMark[];
}

/** What is drawn, and how large. */
export interface CuboidTask {
  readonly space: HyperCuboid;
  /** Shares of each stage; null: nothing was learnt. */
  readonly weights: CuboidValues | null;
  readonly path: Architecture | null;
  readonly size: { readonly width: number; readonly height: number };
}

/** Primitives are told apart by colour and by dashes. */
export const DASHES = ['none', '5 3', '2 3', '8 3 2 3'] as const;

/** A narrower stage has room for its numbers alone. */
const LEAST_HEAD = 74;

/** What stands over a stage. */
export const headOf = ({ width, layer, stride }: StageMark): string =>
  width < LEAST_HEAD ? `${layer + 1}·${stride}` : `layer ${layer + 1} · stride ${stride}`;

/** Half the width of a feature, and the room that is kept free around the drawing. */
export const FEATURE_HALF = { width: 15, height: 9 } as const;
const HEAD = 30;
const FOOT = 14;
const SIDE = 24;
/** An equal share is so wide; a larger one as much wider, up to the most. */
const EQUAL_WIDTH = 1;
const MOST_WIDTH = 9;
/** Of operations between the same features, side by side. */
const APART = 5;

/** The drawing; the same for the same task. */
export function cuboidDrawing({ space, weights, path, size }: CuboidTask): CuboidDrawing {
  const { channels, primitives } = space;
  const stages = stagesOf(space);
  const column = (size.width - 2 * SIDE) / stages.length;
  const row =
    channels.length === 1 ? 0 : (size.height - HEAD - FOOT - 2 * FEATURE_HALF.height) / (channels.length - 1);
  const xOf = (i: number): number => SIDE + i * column;
  const yOf = (place: number): number => HEAD + FEATURE_HALF.height + place * row;
  const way = path !== null && isPath(path) ? path.operations : [];
  const visited = [way[0]?.channelsIn, ...way.map(({ channelsOut }) => channelsOut)];
  const candidates = candidatesOf(space);
  const operations = stages.flatMap((_, stage) =>
    candidates.map(({ from, to, primitive }, at): OperationMark => {
      const share = weights?.[stage]?.[at] ?? null;
      const ratio = share === null ? 1 : share * candidates.length;
      const chosen = way[stage];
      const isOnPath =
        chosen !== undefined &&
        chosen.channelsIn === channels[from] &&
        chosen.channelsOut === channels[to] &&
        chosen.primitive === primitives[primitive]?.name;
      const width = Math.min(MOST_WIDTH, Math.max(0.4, EQUAL_WIDTH * ratio));
      const shift = APART * (primitive - (primitives.length - 1) / 2);
      return {
        ...{ key: `${stage}-${at}`, stage, at, primitive, share, isOnPath },
        d: curve(
          { x: xOf(stage) + FEATURE_HALF.width, y: yOf(from) },
          { x: xOf(stage + 1) - FEATURE_HALF.width, y: yOf(to) },
          shift,
        ),
        width: isOnPath ? Math.max(2.5, width) : width,
        opacity: isOnPath ? 1 : Math.min(0.85, 0.16 + 0.14 * ratio),
      };
    }),
  );
  const weightOf = ({ isOnPath, share }: OperationMark): number => (isOnPath ? 2 : (share ?? 0));
  return {
    features: Array.from({ length: stages.length + 1 }, (_, i) =>
      channels.map((count, place): FeatureMark => ({
        ...{ key: `${i}-${count}`, x: xOf(i), y: yOf(place), column: i, channels: count },
        isOnPath: visited[i] === count,
      })),
    ).flat(),
    operations: operations.sort((a, b) => weightOf(a) - weightOf(b)),
    stages: stages.map(({ layer, stride }, stage) => ({
      stage,
      x: xOf(stage),
      width: column,
      layer,
      stride,
    })),
  };
}
