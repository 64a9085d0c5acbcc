import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rawZip } from '../../../test/support/raw-zip.ts';
import { createVocabulary, readWords } from './words.ts';
import { memoryFile } from '../data-file.ts';
import { isCorpusName, namedCorpora, openCorpus } from './open-corpus.ts';

const PLACES = { resourcesDir: join(import.meta.dirname, '../../../resources'), dataDir: null };

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const SMALL = {
  'ptb.train.txt': ' the cat sat \n the dog sat \n',
  'ptb.valid.txt': 'the bird <unk>\n',
  'ptb.test.txt': 'a cat sat',
};

describe('openCorpus', () => {
  it('reads the three parts, and numbers words by their first appearance', async () => {
    const corpus = await openCorpus(folderOf(SMALL), PLACES);
    expect(corpus.vocabulary).toEqual(['the', 'cat', 'sat', '<eos>', 'dog', 'bird', '<unk>', 'a']);
    expect([...corpus.train]).toEqual([0, 1, 2, 3, 0, 4, 2, 3]);
    expect([...corpus.valid]).toEqual([0, 5, 6, 3]);
    // The last line of a text need not end.
    expect([...corpus.test]).toEqual([7, 1, 2, 3]);
    expect(corpus.facts).toEqual({
      train: { lines: 2, tokens: 8, outOfVocabulary: { tokens: 0, words: 0 }, unknown: 0 },
      valid: { lines: 1, tokens: 4, outOfVocabulary: { tokens: 2, words: 2 }, unknown: 1 },
      test: { lines: 1, tokens: 4, outOfVocabulary: { tokens: 1, words: 1 }, unknown: 0 },
    });
  });

  it('knows WikiText by the names of its files, packed ones too, and gives equal texts equal ids', async () => {
    const wiki = folderOf({
      'wiki.train.tokens': SMALL['ptb.train.txt'],
      'wiki.valid.tokens.gz': gzipSync(SMALL['ptb.valid.txt']),
      'wiki.test.tokens': '\uFEFFa cat sat\r\n',
    });
    const [one, other] = [await openCorpus(folderOf(SMALL), PLACES), await openCorpus(wiki, PLACES)];
    expect(one.id).toMatch(/^[0-9a-f]{16}$/);
    expect(other.id).toBe(one.id);
    expect(await isCorpusName(wiki, PLACES)).toBe(true);
  });

  it('reads a zip file, whatever folder is in it', async () => {
    const files = Object.entries(SMALL).map(([name, text]) => ({
      name: `set/${name}`,
      content: Buffer.from(text),
    }));
    const folder = folderOf({ 'corpus.zip': rawZip(files) });
    const corpus = await openCorpus(join(folder, 'corpus.zip'), PLACES);
    expect(corpus).toMatchObject({ name: 'corpus', id: (await openCorpus(folderOf(SMALL), PLACES)).id });
  });

  it('holds the last lines of a single text out, and says so', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `word${i} again`);
    const path = join(folderOf({ 'novel.txt': lines.join('\n') }), 'novel.txt');
    const corpus = await openCorpus(path, PLACES);
    expect(corpus.facts).toMatchObject({ train: { lines: 36 }, valid: { lines: 2 }, test: { lines: 2 } });
    expect(corpus.train.length + corpus.valid.length + corpus.test.length).toBe(120);
    expect(corpus.vocabulary[corpus.test[0] ?? -1]).toBe('word38');
    expect(corpus.notes).toEqual([
      `${path} is one text: its last 4 lines are held out, 2 for validation and 2 for testing.`,
    ]);
  });

  it('has one that comes with the program', async () => {
    expect(namedCorpora().map(({ name }) => name)).toEqual(['moby-dick']);
    expect(await isCorpusName('moby-dick', PLACES)).toBe(true);
    const corpus = await openCorpus('moby-dick', PLACES);
    expect(corpus.vocabulary).toHaveLength(5002);
    expect(corpus.facts.train).toMatchObject({ lines: 7794, tokens: 200_503 });
    expect(corpus.facts.test.outOfVocabulary.tokens).toBe(0);
  });

  it.each([
    ['an empty part', { ...SMALL, 'ptb.valid.txt': '\n\n \n' }, /ptb\.valid\.txt has no words\. /],
    ['a part of no bytes', { ...SMALL, 'ptb.test.txt': '' }, /ptb\.test\.txt has no words\. /],
    [
      'no validation',
      { 'train.txt': 'a b', 'test.txt': 'a' },
      /has no valid\.txt \(or another text with "valid"/,
    ],
    [
      'two of a part',
      { ...SMALL, 'train.txt': 'a' },
      /more than one candidate .*: ptb\.train\.txt, train\.txt/,
    ],
    [
      'Latin-1',
      { ...SMALL, 'ptb.test.txt': Buffer.from('caf\xe9 noir\n', 'latin1') },
      /ptb\.test\.txt is not UTF-8 at byte 4\. Write it as UTF-8/,
    ],
    [
      'UTF-16',
      { ...SMALL, 'ptb.train.txt': Buffer.from('\uFEFFthe cat', 'utf16le') },
      /ptb\.train\.txt is written in UTF-16\. .*iconv/,
    ],
    [
      'bytes',
      { ...SMALL, 'ptb.train.txt': Uint8Array.of(97, 32, 0, 1) },
      /is no text: it has zero bytes in it/,
    ],
    [
      'a cut letter',
      { ...SMALL, 'ptb.train.txt': Uint8Array.of(97, 32, 0xc3) },
      /ends in the middle of a letter/,
    ],
    [
      'a word without end',
      { ...SMALL, 'ptb.valid.txt': `a\n${'x'.repeat(5000)}\n` },
      /has a word of 5,000 characters in line 2\./,
    ],
    [
      'a broken gzip file',
      { ...SMALL, 'ptb.valid.txt': gzipSync('a b c').subarray(0, 15) },
      /is damaged: unpacking stopped/,
    ],
  ])('refuses %s in one sentence', async (_, files, message) => {
    await expect(openCorpus(folderOf(files), PLACES)).rejects.toThrow(message);
  });

  it('refuses a text of a few lines, and a path where nothing is', async () => {
    const path = join(folderOf({ 'novel.txt': 'one line\nanother' }), 'novel.txt');
    await expect(openCorpus(path, PLACES)).rejects.toThrow(/has 2 lines, too few/);
    await expect(openCorpus('/nowhere/at/all', PLACES)).rejects.toThrow(/\/nowhere\/at\/all cannot be read/);
  });
});

it('readWords refuses more words than an embedding can have', async () => {
  const file = memoryFile('many.txt', new TextEncoder().encode('a b c d'));
  await expect(readWords(file, createVocabulary(3))).rejects.toThrow(
    /^The text many\.txt has more than 3 different words, .* Replace rare words by <unk>/,
  );
});
