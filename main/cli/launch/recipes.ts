/** What a run is, in the words in which a person would tell a colleague. */
import type { LaunchImages } from '../../api/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { halvesOf, searchConfigSchema, strategyOf } from '../../search/index.ts';
import type { SearchConfig } from '../../search/index.ts';
import { isHyperCuboid, resolveSpace, stageSize, stagesOf } from '../../spaces/index.ts';
import type { SearchSpace } from '../../spaces/index.ts';
import { ALL_SCHEDULES, firstImages, trainConfigSchema } from '../../train/index.ts';
import type { RunData, TrainConfig } from '../../train/index.ts';

type Described = Pick<TrainConfig, 'batch' | 'epochs' | 'weights' | 'augment' | 'precision'>;

interface KindWords {
  recipe(config: unknown): readonly string[];
  parts(config: unknown, data: RunData): LaunchImages['parts'];
}

const KIND_WORDS: Readonly<Record<RunRecord['kind'], KindWords>> = {
  search: {
    recipe(config) {
      const settings = searchConfigSchema.parse(config);
      const { method, space, network } = settings;
      return [
        `method: ${strategyOf(method.name).title}`,
        `space: ${resolveSpace(space).title}`,
        supernetWords(resolveSpace(space), network),
        ...shared(settings),
      ];
    },
    parts(config, data) {
      const { weights, alphas } = halvesOf(data, searchConfigSchema.parse(config));
      const used = weights.indices.length + alphas.indices.length;
      const { train, test } = data.dataset;
      const all = data.isDivided === true ? train.count + test.count : train.count;
      return partsOf({ weights: weights.indices.length, alphas: alphas.indices.length, unused: all - used });
    },
  },
  train: {
    recipe(config) {
      const settings = trainConfigSchema.parse(config);
      const { network, labelSmoothing, ema } = settings;
      return [
        ...networkWords(network).slice(0, 1),
        ...shared(settings),
        ...networkWords(network).slice(1),
        ...(labelSmoothing > 0 ? [`label smoothing ${labelSmoothing}`] : []),
        ema === null ? 'no moving average' : `moving average of the weights, decay ${ema.decay}`,
      ];
    },
    parts(config, data) {
      const { images } = trainConfigSchema.parse(config);
      const { train, test } = data.dataset;
      const used = firstImages(train, images).length;
      return partsOf({ weights: used, unused: train.count - used, test: test.count });
    },
  },
};

function supernetWords(space: SearchSpace, { cells, initChannels }: SearchConfig['network']): string {
  if (!isHyperCuboid(space)) return `supernet of ${cells} cells, ${initChannels} channels at first`;
  return `supernet of ${stagesOf(space).length} stages of ${stageSize(space)} operations, ${space.channels.join(', ')} channels`;
}

function networkWords(network: TrainConfig['network']): readonly string[] {
  if (network.kind === 'path') {
    return [network.lastOperation === 'kept' ? 'the whole path' : 'the path without its last operation'];
  }
  return [
    `network of ${network.cells} cells, ${network.initChannels} channels at first`,
    network.auxiliary ? `auxiliary head, weight ${network.auxiliaryWeight}` : 'no auxiliary head',
    network.dropPath > 0 ? `drop path rising to ${network.dropPath}` : 'no drop path',
  ];
}

/** The recipe of a complete configuration, a few words each. */
export const recipeOf = (kind: RunRecord['kind'], config: unknown): readonly string[] =>
  KIND_WORDS[kind].recipe(config);

/** What becomes of the images of a data set. */
export const partsOfImages = (
  kind: RunRecord['kind'],
  config: unknown,
  data: RunData,
): LaunchImages['parts'] => KIND_WORDS[kind].parts(config, data);

const partsOf = (counts: Readonly<Record<string, number>>): LaunchImages['parts'] =>
  Object.entries(counts).flatMap(([part, images]) => (images > 0 ? [{ part, images }] : []));

function shared({ batch, epochs, weights, augment, precision }: Described): readonly string[] {
  const { learningRate } = weights;
  const { cutout, autoAugment } = augment;
  return [
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of batches of ${batch}`,
    `learning rate ${learningRate.max}, ${ALL_SCHEDULES[learningRate.schedule].title.toLowerCase()}`,
    cutout === null ? 'no cutout' : `cutout of ${cutout.length} pixels`,
    ...(autoAugment === null ? [] : [`AutoAugment of ${autoAugment}`]),
    ...(precision === 'float32' ? [] : [`images in ${precision}`]),
  ];
}
