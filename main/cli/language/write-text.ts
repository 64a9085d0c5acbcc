/** Text that the language model of a finished training writes. */
import type { WrittenText } from '../../api/index.ts';
import { END_OF_LINE, UNKNOWN } from '../../data/index.ts';
import { createTensorflowExecutor } from '../../engine/index.ts';
import type { StoredRun } from '../../runs/index.ts';
import { languageModel, languageTrainingSchema, sampleWords } from '../../train/index.ts';
import { cliError } from '../errors.ts';
import { checkFinished, learntBy } from '../evaluate-run.ts';
import type { Places } from '../places.ts';
import { openRunData, requireText } from '../run-data.ts';
import { isLanguage } from './is-language.ts';
import { LANGUAGE_KINDS, recurrentCellOf } from './kinds.ts';

/** What is to be written. */
export interface WrittenOptions {
  /** How many words. */
  readonly words: number;
  /** Below 1 likely words become likelier; 0: always the likeliest. */
  readonly temperature: number;
  /** Words to begin with; empty: the beginning of a line. */
  readonly start: string;
  /** Whether the word that stands for rare ones is drawn too. */
  readonly unknown: boolean;
  /** Decides what is drawn. */
  readonly seed: number;
}

/**
 * Lets the language model of a run write.
 *
 * @throws AppError `cli/not-finished`, `cli/wrong-use` for a network of images and for a word that the corpus has not, `data/...`, `runs/...`
 */
export async function writeText(
  run: StoredRun,
  places: Places,
  { words: count, temperature, seed, ...options }: WrittenOptions,
): Promise<WrittenText> {
  await checkFinished(run);
  const { record } = run;
  if (!isLanguage(record.config)) {
    throw cliError('cli/wrong-use', {
      problem: `${run.id} was trained on images: only language models write text.`,
    });
  }
  const { corpus } = requireText(await openRunData(run, places));
  const { vocabulary } = corpus;
  const begun = options.start
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const start = [END_OF_LINE, ...begun].map((word) => numberOf(vocabulary, word));
  const executor = createTensorflowExecutor(LANGUAGE_KINDS.train.parallelism);
  const model = languageModel({
    cell: recurrentCellOf(record),
    vocabulary: vocabulary.length,
    config: languageTrainingSchema.parse(record.config),
    fused: executor.fuses,
  });
  const { best: weights } = (await learntBy(run)).variables;
  if (!(weights instanceof Float32Array))
    throw new Error('internal: a language model keeps its best weights');
  const never = options.unknown ? null : vocabulary.indexOf(UNKNOWN);
  const drawn = await sampleWords(model, { weights, executor, start, count, temperature, seed, never });
  return { start: begun, words: drawn.map((word) => vocabulary[word] ?? '') };
}

/** The number of a word. @throws AppError `cli/wrong-use` */
function numberOf(vocabulary: readonly string[], word: string): number {
  const found = vocabulary.indexOf(word);
  if (found >= 0) return found;
  throw cliError('cli/wrong-use', {
    problem: `The corpus has no word "${word}"; its words are as they stand in its files, often in small letters.`,
  });
}
