/** What `space validate` says of a hypercuboid. */
import { countNetwork, traceCuboid } from '../../nn/index.ts';
import { leastScore, stageSize, stagesOf } from '../../spaces/index.ts';
import type { HyperCuboid } from '../../spaces/index.ts';

/** The images that the supernet is counted for: those of CIFAR-10. */
const IMAGES = { batch: 1, height: 32, width: 32, inputChannels: 3, classes: 10 } as const;

/** The size of a hypercuboid. */
export interface CuboidFacts {
  readonly id: string;
  readonly title: string;
  readonly primitives: readonly string[];
  readonly channels: readonly number[];
  readonly stages: number;
  /** Of each stage. */
  readonly operations: number;
  /** As text: more than a number of JSON can hold exactly. */
  readonly paths: string;
  readonly supernet: {
    readonly images: string;
    readonly classes: number;
    readonly params: number;
    readonly macs: number;
    readonly alphas: number;
  };
}

/** @throws nn/... when no supernet of it can be made for those images */
export function cuboidFacts(space: HyperCuboid): CuboidFacts {
  const { id, title, primitives, channels } = space;
  const [stages, operations] = [stagesOf(space).length, stageSize(space)];
  const network = traceCuboid(space, {
    ...IMAGES,
    ...{ mode: 'train', weighting: 'scalar', least: leastScore(space) },
  });
  const { params, macs } = countNetwork(network);
  return {
    ...{ id, title, channels, stages, operations },
    primitives: primitives.map(({ name }) => name),
    // Any feature first, and from each any operation to any other, stage by stage.
    paths: String(BigInt(channels.length) * BigInt(channels.length * primitives.length) ** BigInt(stages)),
    supernet: { images: '32x32x3', classes: IMAGES.classes, params, macs, alphas: stages * operations },
  };
}

/** The same in words. */
export function cuboidWords(space: HyperCuboid, facts: CuboidFacts): string {
  const { title, id, primitives, channels, stages, operations, paths, supernet } = facts;
  const { params, macs, alphas, images, classes } = supernet;
  return [
    `${title} (${id}) can be searched.`,
    `${primitives.length} primitives: ${primitives.join(', ')}`,
    `${channels.length} channel counts: ${channels.join(', ')}`,
    `${stages} stages, ${space.layers} layers of strides ${space.strides.join(', ')}, with ${operations} operations each`,
    `${paths} paths (${Number(paths).toExponential(1)})`,
    `supernet for images of ${images} in ${classes} classes:`,
    `${params} parameters and ${alphas} alphas; ${macs} macs (convolutions and linear layers, one image)`,
  ].join('\n');
}
