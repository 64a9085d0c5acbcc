import { InvalidArgumentError } from 'commander';
import { END_OF_LINE, UNKNOWN } from '../../data/index.ts';
import { createTensorflowExecutor } from '../../engine/index.ts';
import { languageModel, languageTrainingSchema, sampleWords } from '../../train/index.ts';
import type { CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { checkFinished, learntBy } from '../evaluate-run.ts';
import { isLanguage } from '../language/is-language.ts';
import { recurrentCellOf } from '../language/kinds.ts';
import { openRunData, requireText } from '../run-data.ts';
import { parseSeed } from '../run-options.ts';

interface SampleOptions {
  readonly words: number;
  readonly temperature: number;
  readonly seed: number;
  readonly start?: string;
  readonly unknown?: true;
}

/** `sample`: text that the language model of a finished training writes. */
export const sample: CommandDef = {
  summary: 'let the language model of a finished training write text',
  define(command, { host, output }) {
    command
      .argument('<run>', 'a training of a recurrent cell: its id, the beginning of it, or latest')
      .option('--words <number>', 'how many words', positive, 60)
      .option(
        '--temperature <number>',
        'below 1 likely words become likelier; 0: always the likeliest',
        heat,
        1,
      )
      .option('--start <text>', 'words to begin with; left out: the beginning of a line')
      .option('--unknown', `also draw ${UNKNOWN}, the word that stands for rare ones`)
      .option('--seed <number>', 'decides what is drawn', parseSeed, 0)
      .action(async (reference: string, options: SampleOptions) => {
        const run = await host.store.find(reference);
        await checkFinished(run);
        const { record } = run;
        if (!isLanguage(record.config)) {
          throw cliError('cli/wrong-use', {
            problem: `${run.id} was trained on images: only language models write text.`,
          });
        }
        const { corpus } = requireText(await openRunData(run, host.places));
        const { vocabulary } = corpus;
        const executor = createTensorflowExecutor('together');
        const model = languageModel({
          cell: recurrentCellOf(record),
          vocabulary: vocabulary.length,
          config: languageTrainingSchema.parse(record.config),
          fused: executor.fuses,
        });
        const { best } = (await learntBy(run)).variables;
        if (!(best instanceof Float32Array))
          throw new Error('internal: a language model keeps its best weights');
        const begun =
          options.start
            ?.trim()
            .split(/\s+/)
            .filter((word) => word !== '') ?? [];
        const start = [END_OF_LINE, ...begun].map((word) => numberOf(vocabulary, word));
        const { words: count, temperature, seed } = options;
        const never = options.unknown === true ? null : vocabulary.indexOf(UNKNOWN);
        const drawn = await sampleWords(model, {
          ...{ weights: best, executor, start, count, temperature, seed, never },
        });
        const words = drawn.map((word) => vocabulary[word] ?? '');
        const text = [...begun, ...words].map((word) => (word === END_OF_LINE ? '\n' : `${word} `)).join('');
        output.result({ run: run.id, start: begun, words, seed, temperature }, () => text.trimEnd());
      });
  },
};

/** The number of a word. @throws AppError `cli/wrong-use` */
function numberOf(vocabulary: readonly string[], word: string): number {
  const found = vocabulary.indexOf(word);
  if (found >= 0) return found;
  throw cliError('cli/wrong-use', {
    problem: `--start: the corpus has no word "${word}"; its words are as they stand in its files, often in small letters.`,
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('Expected a whole number above 0.');
}

function heat(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 100) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 100.');
}
