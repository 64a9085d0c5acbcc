import { describe, expect, it } from 'vitest';
import { parseAlphas } from './alphas-file.ts';
import { deriveGenotype } from './derive.ts';
import { AppError } from '../base/errors.ts';
import { checkPrimitives } from './genotype.ts';
import type { SpacesErrorCode } from './errors.ts';
import { tablePrimitives } from './op-tables.ts';
import { readGenotypeText, readSpaceText } from './read.ts';
import { SPACES, findFormat } from './registry.ts';

/** A wrong input, the code it must get, and words that the sentence must hold: the field, the place, what is allowed. */
type Case = readonly [input: string, code: SpacesErrorCode, ...words: string[]];

function expectOneSentence(run: () => unknown, [input, code, ...words]: Case): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, `accepted: ${input}`).toBeInstanceOf(AppError);
  if (!(thrown instanceof AppError)) return;
  expect(thrown.code).toBe(code);
  for (const word of words) expect(thrown.message).toContain(word);
  expect(thrown.message).toMatch(/^[^\n]+[.?]$/);
  expect(thrown.message, 'more than one sentence').not.toMatch(/[.?] [A-Z]/);
  expect(thrown.message, 'a slip').not.toMatch(/undefined|NaN|\[object/);
  expect(thrown.message.length).toBeLessThan(500);
}

/** A Python text, good but for the given arguments. */
function genotype(change: Readonly<Record<string, string>>): string {
  const fields = {
    normal: "[('sep_conv_3x3', 0), ('skip_connect', 1), ('none', 0), ('none', 2)]",
    normal_concat: 'range(2, 4)',
    reduce: "[('max_pool_3x3', 0), ('max_pool_3x3', 1)]",
    reduce_concat: '[2]',
    ...change,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== '');
  return `Genotype(${given.map(([name, value]) => `${name}=${value}`).join(', ')})`;
}

const GENOTYPES: readonly Case[] = [
  // what kind of text it is
  ['', 'spaces/genotype-unreadable', 'Genotype(...)', 'JSON', 'library'],
  ['normal=[]', 'spaces/genotype-unreadable', '"normal=[]"', 'normal_concat'],
  ['x'.repeat(5_000_000), 'spaces/text-too-long', '5000000', '4000000'],
  ['DART_V2', 'spaces/genotype-unknown', '"DART_V2"', 'did you mean', 'DARTS_V2'],
  ['qqqqqqqqqqqq', 'spaces/genotype-unknown', '"qqqqqqqqqqqq"', 'list'],
  ['RNN_ENAS', 'spaces/genotype-other-kind', 'RNN_ENAS', 'recurrent', 'normal and a reduction'],
  ['multi_channel_max_w_path', 'spaces/genotype-other-kind', 'MULTI_CHANNEL_MAX_W_PATH', 'path'],
  ['class Genotype(NamedTuple): pass', 'spaces/genotype-missing', 'Python', 'normal_concat'],
  ['two\nlines', 'spaces/genotype-unreadable', '"two lines"'],
  // Python syntax
  ['Genotype(', 'spaces/genotype-syntax', 'Line 1, column 10', 'ends'],
  ['\n\n  Genotype(normal=[', 'spaces/genotype-syntax', 'Line 3, column 20', 'ends'],
  ["Genotype(normal=[('a', 0)", 'spaces/genotype-syntax', 'Line 1, column 26', '"," or "]"'],
  ["Genotype(normal=[('a' 0)])", 'spaces/genotype-syntax', 'column 23', '"," or ")"', '"0"'],
  ["Genotype(normal=[('a, 0), ('b', 1)])", 'spaces/genotype-syntax', 'column 19', 'closed quotes'],
  ["Genotype(normal=[('a", 'spaces/genotype-syntax', 'column 19', 'not closed'],
  ["Genotype(normal=[('a\\n', 0)])", 'spaces/genotype-syntax', 'column 19', 'backslash'],
  [genotype({ normal_concat: 'list(x)' }), 'spaces/genotype-syntax', 'column', '"list"', 'range(...)'],
  [genotype({ normal_concat: '[2.5]' }), 'spaces/genotype-syntax', '"2.5"', 'whole number'],
  [genotype({ normal_concat: '[99999999999]' }), 'spaces/genotype-syntax', 'whole number'],
  [genotype({ normal_concat: 'range()' }), 'spaces/genotype-syntax', 'range', 'one to three'],
  [genotype({ normal_concat: 'range(2, 6, 0)' }), 'spaces/genotype-syntax', 'range', 'step not 0'],
  [genotype({ normal_concat: 'range(0, 999999999)' }), 'spaces/genotype-syntax', '1000 values'],
  [genotype({ normal_concat: '[[[[[[[[[[2]]]]]]]]]]' }), 'spaces/genotype-syntax', '8 deep'],
  [genotype({ normal: "__import__('os').system('x')" }), 'spaces/genotype-syntax', '"__import__"'],
  ['Genotype(normal=[], normal=[])', 'spaces/genotype-syntax', 'normal is given twice', 'column 21'],
  ['Genotype(normal=[], [2])', 'spaces/genotype-syntax', 'without a name', 'column 21'],
  ['Genotype([], [], [], [], "cell", 6)', 'spaces/genotype-syntax', 'at most 5', 'column 34'],
  ['Genotype([], normal=[])', 'spaces/genotype-syntax', 'normal is given twice'],
  ['Genotype(normal=[] ; reduce=[])', 'spaces/genotype-syntax', '";"', 'column 20'],
  // fields
  [genotype({ reduce: '' }), 'spaces/genotype-field', 'reduce: is missing', 'list of pairs'],
  [genotype({ normal_concat: '' }), 'spaces/genotype-field', 'normal_concat: is missing'],
  [genotype({ nromal: '[]' }), 'spaces/genotype-field', '"nromal"', 'did you mean normal?', 'reduce_concat'],
  ["Genotype(recurrent=[('tanh', 0)], concat=range(1, 9))", 'spaces/genotype-field', '"recurrent"', 'normal'],
  [genotype({ __proto__x: '1' }), 'spaces/genotype-field', 'unknown field'],
  [genotype({ layout: "'raw_weights'" }), 'spaces/genotype-field', 'layout', '"cell"', '"raw_weights"'],
  [
    genotype({ normal: "'sep_conv_3x3'" }),
    'spaces/genotype-field',
    'normal: expected a list of pairs',
    '"sep_conv_3x3"',
  ],
  [genotype({ normal: "['a', 0]" }), 'spaces/genotype-field', 'normal[0]: expected a pair', '"a"'],
  [
    genotype({ normal: "[('a', 0, 1), ('b', 1)]" }),
    'spaces/genotype-field',
    'normal[0]: expected a pair',
    'a list of 3',
  ],
  [
    genotype({ normal: "[('a', 0), (1, 1)]" }),
    'spaces/genotype-field',
    'normal[1][0]',
    'name of a primitive',
    'got 1',
  ],
  [
    genotype({ normal: "[('a', 0), ('b', 'c')]" }),
    'spaces/genotype-field',
    'Line 1, column 34',
    'normal[1][1]',
    '"c"',
  ],
  [genotype({ reduce: "[('', 0), ('b', 1)]" }), 'spaces/genotype-field', 'reduce[0][0]', 'letters'],
  [genotype({ reduce_concat: "['2']" }), 'spaces/genotype-field', 'reduce_concat[0]', 'state', '"2"'],
  [genotype({ reduce_concat: '2' }), 'spaces/genotype-field', 'reduce_concat', 'list of states', 'got 2'],
  // values
  [
    genotype({ normal: "[('a', 0), ('b', 1), ('c', 2)]" }),
    'spaces/genotype-odd-edges',
    'normal',
    '3 pairs',
    'even',
  ],
  [genotype({ reduce: "[('a', 0)]" }), 'spaces/genotype-odd-edges', 'reduce', '1 pair,'],
  [genotype({ reduce: '[]' }), 'spaces/genotype-node-count', 'reduce', '0 nodes', '1 to 32'],
  [genotype({ normal: `[${"('a', 0), ".repeat(66)}]` }), 'spaces/genotype-node-count', 'normal', '33 nodes'],
  [
    genotype({ normal: "[('a', 0), ('b', 2)]" }),
    'spaces/genotype-input',
    'normal[1]',
    'input 2',
    'node 0',
    '0 to 1',
  ],
  [
    genotype({ reduce: "[('a', -1), ('b', 0)]" }),
    'spaces/genotype-input',
    'Line 1, column 122',
    'reduce[0]',
    'input -1',
  ],
  [genotype({ normal_concat: '[]' }), 'spaces/genotype-concat', 'normal_concat', 'empty', '2 to 3'],
  [genotype({ normal_concat: '[2, 4]' }), 'spaces/genotype-concat', 'normal_concat[1]', 'state 4', '2 to 3'],
  [
    genotype({ reduce_concat: '[1]' }),
    'spaces/genotype-concat',
    'reduce_concat[0]',
    'state 1',
    'the state 2',
  ],
  [genotype({ normal_concat: '[3, 3]' }), 'spaces/genotype-concat', 'normal_concat[1]', 'state 3', 'twice'],
  [`${genotype({})} ${genotype({ layout: "'cell'" })}`, 'spaces/genotype-ambiguous', '2 different', 'line 1'],
  // JSON
  ['{', 'spaces/json-syntax', 'genotype', 'brackets'],
  ['{"normal": [["a", 0],]}', 'spaces/json-syntax', 'genotype'],
  ['{}', 'spaces/genotype-field', 'normal: is missing'],
  ['{"normal": {}}', 'spaces/genotype-field', 'normal: expected a list of pairs', 'an object'],
  ['{"__proto__": [], "normal": []}', 'spaces/genotype-field', '__proto__'],
  [`{"normal": [["a", 0], ["a b", 1]]}`, 'spaces/genotype-field', 'normal[1][0]', '"a b"', 'letters'],
  [`{"normal": [["a", 0], ["b", 1.5]]}`, 'spaces/genotype-field', 'normal[1][1]', '1.5'],
  [`{"a": ${'['.repeat(3000)}${']'.repeat(3000)}}`, 'spaces/genotype-field', '"a"'],
];

const space = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: 'mine',
    title: 'Mine',
    opTable: 'darts',
    primitives: ['none', 'skip_connect', 'sep_conv_3x3'],
    intermediateNodes: 4,
    concatNodes: 4,
    network: { cells: 8, initChannels: 16, reductions: 'thirds' },
    ...change,
  });
const network = (change: Readonly<Record<string, unknown>>): string =>
  space({ network: { cells: 8, initChannels: 16, reductions: 'thirds', ...change } });
const separable = (change: Readonly<Record<string, unknown>>): string =>
  space({
    primitives: [{ name: 'x', block: 'separable', kernel: 3, dilation: 1, mid: { factor: 1 }, ...change }],
  });
const restriction = (change: Readonly<Record<string, unknown>>): string =>
  space({ restrictions: [{ cell: 'both', primitives: ['skip_connect'], ...change }] });

const SPACE_FILES: readonly Case[] = [
  ['dart', 'spaces/space-unknown', '"dart"', 'did you mean darts', 'sharper'],
  ['constructor', 'spaces/space-unknown', '"constructor"', 'allowed are darts'],
  ['{"id": }', 'spaces/json-syntax', 'search space'],
  [`{"a": "${'x'.repeat(1_000_001)}"}`, 'spaces/text-too-long', 'search space', '1000000'],
  ['{}', 'spaces/space-field', 'id: is missing'],
  [space({ id: 'My Space' }), 'spaces/space-field', 'id', 'small letters', '"My Space"'],
  [space({ title: '' }), 'spaces/space-field', 'title', '1 to 200'],
  [space({ steps: 4 }), 'spaces/space-field', '"steps"', 'intermediateNodes'],
  [space({ source: { paper: 'P', doi: '1' } }), 'spaces/space-field', 'source', '"doi"', 'arxiv'],
  [
    space({ opTable: 'dart' }),
    'spaces/space-field',
    'opTable',
    '"dart"',
    'darts, sharp, sharp-darts, isdarts and nasbench201',
  ],
  [space({ opTable: undefined }), 'spaces/space-field', 'primitives[0]', 'opTable'],
  [space({ primitives: 'none' }), 'spaces/space-field', 'primitives', 'list of primitives', '"none"'],
  [space({ primitives: [] }), 'spaces/space-field', 'primitives', '1 to 64'],
  [space({ primitives: ['none'] }), 'spaces/space-field', 'primitives', 'zero operation'],
  [space({ primitives: ['skip_connect', 'skip_connect'] }), 'spaces/space-field', 'primitives[1]', 'twice'],
  [
    space({ primitives: ['sep_conv_3x4'] }),
    'spaces/primitive-unknown',
    'primitives[0]',
    'sep_conv_3x3',
    'op table darts',
  ],
  [space({ primitives: [7] }), 'spaces/space-field', 'primitives[0]', 'name and block', 'got 7'],
  [space({ primitives: [{ name: 'none' }] }), 'spaces/space-field', 'primitives[0].table', 'missing'],
  [
    space({ primitives: [{ name: 'none', table: 'x' }] }),
    'spaces/space-field',
    'primitives[0].table',
    'sharp-darts',
  ],
  [
    space({ primitives: [{ name: 'zap', table: 'sharp' }] }),
    'spaces/primitive-unknown',
    'primitives[0].name',
    '"zap"',
  ],
  [
    space({ primitives: [{ name: 'x', block: 'conv' }] }),
    'spaces/space-field',
    'primitives[0].block',
    'separable',
    '"conv"',
  ],
  [
    separable({ kernel: 4 }),
    'spaces/space-field',
    'primitives[0].kernel',
    'odd number from 1 to 15',
    'got 4',
  ],
  [separable({ dilation: 0 }), 'spaces/space-field', 'primitives[0].dilation', '1 to 8', 'got 0'],
  [separable({ padding: 1 }), 'spaces/space-field', 'primitives[0]', '"padding"', 'dilation'],
  [separable({ mid: { factor: 0 } }), 'spaces/space-field', 'primitives[0].mid', '{"channels": 1 to 4096}'],
  [separable({ name: 'a b' }), 'spaces/space-field', 'primitives[0].name', '"a b"'],
  [
    space({ primitives: [{ name: 'p', block: 'average-pool', kernel: 3 }] }),
    'spaces/space-field',
    'countPadding',
    'true or false',
  ],
  [
    space({ primitives: [{ name: 's', block: 'skip', oddSizes: 'x' }] }),
    'spaces/space-field',
    'oddSizes',
    '"refuse" or "pad"',
  ],
  [
    space({ primitives: [{ name: 'a', block: 'asymmetric', kernel: 7, epsilon: 0 }] }),
    'spaces/space-field',
    'epsilon',
    'above 0',
  ],
  [space({ intermediateNodes: 0 }), 'spaces/space-field', 'intermediateNodes', '1 to 32', 'got 0'],
  [space({ intermediateNodes: '4' }), 'spaces/space-field', 'intermediateNodes', 'whole number', '"4"'],
  [space({ concatNodes: 5 }), 'spaces/space-field', 'concatNodes', 'at most the 4', 'got 5'],
  [network({ cells: 0 }), 'spaces/space-field', 'network.cells', '1 to 200'],
  [network({ initChannels: 15 }), 'spaces/space-field', 'network.initChannels', 'even number', 'got 15'],
  [network({ reductions: 'halves' }), 'spaces/space-field', 'network.reductions', '"thirds"', '"halves"'],
  [network({ reductions: [2, 8] }), 'spaces/space-field', 'network.reductions[1]', '0 to 7', 'got 8'],
  [network({ reductions: [5, 2] }), 'spaces/space-field', 'network.reductions[1]', 'ascending', '2 after 5'],
  [
    network({ cells: 200, initChannels: 4096, reductions: { spacing: 1 } }),
    'spaces/space-field',
    'network.initChannels: expected at most 16384 channels in the last cell',
    'got 4096 doubled at each of 200 reduction cells',
  ],
  [
    space({
      primitives: Array.from({ length: 64 }, (_, i) => ({ name: `p${i}`, block: 'plain', kernel: 1 })),
      intermediateNodes: 32,
      network: { cells: 200, initChannels: 16, reductions: 'thirds' },
    }),
    'spaces/space-field',
    'network.cells: expected at most 10000 candidates',
    'got 7168000: 200 cells of 560 edges with 64 primitives each',
  ],
  [network({ layers: 8 }), 'spaces/space-field', 'network', '"layers"', 'initChannels'],
  [
    restriction({ cell: 'reduce' }),
    'spaces/space-field',
    'restrictions[0].cell',
    '"normal", "reduction" or "both"',
  ],
  [restriction({ node: 4 }), 'spaces/space-field', 'restrictions[0].node', '0 to 3', 'got 4'],
  [restriction({ node: 1, input: 3 }), 'spaces/space-field', 'restrictions[0].input', '0 to 2', 'got 3'],
  [
    restriction({ primitives: ['max_pool_3x3'] }),
    'spaces/space-field',
    'restrictions[0].primitives[0]',
    'sep_conv_3x3',
  ],
  [
    restriction({ primitives: ['none', 'none'] }),
    'spaces/space-field',
    'restrictions[0].primitives[1]',
    'twice',
  ],
  [
    restriction({ primitives: ['none'] }),
    'spaces/space-field',
    'restrictions',
    'node 0',
    '0 of the 2 inputs',
  ],
  [
    space({
      restrictions: [
        { cell: 'reduction', node: 1, primitives: ['none'] },
        { cell: 'both', input: 2, primitives: ['skip_connect'] },
      ],
    }),
    'spaces/space-field',
    'restrictions',
    'the edge from state 2 to node 1 of the reduction cell',
  ],
];

const rows = (edges: number, columns: number): (number | null)[][] =>
  Array.from({ length: edges }, () => Array.from({ length: columns }, () => 0));
const alphas = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ alphas_normal: rows(14, 8), alphas_reduce: rows(14, 8), ...change });

const ALPHAS: readonly Case[] = [
  ['[1', 'spaces/json-syntax', 'file of alphas'],
  ['[]', 'spaces/alphas', 'alphas_normal', 'a list of 0'],
  [alphas({ alphas_reduce: undefined }), 'spaces/alphas', 'alphas_reduce: is missing'],
  [alphas({ alphas_reduced: [] }), 'spaces/alphas', '"alphas_reduced"', 'alphas_reduce'],
  [alphas({ alphas_normal: rows(13, 8) }), 'spaces/alphas', 'alphas_normal', '13 rows', '14 edges'],
  [alphas({ alphas_reduce: rows(14, 9) }), 'spaces/alphas', 'alphas_reduce[0]', '9 columns', '8 primitives'],
  [
    alphas({ alphas_reduce: [[0, null], ...rows(13, 8)] }),
    'spaces/alphas',
    'alphas_reduce[0][1]',
    'a number',
    'null',
  ],
];

describe('one sentence that names the field and what is allowed:', () => {
  it.each(GENOTYPES.map((one) => [one[0].slice(0, 100), one] as const))('genotype %s', (_, one) => {
    expectOneSentence(() => readGenotypeText(one[0]), one);
  });

  it.each(SPACE_FILES.map((one) => [one[0].slice(0, 100), one] as const))('space %s', (_, one) => {
    expectOneSentence(() => readSpaceText(one[0]), one);
  });

  it.each(ALPHAS.map((one) => [one[0].slice(0, 60), one] as const))('alphas %s', (_, one) => {
    expectOneSentence(() => deriveGenotype(SPACES.darts, parseAlphas(one[0])), one);
  });

  it('alphas that are not finite', () => {
    const values = rows(14, 8).map((row) => row.map(() => NaN));
    const run = () => deriveGenotype(SPACES.darts, { normal: values, reduction: values });
    expect(run).toThrow('alphas_normal[0][0]: is NaN; expected a finite number.');
  });

  it('alphas that leave nothing to choose', () => {
    const onlyNone = { ...SPACES.darts, primitives: SPACES.darts.primitives.slice(0, 1) };
    const values = rows(14, 1).map((row) => row.map(Number));
    const run = () => deriveGenotype(onlyNone, { normal: values, reduction: values });
    expectOneSentence(run, ['only none', 'spaces/alphas', 'alphas_normal', 'node 0', 'fewer than two']);
  });

  it('a primitive that the op table lacks', () => {
    const { genotype: sharp } = readGenotypeText('SHARP_DARTS');
    const run = () => checkPrimitives(sharp, tablePrimitives('darts'), 'the op table darts');
    expectOneSentence(run, [
      'SHARP_DARTS',
      'spaces/primitive-unknown',
      'normal[0]',
      'choke_conv_3x3',
      'op table darts',
    ]);
  });

  it('a format that does not exist', () => {
    expectOneSentence(
      () => findFormat('jsn'),
      ['jsn', 'spaces/format-unknown', '"jsn"', 'did you mean json', 'python'],
    );
  });
});
