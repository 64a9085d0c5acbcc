import { TEXT_PARTS } from '../../data/index.ts';
import type { Corpus, RegisteredSet } from '../../data/index.ts';
import type { Cli } from '../command.ts';
import { table } from '../output.ts';
import { sourceWords } from './set-words.ts';

/** `data show` of a corpus of words. */
export function showText(
  { output }: Pick<Cli, 'output'>,
  corpus: Corpus,
  registered: RegisteredSet | null,
): void {
  const { name, id, vocabulary, facts, notes } = corpus;
  const from =
    registered === null ? {} : { source: registered.source, path: registered.path, added: registered.added };
  const value = { name, id, kind: 'text', vocabulary: vocabulary.length, parts: facts, notes, ...from };
  output.result(value, () =>
    [
      `${name}: a text of ${vocabulary.length.toLocaleString('en')} different words, id ${id}`,
      ...notes,
      ...(registered === null ? [] : [`Files: ${sourceWords(registered)}; added ${registered.added}`]),
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
