/** What the program says of data sets, splits and their files that cannot be used: what is wrong, and what to do. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../../../test/support/cli.ts';
import { testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

/** Arguments, where FILE stands for a file with the given content, and the sentence: all of it, or what it holds. */
type Case = readonly [argv: string, sentence: string | readonly string[], file?: unknown];

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

const CASES: readonly Case[] = [
  [
    'data show fashion-mnist-smal',
    ['There is no data set named "fashion-mnist-smal" (did you mean fashion-mnist-small?)'],
  ],
  ['search --preset tiny --data nowhere', ['There is no data set named "nowhere" and no folder ']],
  ['data add FILE', ['is a file in no layout that is a data set by itself'], 'no data set'],
  ['data add . --name Mine', ['"Mine" cannot be the name of a data set or split: ']],
  ['data add . --name fashion-mnist-small', ['it is the name of a set that comes with the program']],
  [
    'data add resources/data/fashion-mnist-small --reader idxx',
    ['There is no reader named "idxx" (did you mean idx?); there are '],
  ],
  ['data add resources/data/fashion-mnist-small --set classes=', ['classes: expected ']],
  ['data remove nothing', ['No data set is registered as "nothing"; none is registered yet']],
  [
    'data verify fashion-mnist-small',
    ['fashion-mnist-small comes with the program: there is nothing to manage'],
  ],
  ['data relocate nothing .', ['No data set is registered as "nothing"']],
  [
    'data fetch fashon-mnist',
    ['No published data set is known as "fashon-mnist" (did you mean fashion-mnist?)'],
  ],
  [
    'data fetch mnist --from ftp://example.org',
    '--from: expected an address that begins with http:// or https://, got "ftp://example.org".',
  ],
  [
    'data fetch mnist --from http://example.org/files?key=1',
    '--from: expected an address of a folder without "?", "#" and a user, got "http://example.org/files?key=1".',
  ],
  [
    'data split fashion-mnist-small --kind kfold --folds 0 --out x',
    '--folds: expected a whole number from 2 to 1000, got "0".',
  ],
  [
    'data split fashion-mnist-small --kind kfold --folds 2 --fold 2 --out x',
    ['there is no fold 2 among 2, which count from 0'],
  ],
  [
    'data split fashion-mnist-small --kind halves',
    ['fashion-mnist-small is not registered, so its splits are saved nowhere: give --out FILE'],
  ],
  [
    'data split fashion-mnist-small --kind thirds',
    '--kind: expected official, halves, stratified or kfold, got "thirds".',
  ],
  [
    'data split fashion-mnist-small --kind official --out x',
    ['the publisher of fashion-mnist-small set no images apart for validation'],
  ],
  [
    'data split fashion-mnist-small --kind kfold --folds 1 --fold 0 --out x',
    '--folds: expected a whole number from 2 to 1000, got "1".',
  ],
  [
    'data split fashion-mnist-small --import FILE --out x',
    ['The split FILE cannot be used: "train" has the number 10000'],
    { train: ['int', ['10000']], valid: ['int', ['1']] },
  ],
  [
    'data split fashion-mnist-small --import FILE --out x',
    ['The split FILE cannot be used: 1 is in "train" and in "valid"'],
    { train: ['int', ['1']], valid: ['int', ['1']] },
  ],
  ['search --preset tiny --split halves', ['fashion-mnist-small has no split named "halves"']],
  [
    'search --preset tiny --split FILE --set trainPortion=0.3',
    '--split says which images train the weights, and so does the setting trainPortion: leave one of them out.',
    {},
  ],
  [
    'data show fashion-mnist-small --samples /nowhere/at/all.png',
    ['/nowhere/at/all.png cannot be written: '],
  ],
];

it.each(CASES.map(([argv, sentence, file]) => ({ argv, sentence, file })))(
  '$argv: $sentence',
  async ({ argv, sentence, file: content }) => {
    const file = join(home.folder, 'given.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content ?? null));
    const words = argv.split(' ').map((word) => (word === 'FILE' ? file : word));
    const { code, stderr, stdout } = await call(words, home.folder);
    expect(stderr).toMatch(/^dartboard: [^\n]+[.?]\n$/);
    const said = stderr.slice('dartboard: '.length, -1).replaceAll(file, 'FILE');
    if (typeof sentence === 'string') expect(said).toBe(sentence);
    else for (const part of sentence) expect(said).toContain(part);
    expect(said, 'a slip').not.toMatch(/undefined|\[object|Invalid input/);
    expect([1, 2]).toContain(code);
    expect(stdout).toBe('');
    expect((await home.store.list()).runs).toEqual([]);
  },
);
