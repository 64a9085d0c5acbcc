import type { AppError } from '../base/errors.ts';
import { spacesError } from './errors.ts';
import type { Path } from '../base/wording.ts';

/**
 * Reads calls such as `Genotype(normal=[('sep_conv_3x3', 1)], normal_concat=range(2, 6))` out of a text: a parser for
 * the few Python literals that genotypes are written in. Nothing is ever evaluated, and size and depth are bounded.
 */

/** A value, and the offset in the text where it begins. */
export interface Located {
  readonly offset: number;
  readonly value: string | number | readonly Located[];
}

/** A call: its arguments by position, and by name in the order of the text. */
export interface Call {
  readonly positional: readonly Located[];
  readonly named: ReadonlyMap<string, Located>;
  /** Offset of the opening bracket. */
  readonly offset: number;
  /** Offset behind the closing bracket. */
  readonly end: number;
}

// Published genotypes need depth 3 and 60 values. The bounds keep hostile text from exhausting stack and memory.
const DEEPEST = 8;
const MOST_VALUES = 1000;

/**
 * Parses the call whose opening bracket stands at `offset`.
 *
 * @throws `spaces/genotype-syntax` with line and column
 */
export function parseCall(text: string, offset: number): Call {
  return new Parser(text, offset).call();
}

/** The line and column of an offset, both counted from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The value as plain arrays, texts and numbers. */
export function plain(located: Located): unknown {
  return typeof located.value === 'object' ? located.value.map(plain) : located.value;
}

/** Where in the text the value at the end of the path begins; where the path leads nowhere, the last value before that. */
export function offsetAt(located: Located, path: Path): number {
  const [step, ...rest] = path;
  const inner =
    typeof step === 'number' && typeof located.value === 'object' ? located.value[step] : undefined;
  return inner === undefined ? located.offset : offsetAt(inner, rest);
}

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'mark' | 'end';
  /** What stands between the quotes of a text; else the token as it is. */
  readonly value: string;
  readonly offset: number;
  readonly end: number;
}

const BLANK = /\s+|#[^\n\r]*/y;
const TEXT = /[uU]?(?:'([^'\\]*)'|"([^"\\]*)")/y;
const PLAIN_TOKENS = [
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['number', /[+-]?\d[\w.]*/y],
  ['mark', /[()[\],=]/y],
] as const;
const WORD = /^[\w.+-]*$/;

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/** The token that begins at `from` or, behind blanks and comments, after it. */
function readToken(text: string, from: number): Token {
  let offset = from;
  for (let blank = matchAt(BLANK, text, offset); blank !== null; blank = matchAt(BLANK, text, offset)) {
    offset += blank[0].length;
  }
  if (offset >= text.length) return { kind: 'end', value: '', offset, end: offset };
  const quoted = matchAt(TEXT, text, offset);
  if (quoted !== null) {
    const value = wordIn(quoted[1] ?? quoted[2] ?? '', text, offset);
    return { kind: 'text', value, offset, end: offset + quoted[0].length };
  }
  for (const [kind, pattern] of PLAIN_TOKENS) {
    const found = matchAt(pattern, text, offset);
    if (found !== null) return { kind, value: found[0], offset, end: offset + found[0].length };
  }
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const problem = /['"]/.test(character)
    ? 'this text is not closed, or holds a backslash'
    : `unexpected character ${JSON.stringify(character)}`;
  throw syntaxError(text, offset, problem);
}

/** The content of a quoted text. Terminals break long lines, also within a name, when one copies from them: the break goes. */
function wordIn(raw: string, text: string, offset: number): string {
  const joined = raw.replace(/[\r\n]/g, '');
  if (WORD.test(joined)) return joined;
  const found = clipped(JSON.stringify(raw));
  const problem = `expected a name of letters, digits and _ . + - between closed quotes, found ${found}`;
  throw syntaxError(text, offset, problem);
}

/** Recursive descent with one token of foresight. */
class Parser {
  private readonly text: string;
  private token: Token;
  private depth = 0;
  private values = 0;

  constructor(text: string, offset: number) {
    this.text = text;
    this.token = readToken(text, offset);
  }

  /** `(` arguments `)`; the token stays on the closing bracket. */
  call(): Call {
    const { offset } = this.token;
    const positional: Located[] = [];
    const named = new Map<string, Located>();
    this.open('(');
    while (!this.at(')')) {
      const { offset: start } = this.token;
      const name = this.argumentName();
      if (name === null) {
        if (named.size > 0) throw this.wrong('an argument without a name cannot follow one with a name');
        positional.push(this.value());
      } else {
        if (named.has(name)) throw syntaxError(this.text, start, `the argument ${name} is given twice`);
        named.set(name, this.value());
      }
      this.separator(')');
    }
    this.depth--;
    return { positional, named, offset, end: this.token.end };
  }

  /** Passes `name =` and hands back the name; null if the next argument has none. */
  private argumentName(): string | null {
    const { kind, value, end } = this.token;
    if (kind !== 'name') return null;
    const next = readToken(this.text, end);
    if (next.kind !== 'mark' || next.value !== '=') return null;
    this.token = readToken(this.text, next.end);
    return value;
  }

  private value(): Located {
    const { kind, value, offset } = this.token;
    this.count(1);
    if (kind === 'mark' && value === '[') return this.sequence(']');
    if (kind === 'mark' && value === '(') return this.sequence(')');
    if (kind === 'name' && value === 'range') return this.range();
    if (kind !== 'text' && kind !== 'number')
      throw this.unexpected('a list, a pair, a text, a whole number or range(...)');
    const located = { offset, value: kind === 'text' ? value : this.whole() };
    this.advance();
    return located;
  }

  /** `[a, b]`, `(a, b)`, `()`; `(a)` is a itself, as in Python. */
  private sequence(close: ']' | ')'): Located {
    const { offset } = this.token;
    const items: Located[] = [];
    let commas = 0;
    this.open(this.token.value);
    while (!this.at(close)) {
      items.push(this.value());
      if (this.separator(close)) commas++;
    }
    this.depth--;
    this.advance();
    const [only] = items;
    return close === ')' && commas === 0 && only !== undefined ? only : { offset, value: items };
  }

  /** `range(stop)`, `range(start, stop)` or `range(start, stop, step)`, written out. */
  private range(): Located {
    const { offset } = this.token;
    this.advance();
    const { positional, named } = this.call();
    const bounds = positional.map(({ value }) => value).filter((value) => typeof value === 'number');
    const [first = 0, second, step = 1] = bounds;
    if (
      named.size > 0 ||
      bounds.length !== positional.length ||
      bounds.length < 1 ||
      bounds.length > 3 ||
      step === 0
    ) {
      throw syntaxError(this.text, offset, 'range needs one to three whole numbers, the step not 0');
    }
    const [start, stop] = second === undefined ? [0, first] : [first, second];
    const length = Math.max(0, Math.ceil((stop - start) / step));
    this.count(length);
    this.advance();
    return { offset, value: Array.from({ length }, (_, i) => ({ offset, value: start + i * step })) };
  }

  private whole(): number {
    const { value } = this.token;
    if (!/^[+-]?\d{1,9}$/.test(value)) throw this.unexpected('a whole number');
    return Number(value);
  }

  private open(bracket: string): void {
    if (!this.at(bracket)) throw this.unexpected(`"${bracket}"`);
    if (++this.depth > DEEPEST) throw this.wrong(`brackets are nested more than ${DEEPEST} deep`);
    this.advance();
  }

  /** Passes a comma, unless the closing bracket is next. */
  private separator(close: string): boolean {
    if (this.at(close)) return false;
    if (!this.at(',')) throw this.unexpected(`"," or "${close}"`);
    this.advance();
    return true;
  }

  private count(values: number): void {
    this.values += values;
    if (this.values > MOST_VALUES) throw this.wrong(`more than ${MOST_VALUES} values`);
  }

  private at(mark: string): boolean {
    return this.token.kind === 'mark' && this.token.value === mark;
  }

  private advance(): void {
    this.token = readToken(this.text, this.token.end);
  }

  private unexpected(wanted: string): AppError {
    const { kind, value } = this.token;
    if (kind === 'end') return this.wrong(`the text ends where ${wanted} should follow`);
    return this.wrong(`expected ${wanted}, found ${clipped(JSON.stringify(value))}`);
  }

  private wrong(problem: string): AppError {
    return syntaxError(this.text, this.token.offset, problem);
  }
}

function syntaxError(text: string, offset: number, problem: string): AppError {
  return spacesError('spaces/genotype-syntax', { ...placeOf(text, offset), problem });
}

function clipped(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
