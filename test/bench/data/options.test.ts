import { expect, it } from 'vitest';
import { parseOptions } from './options.ts';

it('measures everything five times, in an environment of its own, when nothing is said', () => {
  expect(parseOptions([])).toEqual({
    only: ['small', 'auto', 'large', 'first'],
    pairs: 5,
    seconds: 3,
    quick: false,
    python: null,
    out: null,
    json: false,
  });
});

it('takes what is said', () => {
  const argv = ['--only', 'first, small,first', '--pairs', '3', '--seconds=7', '--python', 'p', '--json'];
  expect(parseOptions([...argv, '--out', 'a.json'])).toMatchObject({
    ...{ only: ['small', 'first'], pairs: 3, seconds: 7, python: 'p', json: true, out: 'a.json' },
  });
  expect(parseOptions(['--quick'])).toMatchObject({ quick: true, pairs: 1, seconds: 0.3 });
  expect(parseOptions(['--help'])).toBeNull();
});

it.each([
  [['--only', 'small,medium'], /named "medium"\. There are: small, auto, large, first/],
  [['--only', ''], /named ""/],
  [['--pairs', '0'], /--pairs takes a whole number above 0, not "0"/],
  [['--seconds', '1.5'], /--seconds takes/],
  [['--sweep'], /--sweep.*See: npm run bench:data -- --help/],
  [['small'], /small.*See: npm run bench:data -- --help/],
])('refuses %j', (argv, sentence) => {
  expect(() => parseOptions(argv)).toThrow(sentence);
});
