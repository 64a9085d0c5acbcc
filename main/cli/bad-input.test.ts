/** What the program says of genotypes, spaces and configurations that cannot be used: one sentence with the field and what is allowed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../test/support/cli.ts';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { SEARCH_PRESETS } from '../search/index.ts';
import { SPACES, spaceToFile } from '../spaces/index.ts';
import { TRAIN_PRESETS } from '../train/index.ts';

/** Arguments, where FILE stands for a file with the given text, and the sentence: all of it, or what it holds. */
type Case = readonly [argv: string, sentence: string | readonly string[], file?: unknown];

let home: TestHome;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.dispose());

let files = 0;
async function dartboard(argv: string, content: unknown) {
  files += 1;
  const file = join(home.folder, `file-${files}.json`);
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  if (content !== undefined) await writeFile(file, text);
  const words = argv.split(/ (?=(?:[^']*'[^']*')*[^']*$)/).map((word) => word.replace(/^'|'$/g, ''));
  const called = await call(
    words.map((word) => (word === 'FILE' ? file : word)),
    home.folder,
  );
  return { ...called, stderr: called.stderr.replaceAll(file, 'FILE') };
}

const search = SEARCH_PRESETS.tiny.config;
const train = TRAIN_PRESETS.tiny.config;
const space = (change: object): object => ({
  id: 'mine',
  title: 'Mine',
  opTable: 'darts',
  primitives: ['none', 'skip_connect', 'sep_conv_3x3'],
  intermediateNodes: 2,
  concatNodes: 2,
  network: { cells: 3, initChannels: 4, reductions: [1, 2] },
  ...change,
});
const cell = (change: object): object => ({
  normal: [
    ['sep_conv_3x3', 0],
    ['skip_connect', 1],
  ],
  normal_concat: [2],
  reduce: [
    ['max_pool_3x3', 0],
    ['max_pool_3x3', 1],
  ],
  reduce_concat: [2],
  ...change,
});
const NETWORK = '--channels 4 --layers 3 --input 32x32x3 --classes 10';

const SETTINGS: readonly Case[] = [
  ['search --preset tiny --set epochs=abc', 'epochs: expected a whole number from 1, got "abc".'],
  ['search --preset tiny --set epochs=-1', 'epochs: expected a whole number from 1, got -1.'],
  ['search --preset tiny --set epochs=', 'epochs: expected a whole number from 1, got "".'],
  ['search --preset tiny --set batch=1.5', 'batch: expected a whole number from 1, got 1.5.'],
  [
    'search --preset tiny --set weights.weightDecay=abc',
    'weights.weightDecay: expected a number from 0, got "abc".',
  ],
  [
    'search --preset tiny --set weights.momentum=1',
    'weights.momentum: expected a number from 0 and below 1, got 1.',
  ],
  ['search --preset tiny --set weights.clip=0', 'weights.clip: expected a number above 0 or null, got 0.'],
  [
    'search --preset tiny --set network.initChannels=15',
    'network.initChannels: expected an even number from 2, got 15.',
  ],
  [
    'search --preset tiny --set network.cells=9999999',
    'network.cells: expected a whole number from 1 to 200, got 9999999.',
  ],
  [
    'search --preset tiny --set network.initChannels=1000000',
    'network.initChannels: expected at most 16384 channels in the last cell, got 1000000 doubled at each of 2 reduction cells.',
  ],
  ['search --preset tiny --set images=1', 'images: expected a whole number from 2 or null, got 1.'],
  ['search --preset tiny --set partialBatch=maybe', 'partialBatch: expected "keep" or "drop", got "maybe".'],
  [
    'search --preset tiny --set precision=float64',
    'precision: expected "float32", "bfloat16" or "float16", got "float64".',
  ],
  ['search --preset tiny --set augment.flip=yes', 'augment.flip: expected true or false, got "yes".'],
  [
    'search --preset tiny --set augment.crop.padding=-4',
    'augment.crop.padding: expected a whole number from 1 to 1024, got -4.',
  ],
  ['search --preset tiny --set augment=null', ['augment: expected an object with ', ', got null.']],
  [
    `search --preset tiny --set 'augment={"flop":true}'`,
    ['augment: unknown key "flop" (did you mean flip?); allowed are '],
  ],
  [
    'search --preset tiny --set method.name=annealing',
    ['method.name: expected "darts"', '"random"', ', got "annealing".'],
  ],
  [
    'search --preset tiny --set method.options.order=third',
    'method.options.order: expected "first" or "second", got "third".',
  ],
  [
    `search --preset tiny --set 'method.options.alphas.betas=[0.5,1]'`,
    'method.options.alphas.betas[1]: expected a number from 0 and below 1, got 1.',
  ],
  [
    'search --preset tiny --set method.options.alphas.learningRate=0',
    'method.options.alphas.learningRate: expected a number above 0, got 0.',
  ],
  [
    'search --preset tiny --set method.name=random --set method.options.order=second',
    'There is no setting "method.options.order"; allowed in method.options is samples.',
  ],
  [
    'search --preset tiny --set weights.learningRate.schedule=linear',
    ['weights.learningRate.schedule: expected "cosine", "cosinePower", ', ', got "linear".'],
  ],
  [
    'search --preset tiny --set weights.learningRate.schedule=cosinePower --set weights.learningRate.power=0',
    ['weights.learningRate.power: expected a number from 1 ', ', got 0.'],
  ],
  [
    'search --preset tiny --set weights.learningRate.schedule=stepDecay --set weights.learningRate.min=1',
    'There is no setting "weights.learningRate.min"; allowed in weights.learningRate are schedule, max, gamma and every.',
  ],
  [
    'search --preset tiny --set network.cels=3',
    'There is no setting "network.cels" (did you mean network.cells?); allowed in network are kind, initChannels and cells.',
  ],
  [
    'search --preset tiny --set momentum=0',
    ['There is no setting "momentum" (did you mean weights.momentum?); allowed are ', 'space'],
  ],
  [
    'search --preset tiny --set epochs.more=1',
    'There is no setting "epochs.more"; epochs is a whole number from 1.',
  ],
  ['search --preset tiny --set epochs', 'A setting is given as key=value, not "epochs".'],
  ['search --preset tiny --set accumulate=3', ['batch: ', '16', '3']],
  [
    'search --preset tiny --set space=dart',
    'There is no search space named "dart" (did you mean darts, sharpdarts or sharpdarts-paper?); allowed are darts, sharpdarts, sharpdarts-paper, sharper, sharpsepconv-darts, isdarts, nasbench201, multichannelnet, multichannelnet-small and darts-rnn.',
  ],
  ['search --preset tiny --set space=3', ['space: expected the name of a search space (darts, ', ', got 3.']],
  [
    'search --preset tinny',
    ['There is no search preset named "tinny" (did you mean tiny?); allowed are tiny, quick'],
  ],
  ['search --preset tiny --seed 1.5', '--seed: expected a whole number from 0 to 2147483647, got "1.5".'],
  [
    'train --genotype DARTS_V2 --preset none',
    ['There is no training preset named "none"; allowed are tiny, '],
  ],
  [
    'train --genotype DARTS_V2 --preset tiny --set network.opTable=sharpe',
    'network.opTable: expected "darts", "sharp", "sharp-darts", "isdarts" or "nasbench201", got "sharpe".',
  ],
  [
    'train --genotype DARTS_V2 --preset tiny --set network.kind=svhn',
    'network.kind: expected "cifar", "imagenet" or "path", got "svhn".',
  ],
  [
    'train --genotype DARTS_V2 --preset tiny --set network.dropPath=1',
    'network.dropPath: expected a number from 0 and below 1, got 1.',
  ],
  [
    'train --genotype DARTS_V2 --preset tiny --set labelSmoothing=1',
    'labelSmoothing: expected a number from 0 and below 1, got 1.',
  ],
  [
    'train --genotype DARTS_V2 --preset tiny --set augment.cutout.size=16',
    ['There is no setting "augment.cutout.size"; allowed in augment.cutout are length'],
  ],
  ['estimate --preset tiny --set epochs=0', 'epochs: expected a whole number from 1, got 0.'],
  ['schedule cosine --epochs 3 --option max=0', ['max', 'expected a number above 0, got 0.']],
];

const CONFIGURATIONS: readonly Case[] = [
  ['search --config FILE', ['FILE cannot be read: it is not valid JSON', '; check the path.'], '{"epochs": '],
  ['search --config nowhere.json', 'nowhere.json cannot be read: it does not exist; check the path.'],
  ['search --config FILE', ['configuration: expected an object with ', ', got a list of 0.'], []],
  ['search --config FILE', ['space: is missing; expected the name of a search space (darts, '], {}],
  [
    'search --config FILE',
    'epochs: is missing; expected a whole number from 1.',
    { ...search, epochs: undefined },
  ],
  [
    'search --config FILE',
    ['configuration: unknown key "epoch" (did you mean epochs?); allowed are '],
    { ...search, epoch: 3 },
  ],
  [
    'search --config FILE',
    'weights.learningRate.max: is missing; expected a number above 0.',
    { ...search, weights: { learningRate: {}, weightDecay: 0 } },
  ],
  [
    'search --config FILE',
    ['method.options: unknown key "unrolled"; allowed are order, '],
    { ...search, method: { name: 'darts', options: { unrolled: true } } },
  ],
  [
    'search --config FILE',
    'network: expected an object with kind, initChannels and cells, got 8.',
    { ...search, network: 8 },
  ],
  [
    'search --config FILE',
    'space.primitives[0].kernel: expected an odd number from 1 to 15, got 4.',
    { ...search, space: space({ primitives: [{ name: 'c', block: 'plain', kernel: 4 }] }) },
  ],
  [
    'train --genotype DARTS_V2 --config FILE',
    ['configuration: unknown key "method"; allowed are network, batch, epochs, '],
    { ...train, method: search.method },
  ],
  [
    'train --genotype DARTS_V2 --config FILE',
    'network.cells: expected a whole number from 1, got "20".',
    { ...train, network: { ...train.network, cells: '20' } },
  ],
];

const SPACE_FILES: readonly Case[] = [
  [
    'search --preset tiny --space sharps',
    ['There is no search space named "sharps"', '; allowed are darts, '],
  ],
  [
    'search --preset tiny --space no/where.json',
    'no/where.json cannot be read: it does not exist; check the path.',
  ],
  [
    'search --preset tiny --space FILE',
    ['This search space is not valid JSON (', '); check its brackets, quotes and commas.'],
    '{"id": "mine",',
  ],
  [
    'search --preset tiny --space FILE',
    'opTable: there is no op table "dart"; allowed are darts, sharp, sharp-darts, isdarts and nasbench201.',
    space({ opTable: 'dart' }),
  ],
  [
    'search --preset tiny --space FILE',
    'concatNodes: expected at most the 2 intermediateNodes, got 3.',
    space({ concatNodes: 3 }),
  ],
  [
    'search --preset tiny --space FILE',
    'network.cells: expected a whole number from 6, for the space lists cell 5 as a reduction cell, got 3.',
    space({ network: { cells: 8, initChannels: 4, reductions: [2, 5] } }),
  ],
  [
    'search --preset tiny --space FILE',
    'space.id: "darts" is the id of a published space, from which this one differs; choose another id.',
    space({ id: 'darts' }),
  ],
  [
    'space validate FILE',
    'id: "darts" is the id of a published space, from which this one differs; choose another id.',
    space({ id: 'darts' }),
  ],
  ['space validate FILE', ['unknown field "steps"', '; allowed are id, title, '], space({ steps: 4 })],
  [
    'estimate --preset tiny --space FILE',
    'restrictions[0].node: expected a node from 0 to 1, got 7.',
    space({ restrictions: [{ cell: 'both', node: 7, primitives: ['skip_connect'] }] }),
  ],
  [
    'derive --space FILE --alphas nowhere.json',
    'intermediateNodes: expected a whole number from 1 to 32, got 0.',
    space({ intermediateNodes: 0 }),
  ],
  [
    'derive --space darts --alphas FILE',
    'alphas_normal: has 1 rows; expected one for each of the 14 edges.',
    { alphas_normal: [[1]], alphas_reduce: [[1]] },
  ],
  [
    'derive --space darts --alphas FILE --rule best',
    '--rule: expected skip-none or keep-none, got "best".',
    {},
  ],
];

const GENOTYPES: readonly Case[] = [
  [
    'train --genotype DARTS_V9 --preset tiny',
    ['The library has no genotype named "DARTS_V9"; did you mean DARTS_V'],
  ],
  [
    'train --genotype lost.json --preset tiny',
    'lost.json cannot be read: it does not exist; check the path.',
  ],
  [
    'train --genotype FILE --preset tiny',
    'normal[1]: input 2 does not exist for node 0; allowed are the states 0 to 1.',
    cell({
      normal: [
        ['sep_conv_3x3', 0],
        ['skip_connect', 2],
      ],
    }),
  ],
  [
    'train --genotype FILE --preset tiny',
    [
      'reduce[0]: the op table darts has no primitive "max_pol_3x3" (did you mean max_pool_3x3?); allowed are ',
    ],
    cell({
      reduce: [
        ['max_pol_3x3', 0],
        ['max_pool_3x3', 1],
      ],
    }),
  ],
  [
    'train --genotype SHARP_DARTS --preset tiny --set network.opTable=darts',
    ['normal[0]: the op table darts has no primitive "choke_conv_3x3"; allowed are none, max_pool_3x3, '],
  ],
  [`count 'Genotype(normal=[' --ops darts ${NETWORK}`, ['Line 1, column 18: ']],
  [
    `count FILE --ops darts ${NETWORK}`,
    'normal_concat[0]: state 5 is no intermediate node of this cell; allowed is the state 2.',
    cell({ normal_concat: [5] }),
  ],
  [
    `count DARTS_V2 --ops dart ${NETWORK}`,
    '--ops: expected darts, sharp, sharp-darts, isdarts, nasbench201 or rnn, got "dart".',
  ],
  [
    `count SHARP_DARTS --ops darts ${NETWORK}`,
    ['normal[0]: the op table darts has no primitive "choke_conv_3x3"; allowed are none, '],
  ],
  [
    'count DARTS_V2 --ops darts --channels 4 --layers 0 --input 32x32x3 --classes 10',
    '--layers: expected a whole number above 0, got "0".',
  ],
  [
    'count DARTS_V2 --ops darts --channels 4 --layers 3 --input 32 --classes 10',
    '--input: expected height, width and channels, such as 32x32x3, got "32".',
  ],
  [
    'genotype validate AmoebaNet --space darts',
    ['the space darts has no primitive "sep_conv_7x7" (did you mean ', 'allowed are none, '],
  ],
  ['genotype convert DARTS_V2 --to yaml', '--to: expected python or json, got "yaml".'],
  [
    'genotype diff RNN_ENAS DARTS_V2',
    ['"RNN_ENAS" is a recurrent cell; only genotypes with a normal and a reduction cell '],
  ],
];

const ALL = { SETTINGS, CONFIGURATIONS, SPACE_FILES, GENOTYPES };

describe.each(Object.entries(ALL))(
  'one sentence that names the field and what is allowed: %s',
  (_, cases) => {
    it.each(cases.map(([argv, sentence, file]) => ({ argv, sentence, file })))(
      '$argv: $sentence',
      async ({ argv, sentence, file }) => {
        const { code, stderr, stdout } = await dartboard(argv, file);
        expect(stderr).toMatch(/^dartboard: [^\n]+[.?]\n$/);
        const said = stderr.slice('dartboard: '.length, -1);
        if (typeof sentence === 'string') expect(said).toBe(sentence);
        else for (const part of sentence) expect(said).toContain(part);
        expect(said, 'more than one sentence').not.toMatch(/[.?!] [A-Z]/);
        expect(said, 'a slip').not.toMatch(/undefined|\[object|Invalid input/);
        expect([1, 2]).toContain(code);
        expect(stdout).toBe('');
        expect((await home.store.list()).runs).toEqual([]);
      },
    );
  },
);

it('there are at least forty', () => {
  expect(Object.values(ALL).flat().length).toBeGreaterThan(40);
});

it('what a command shows to begin with is accepted', async () => {
  const { lines } = await dartboard('space show sharper --json', undefined);
  expect(lines).toEqual([{ space: spaceToFile(SPACES.sharper) }]);
  const changed = { ...spaceToFile(SPACES.sharper), id: 'mine' };
  expect((await dartboard('space validate FILE --json', changed)).lines[0]).toMatchObject({
    valid: true,
    id: 'mine',
  });
});
