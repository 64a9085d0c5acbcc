import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';

it('measures everything twice, in an environment of its own, when nothing is said', () => {
  expect(parseOptions([])).toEqual({
    jobs: null,
    rounds: 2,
    steps: 5,
    threads: cpus().length,
    quick: false,
    compileLimitS: null,
    python: null,
    out: null,
    document: false,
  });
});

it('takes what is said', () => {
  const argv = [
    '--jobs',
    'final, bfloat16,final',
    '--rounds',
    '3',
    '--steps=7',
    '--threads',
    '1',
    '--compile',
  ];
  expect(parseOptions([...argv, '--compile-limit', '30', '--document', '--out', 'a.json'])).toMatchObject({
    jobs: ['final', 'bfloat16'],
    rounds: 3,
    steps: 7,
    threads: 1,
    compileLimitS: 30,
    document: true,
    out: 'a.json',
  });
  expect(parseOptions(['--compile'])).toMatchObject({ compileLimitS: 600 });
  expect(parseOptions(['--quick', '--steps', '4'])).toMatchObject({ quick: true, rounds: 1, steps: 4 });
  expect(parseOptions(['--help'])).toBeNull();
});

it.each([
  [
    ['--jobs', 'search,sweep'],
    /no job "sweep"\. Jobs: search, final, sharp, cuboid, rnn, rnn-search, bfloat16/,
  ],
  [['--jobs', ''], /no job ""/],
  [['--rounds', '0'], /--rounds takes a whole number above 0, not "0"/],
  [['--steps', '1.5'], /--steps takes/],
  [['--sweep'], /--sweep.*See: npm run bench -- --help/],
  [['search'], /search.*See: npm run bench -- --help/],
  [['--quick', '--document'], /--quick measures nothing/],
  [['--compile-limit', '5'], /give both/],
])('refuses %j', (argv, sentence) => {
  expect(() => parseOptions(argv)).toThrow(sentence);
});
