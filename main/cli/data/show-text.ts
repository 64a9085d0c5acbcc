import { TEXT_PARTS } from '../../data/index.ts';
import type { Corpus } from '../../data/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';

/** `data show` of a corpus of words. */
export function showText({ output }: Pick<Cli, 'output'>, corpus: Corpus): void {
  const { name, id, vocabulary, facts, notes } = corpus;
  output.result({ name, id, kind: 'text', vocabulary: vocabulary.length, parts: facts, notes }, () =>
    [
      `${name}: a text of ${vocabulary.length.toLocaleString('en')} different words, id ${id}`,
      ...notes,
      '',
      table([
        ['', 'lines', 'tokens', 'out of vocabulary', 'as words', '<unk>'],
        ...TEXT_PARTS.map((part) => {
          const { lines, tokens, outOfVocabulary, unknown } = facts[part];
          return [part, lines, tokens, outOfVocabulary.tokens, outOfVocabulary.words, unknown];
        }),
      ]),
      '',
      'tokens: words and the end of each line; out of vocabulary: those whose word the training part does not have; <unk>: those that the text itself leaves out.',
    ].join('\n'),
  );
}
