import { describe, expect, it } from 'vitest';
import { NO_ANNOTATIONS } from '../../../../main/runs/index.ts';
import { summaryOf } from '../../../../test/support/memory-services.ts';
import { parseQuery, termsIn, withoutTerm, withTerm } from './query.ts';

const finished = summaryOf({
  run: 'a',
  kind: 'train',
  title: 'DARTS_V2 on CIFAR-10',
  state: 'finished',
  seconds: 130,
  seed: 3,
  annotations: { ...NO_ANNOTATIONS, tags: ['paper', 'two words'], experiment: 'width', starred: true },
  result: {
    kind: 'train',
    test: { loss: 0.3, accuracy: 0.912 },
    best: null,
    parameters: 3_349_342,
    macs: 528e6,
  },
});
const stopped = summaryOf({ run: 'b', state: 'interrupted', seconds: 20, title: 'Quick search' });
const failed = summaryOf({ run: 'c', state: 'failed', seconds: null, title: 'Another search' });

const found = (text: string): string =>
  [finished, stopped, failed]
    .filter((run) => parseQuery(text).terms.every(({ holds }) => holds(run)))
    .map(({ run }) => run)
    .join('');

describe('queries of runs', () => {
  it.each([
    ['', 'abc'],
    ['search', 'bc'],
    ['cifar darts_v2', 'a'],
    ['"quick search"', 'b'],
    ['state:failed,stopped', 'bc'],
    ['state:interrupted', 'b'],
    ['-state:failed', 'ab'],
    ['kind:training', 'a'],
    ['tag:"two words"', 'a'],
    ['tag:paper,none', 'abc'],
    ['experiment:none', 'bc'],
    ['is:starred', 'a'],
    ['accuracy>91%', 'a'],
    ['accuracy>=0.912', 'a'],
    ['accuracy>0.92', ''],
    ['parameters<3.4M macs<=528M', 'a'],
    ['time<2m', 'b'],
    ['time>=2m', 'a'],
    ['seed=3', 'a'],
    ['started>2024-01-01', 'abc'],
  ])('%s finds %s', (text, runs) => expect(found(text)).toBe(runs));

  it('knows language models by their perplexity, and images by none', () => {
    const model = summaryOf({
      run: 'd',
      result: {
        kind: 'train',
        test: { loss: Math.log(120), accuracy: 0.2 },
        best: { epoch: 3, accuracy: 0.2, loss: 4.8 },
        parameters: 1,
        macs: 1,
      },
    });
    const [term] = parseQuery('perplexity<150').terms;
    expect([term?.holds(model), term?.holds(finished)]).toEqual([true, false]);
  });

  it('knows searches of recurrent cells by that of their validation text', () => {
    const genotype = {
      wiring: 'recurrent',
      recurrent: [{ primitive: 'tanh', input: 0 }],
      concat: [1],
    } as const;
    const score = { loss: Math.log(300), accuracy: 0.1 };
    const search = summaryOf({
      run: 'e',
      latest: { epoch: 0, train: score, valid: score },
      result: { kind: 'search', genotype },
    });
    const [term] = parseQuery('perplexity>299').terms;
    expect([term?.holds(search), term?.holds(finished)]).toEqual([true, false]);
  });

  it('says what it does not understand, and lets that hold for every run', () => {
    expect(parseQuery('colour:red')).toMatchObject({
      terms: [],
      problems: [expect.stringContaining('"colour"')],
    });
    expect(parseQuery('accuracy>high').problems).toEqual([expect.stringContaining('"high" is no number')]);
    expect(parseQuery('is:odd').problems).toEqual([expect.stringContaining('starred')]);
    expect(parseQuery('constructor:a').problems).toHaveLength(1);
    expect(found('colour:red')).toBe('abc');
  });

  it('takes conditions out and puts them in', () => {
    const text = 'a "b c" tag:x kind:train';
    expect(termsIn(text)).toEqual(['a', '"b c"', 'tag:x', 'kind:train']);
    expect(withoutTerm(text, '"b c"')).toBe('a tag:x kind:train');
    expect(withTerm(text, 'kind', { value: 'search', isOnly: true })).toBe('a "b c" tag:x kind:search');
    expect(withTerm(text, 'tag', { value: 'two words', isOnly: false })).toBe(`${text} tag:"two words"`);
    expect(withTerm('tag:x', 'tag', { value: 'x', isOnly: false })).toBe('tag:x');
  });
});
