/** What a run on words is, in the words in which a person would tell a colleague. */
import type { LaunchImages } from '../../api/index.ts';
import type { RunRecord } from '../../runs/index.ts';
import { languageSearchSchema } from '../../search/index.ts';
import { resolveSpace } from '../../spaces/index.ts';
import { languageTrainingSchema, trainingText } from '../../train/index.ts';
import type { LanguageSettings, TextData } from '../../train/index.ts';

/** The recipe of a complete configuration, a few words each. */
export function recipeOfWords(kind: RunRecord['kind'], config: unknown): readonly string[] {
  if (kind === 'search') {
    const settings = languageSearchSchema.parse(config);
    const { order } = settings.method.options;
    return [
      `method: DARTS, ${order} order`,
      `space: ${resolveSpace(settings.space).title}`,
      ...shared(settings),
    ];
  }
  const settings = languageTrainingSchema.parse(config);
  const { averaging } = settings;
  return [
    ...shared(settings),
    averaging === null
      ? 'plain SGD'
      : `averaged SGD once the validation loss has not improved for ${averaging.nonMonotone} epochs`,
  ];
}

function shared({ network, batch, epochs, length, weights, temporal }: LanguageSettings): readonly string[] {
  const { dropout } = network;
  return [
    `language model of ${network.units} units`,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of ${batch} texts side by side, about ${length} words at a time`,
    `SGD at ${weights.learningRate}${weights.clip === null ? '' : `, gradients clipped at ${weights.clip}`}`,
    `dropout ${dropout.output} of outputs, ${dropout.x} and ${dropout.input} of words, ${dropout.hidden} of states, ${dropout.embedding} of the vocabulary`,
    ...(temporal > 0 ? [`changes of the states held small, ${temporal}`] : []),
  ];
}

/** What becomes of the words of a corpus. */
export function partsOfWords(
  kind: RunRecord['kind'],
  config: unknown,
  data: TextData,
): LaunchImages['parts'] {
  const settings =
    kind === 'search' ? languageSearchSchema.parse(config) : languageTrainingSchema.parse(config);
  const { length, batchSize } = trainingText(data, settings);
  const { train, valid, test } = data.corpus;
  const used = length * batchSize;
  const rest = train.length - used;
  const parts =
    kind === 'search'
      ? { weights: used, alphas: valid.length, unused: rest + test.length }
      : { weights: used, validation: valid.length, test: test.length, unused: rest };
  return Object.entries(parts).flatMap(([part, images]) => (images > 0 ? [{ part, images }] : []));
}
