import { InvalidArgumentError } from 'commander';
import { END_OF_LINE, UNKNOWN } from '../../data/index.ts';
import type { CommandDef } from '../command.ts';
import { writeText } from '../language/write-text.ts';
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
        const { seed, temperature } = options;
        const { start, words } = await writeText(run, host.places, {
          ...options,
          start: options.start ?? '',
          unknown: options.unknown === true,
        });
        const text = [...start, ...words].map((word) => (word === END_OF_LINE ? '\n' : `${word} `)).join('');
        output.result({ run: run.id, start, words, seed, temperature }, () => text.trimEnd());
      });
  },
};

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
