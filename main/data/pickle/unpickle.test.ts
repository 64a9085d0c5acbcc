import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPECTED_DATA, filesOfFixture } from '../../../test/support/data-fixtures.ts';
import { AppError } from '../../base/errors.ts';
import { wholeNumbers } from '../ndarray.ts';
import { isPickle, unpickle } from './unpickle.ts';
import { arrayOf, dictOf, itemsOf, textOf } from './values.ts';
import type { PickleDict, PickleValue } from './values.ts';

const files = await filesOfFixture('pickles.tar.gz');
const named = (start: string): string[] => Object.keys(files).filter((name) => name.startsWith(start));
const bytesOf = (name: string): Uint8Array => files[name] ?? new Uint8Array(0);

function dictionary(name: string): PickleDict {
  const dict = dictOf(unpickle(bytesOf(name), name));
  if (dict === null) throw new Error(`${name} is no dictionary`);
  return dict;
}

function failure(bytes: Uint8Array): AppError {
  try {
    unpickle(bytes, 'file.pkl');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('unpickling did not fail');
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf8 = (value: PickleValue | undefined): string | null => {
  const text = textOf(value);
  return value instanceof Uint8Array && text !== null ? Buffer.from(text, 'latin1').toString('utf8') : text;
};

describe('unpickle', () => {
  const writers = [...named('python2'), ...named('numpy1'), ...named('numpy2')];

  it('is tried on what Python 2 and 3 and numpy 1 and 2 write, in every protocol', () => {
    expect(writers).toHaveLength(3 + 1 + 6 + 6);
  });

  it.each(writers)('reads %s', (name) => {
    expect(isPickle(bytesOf(name))).toBe(true);
    const dict = dictionary(name);
    const data = arrayOf(dict.get('data'));
    expect(data).toMatchObject({ shape: [3, 3072], fortranOrder: false });
    expect(data?.element).toMatchObject({ kind: 'u', sizeBytes: 1 });
    const digest = createHash('sha256').update(data?.bytes ?? '');
    expect(digest.digest('hex')).toBe(EXPECTED_DATA.pickles.sha256);
    expect(itemsOf(dict.get('labels'))).toEqual([3, 0, 9]);
    expect(textOf(dict.get('batch_label'))).toBe('training batch 1 of 1');
    expect(itemsOf(dict.get('filenames'))?.map(utf8)).toEqual([
      `quote ' " back\\slash.png`,
      'new\nline\ttab.png',
      'ümläut-€-😀.png',
    ]);
    expect(itemsOf(dict.get('numbers'))).toEqual([
      0,
      255,
      256,
      65535,
      65536,
      -1,
      -129,
      2147483648,
      -2147483649,
      2 ** 52,
      0.5,
      -1e300,
      null,
    ]);
    const nested = itemsOf(dictOf(dict.get('nested'))?.get('a'));
    expect(nested?.[0]).toEqual([1, 2]);
    expect(dictOf(nested?.[1])?.get('b')).toEqual([]);
    const wide = arrayOf(dict.get('wide'));
    expect(wide?.shape).toEqual([2, 3]);
    expect(wide === null ? null : [...(wholeNumbers(wide) ?? [])]).toEqual([1, -2, 300, 4, 5, 60000]);
    expect(arrayOf(dict.get('empty'))).toMatchObject({ shape: [0, 4] });
  });

  it.each([0, 1, 2, 3, 4, 5])(
    'reads truth values, tuples, bytes and arrays of other orders, protocol %d',
    (p) => {
      const special = (name: string): PickleDict => dictionary(`special-${name}-protocol${p}`);
      const truth = special('truth');
      expect([truth.get('yes'), truth.get('no')]).toEqual([true, false]);
      expect(truth.get('tuples')).toEqual([[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
      expect(textOf(special('bytearray').get('data'))).toBe('abc');
      const big = arrayOf(special('big-endian').get('data'));
      expect(big?.element.littleEndian).toBe(false);
      expect(big === null ? null : [...(wholeNumbers(big) ?? [])]).toEqual([1, 2, 70000]);
      expect(arrayOf(special('fortran').get('data'))).toMatchObject({ fortranOrder: true, shape: [2, 2] });
      const shared = special('shared');
      expect(shared.get('a')).toEqual([1, 2]);
      expect(shared.get('a')).toBe(shared.get('b'));
    },
  );

  it('reads what contains itself, and what is nested deeply', () => {
    const loop = itemsOf(unpickle(bytesOf('odd-loop'), 'loop'));
    expect(loop?.[0]).toBe(loop);
    expect(itemsOf(unpickle(bytesOf('odd-deep'), 'deep'))).toHaveLength(1);
  });

  it('keeps arrays as views of the file', () => {
    const bytes = bytesOf('numpy2-protocol5');
    const data = arrayOf(dictOf(unpickle(bytes, 'x'))?.get('data'));
    expect(data?.bytes.buffer).toBe(bytes.buffer);
  });
});

describe('pickles that are not plain data', () => {
  it.each([
    ['os-system', /refers to "(posix|nt)\.system", which is not plain data and is never run/],
    ['eval', /refers to "(__builtin__|builtins)\.eval"/],
    ['getattr', /refers to "(__builtin__|builtins)\.getattr"/],
    ['path', /refers to "pathlib\.PurePosixPath"/],
    ['set', /refers to "__builtin__\.set"|has a set/],
    ['objects', /elements "O8", which are no simple numbers/],
    ['structured', /elements "V5"/],
    ['dates', /elements "M8"/],
    ['complex', /refers to "(__builtin__|builtins)\.complex"/],
    ['huge-number', /a whole number of 26 bytes/],
  ] as const)('refuses %s by a sentence and runs nothing', (name, says) => {
    const both = named(`refused-${name}-`);
    expect(both).toHaveLength(2);
    for (const file of both) {
      const error = failure(bytesOf(file));
      expect(error.code).toBe('data/unusable-file');
      expect(error.message).toMatch(/^file\.pkl is not a usable pickle: .*\(before byte \d+\)\. Fetch/);
      expect(error.message).toMatch(says);
    }
    expect(existsSync('/tmp/dartboard-was-here')).toBe(false);
  });

  it.each([
    ['a persistent id', 'P123\n.', /needs values from outside/],
    ['an instance', '(ios\nsystem\n.', /refers to "os\.system"/],
    ['an instance of an array', '(inumpy\nndarray\n.', /makes an object of a class/],
    ['a new object', 'cnumpy\nndarray\n)\x81.', /makes an object of a class/],
    ['a name with control characters', 'cos\x1b[31m\nsystem\n.', /"os\\u001b\[31m\.system"/],
    ['a registered class', '\x82\x01.', /registered class/],
    ['an unknown instruction', '\xff.', /instruction 0xff, which does not exist/],
    ['an unknown protocol', '\x80\x06N.', /protocol 6/],
    ['nothing', '', /ends too early/],
    ['only an end', '.', /lacks its operand/],
    ['two values', 'NN.', /leaves values unused/],
    ['a mark too many', '(N.', /leaves values unused/],
    ['no mark', 'Nt.', /lacks its mark/],
    ['an operand under the mark', 'N(a.', /lacks its operand/],
    ['a value that was not kept', 'h\x05.', /uses value 5, which it has not kept/],
    ['an entry of a list', ']NNs.', /no dictionary/],
    ['an item of a number', 'K\x01Na.', /no list/],
    ['a key without a value', '}(Nu.', /key without a value/],
    ['a key that is a list', '}]Ns.', /key of a dictionary/],
    ['a call of a number', 'K\x01)R.', /no function/],
    ['a call of a type', 'cnumpy\nndarray\n)R.', /arguments that make no sense/],
    ['a state of a list', ']]b.', /no array/],
    ['a text longer than the file', 'X\xff\xff\xff\x0f.', /ends too early/],
    ['a text longer than any', '\x8d\xff\xff\xff\xff\xff\xff\xff\xff.', /a text of \d+ bytes/],
    ['bytes longer than any', '\x8e\xff\xff\xff\xff\xff\xff\xff\xff.', /ends too early/],
    ['a text that is no UTF-8', 'X\x01\0\0\0\xff.', /not UTF-8/],
    ['a line without an end', 'I123', /ends within a line/],
    ['a number that is none', 'I0x10\n.', /a whole number that is none/],
    ['a float that is none', 'Fone\n.', /a number that is none/],
    ['a text without quotes', 'Sabc\n.', /without its quotes/],
    ['a broken escape', "S'\\q'\n.", /broken escape/],
    ['a character that does not exist', 'V\\U00110000\n.', /broken escape/],
    ['a number of kept value beyond all', 'Np99999999999999999\n.', /too large/],
  ])('refuses %s', (_, text, says) => {
    const error = failure(ascii(text));
    expect(error.code).toBe('data/unusable-file');
    expect(error.message).toMatch(says);
  });

  it('stops at too many values, kept values and open groups', () => {
    expect(failure(new Uint8Array(1_500_000).fill(0x5d)).message).toMatch(/more than 1000000 values/);
    expect(failure(new Uint8Array(1_500_000).fill(0x28)).message).toMatch(/nested too deeply/);
    const keeps = new Uint8Array(1 + 5 * 1_100_000);
    keeps[0] = 0x4e;
    const view = new DataView(keeps.buffer);
    for (let i = 0; i < 1_100_000; i++) {
      keeps[1 + 5 * i] = 0x72;
      view.setUint32(2 + 5 * i, i, true);
    }
    expect(failure(keeps).message).toMatch(/keeps more than 1000000 values/);
  });

  it('makes no more bytes of its texts than it has', () => {
    const text = 'x'.repeat(500);
    const make = (times: number, called: string): Uint8Array => {
      const once = 'h\x00h\x01U\x06latin1\x86R0';
      return ascii(`${called}q\x000X\xf4\x01\0\0${text}q\x010${once.repeat(times)}N.`);
    };
    for (const called of ['c_codecs\nencode\n', 'c__builtin__\nbytes\n']) {
      expect(unpickle(make(1, called), 'x')).toBeNull();
      expect(failure(make(3, called)).message).toMatch(/makes more bytes of its texts than it has/);
    }
  });

  it('uses no long text as a key, a name or a word, which it could do a million times', () => {
    const long = 'T\xd0\x07\0\0' + 'x'.repeat(2000);
    const expected = /key of a dictionary is a text of length 2000, where a number or a text of at most 1024/;
    expect(failure(ascii(`}${long}Ns.`)).message).toMatch(expected);
    expect(failure(ascii(`}X${long.slice(1)}Ns.`)).message).toMatch(expected);
    expect(dictOf(unpickle(ascii(`}T\0\x04\0\0${'x'.repeat(1024)}Ns.`), 'x'))?.size).toBe(1);
    expect(failure(ascii(`${long}U\x01x\x93.`)).message).toMatch(/refers to "\?\.x"/);
    expect(failure(ascii(`cnumpy\ndtype\n(${long}tR.`)).message).toMatch(/"of an unnamed type"/);
  });

  it('refuses a long number that is none at once', () => {
    const start = performance.now();
    expect(failure(ascii(`F${'1'.repeat(50_000)}x\n.`)).message).toMatch(/a number that is none/);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('refuses arrays whose shape does not fit their bytes', () => {
    const make = (shape: string, type = 'u1'): Uint8Array =>
      ascii(
        `cnumpy._core.numeric\n_frombuffer\n(C\x04abcdcnumpy\ndtype\n(U\x02${type}I00\nI01\ntR(${shape}tU\x01CtR.`,
      );
    expect(arrayOf(unpickle(make('K\x04'), 'x'))?.shape).toEqual([4]);
    expect(arrayOf(unpickle(make('K\x02K\x02'), 'x'))?.shape).toEqual([2, 2]);
    expect(failure(make('K\x05')).message).toMatch(/shape is \(5\).*needs 5 bytes, but it has 4/);
    expect(failure(make('K\x04', 'i4')).message).toMatch(/needs 16 bytes/);
    expect(failure(make('J\xff\xff\xff\xff')).message).toMatch(/shape is \(-1\), which no array has/);
    expect(failure(make('N')).message).toMatch(/which no array has/);
    expect(failure(make(`I${2 ** 40}\nI${2 ** 40}\nI${2 ** 40}\n`)).message).toMatch(/needs .* bytes/);
  });
});
