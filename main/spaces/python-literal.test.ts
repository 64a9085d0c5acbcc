import { describe, expect, it } from 'vitest';
import { defined } from '../base/assert.ts';
import { offsetAt, parseCall, placeOf, plain } from './python-literal.ts';

describe('the parser of Python literals', () => {
  const text = `f( [('a', 1), ("b", -2),], (3), (), # note\n  name=range(4), other = ((u'c'),) )...`;
  const call = parseCall(text, 1);

  it('reads the arguments by position and by name', () => {
    expect(call.positional.map(plain)).toEqual([
      [
        ['a', 1],
        ['b', -2],
      ],
      3,
      [],
    ]);
    expect([...call.named].map(([name, value]) => [name, plain(value)])).toEqual([
      ['name', [0, 1, 2, 3]],
      ['other', ['c']],
    ]);
  });

  it('stops behind the call', () => {
    expect(text.slice(call.end)).toBe('...');
  });

  it('knows where each value begins', () => {
    const list = defined(call.positional[0], 'the first argument was read');
    expect(text.slice(offsetAt(list, [1, 1]), offsetAt(list, [1, 1]) + 2)).toBe('-2');
    expect(offsetAt(list, [5, 'x'])).toBe(text.indexOf('['));
  });

  it('counts lines and columns from 1, whatever ends a line', () => {
    expect(placeOf('ab', 1)).toEqual({ line: 1, column: 2 });
    expect(placeOf('a\r\nb\nc\rd', 7)).toEqual({ line: 4, column: 1 });
  });
});
