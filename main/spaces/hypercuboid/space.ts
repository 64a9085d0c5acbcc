import type { Primitive } from '../primitive.ts';
import type { PaperSource } from '../source.ts';
import { spacesError } from '../errors.ts';

/**
 * A hypercuboid of operations as plain data: layers of stages, one for each stride; in a stage an operation of every primitive from every channel
 * count to every channel count. A network begins with a stem for each channel count and ends with a base from each.
 *
 * @see Hundt, Jain, Hager 2019, arXiv:1903.09900, section 4; sharpDARTS, cnn/model_search.py, `MultiChannelNetwork`
 */
export interface HyperCuboid {
  readonly id: string;
  readonly title: string;
  readonly source: PaperSource | null;
  readonly wiring: 'path';
  /** What a feature can have, rising. */
  readonly channels: readonly number[];
  readonly layers: number;
  /** Of the stages of a layer, in their order. */
  readonly strides: readonly number[];
  /** Their order is that of the weights' last axis. */
  readonly primitives: readonly Primitive[];
  /** Channels behind the last stage, before the global pool. */
  readonly base: number;
}

/** Operations side by side: all of one layer and one stride. */
export interface Stage {
  readonly layer: number;
  readonly stride: number;
  /** Its place among the strides of its layer. */
  readonly place: number;
}

/** An operation of a stage, by places in the space's lists. */
export interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly primitive: number;
}

/** More is a mistake, and no machine's. */
export const MOST = {
  channels: 16,
  channel: 4096,
  layers: 32,
  strides: 4,
  primitives: 32,
  base: 16_384,
} as const;

/** The stages in the order in which images pass them. */
export const stagesOf = ({ layers, strides }: Pick<HyperCuboid, 'layers' | 'strides'>): readonly Stage[] =>
  Array.from({ length: layers }, (_, layer) =>
    strides.map((stride, place): Stage => ({ layer, stride, place })),
  ).flat();

/** The operations of a stage in the order of its weights: channels in, channels out, primitive, the last fastest. */
export function candidatesOf({
  channels,
  primitives,
}: Pick<HyperCuboid, 'channels' | 'primitives'>): readonly Candidate[] {
  return channels.flatMap((_, from) =>
    channels.flatMap((__, to) => primitives.map((___, primitive): Candidate => ({ from, to, primitive }))),
  );
}

/** The number of operations of a stage. */
export const stageSize = ({ channels, primitives }: Pick<HyperCuboid, 'channels' | 'primitives'>): number =>
  channels.length ** 2 * primitives.length;

/**
 * An operation that weighs no more than this is not computed: the square of its share where all weigh the same.
 * @see sharpDARTS, cnn/model_search.py, `min_score`
 */
export const leastScore = (space: Pick<HyperCuboid, 'channels' | 'primitives'>): number =>
  1 / stageSize(space) ** 2;

/** How many pixels of a side become one. */
export const reductionOf = ({ layers, strides }: Pick<HyperCuboid, 'layers' | 'strides'>): number =>
  strides.reduce((product, stride) => product * stride, 1) ** layers;

/**
 * Passes if a network can be made of it.
 *
 * @throws `spaces/space-field` naming the field
 */
export function checkHyperCuboid(space: HyperCuboid): void {
  const { channels, layers, strides, primitives, base } = space;
  const whole = (value: number, most: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= most;
  const refuse = (field: string, problem: string): never => {
    throw spacesError('spaces/space-field', { path: [field], problem });
  };
  if (channels.length === 0 || channels.length > MOST.channels) {
    refuse('channels', `expected 1 to ${MOST.channels} channel counts, got ${channels.length}`);
  }
  const rising = channels.every((count, i) => whole(count, MOST.channel) && count > (channels[i - 1] ?? 0));
  if (!rising)
    refuse('channels', `expected whole numbers from 1 to ${MOST.channel}, each larger than the one before`);
  if (!whole(layers, MOST.layers))
    refuse('layers', `expected a whole number from 1 to ${MOST.layers}, got ${layers}`);
  if (strides.length === 0 || strides.length > MOST.strides || !strides.every((stride) => whole(stride, 2))) {
    refuse('strides', `expected 1 to ${MOST.strides} strides, each 1 or 2`);
  }
  if (primitives.length === 0 || primitives.length > MOST.primitives) {
    refuse('primitives', `expected 1 to ${MOST.primitives} primitives, got ${primitives.length}`);
  }
  const names = primitives.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuse('primitives', `"${twice}" is listed twice`);
  const zero = primitives.find(({ definition }) => definition.block === 'zero');
  if (zero !== undefined)
    refuse('primitives', `"${zero.name}" gives nothing, and a path needs every operation; leave it out`);
  if (!whole(base, MOST.base)) refuse('base', `expected a whole number from 1 to ${MOST.base}, got ${base}`);
}
