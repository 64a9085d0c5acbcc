/**
 * The instructions of pickles of protocols 0 to 5, as far as plain data needs them; the others are refused by what they do.
 *
 * @see https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
import type { Cursor } from './cursor.ts';
import { build, call, nameOf, PickleProblem } from './names.ts';
import type { Stack } from './stack.ts';
import { textOf } from './values.ts';
import type { PickleValue } from './values.ts';

/** Carries out an instruction, whose arguments are next. */
export type Instruction = (cursor: Cursor, stack: Stack) => void;

/** The instruction that ends a pickle. */
export const STOP = 0x2e;

const NEWEST_PROTOCOL = 5;
const DECIMAL = /^[+-]?\d{1,17}$/;
// In one way only for each text: a long one is refused in one go.
const FLOAT = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,4})?$/i;

const push =
  (read: (cursor: Cursor) => PickleValue): Instruction =>
  (cursor, stack) =>
    stack.push(read(cursor));

const tuple =
  (count: number): Instruction =>
  (_, stack) =>
    stack.push(stack.take(count));

const refuse =
  (what: string): Instruction =>
  () => {
    throw new PickleProblem(`it ${what}, which is not plain data`);
  };

const group: Instruction = (_, stack) => stack.push(stack.takeGroup());
const object = refuse('makes an object of a class');
const extension = refuse('refers to a registered class');
const outside = refuse('needs values from outside');
const set = refuse('has a set');

/** By the byte that stands for it; the comment is its name in Python. */
export const INSTRUCTIONS: Readonly<Record<number, Instruction>> = {
  0x80: (cursor) => protocol(cursor.uint8()), // PROTO
  0x95: (cursor) => void cursor.uint64(), // FRAME

  0x4e: push(() => null), // NONE
  0x88: push(() => true), // NEWTRUE
  0x89: push(() => false), // NEWFALSE
  0x49: push((cursor) => numberOrBoolean(cursor)), // INT
  0x4c: push((cursor) => decimal(cursor, cursor.line().replace(/L$/, ''))), // LONG
  0x4a: push((cursor) => cursor.int32()), // BININT
  0x4b: push((cursor) => cursor.uint8()), // BININT1
  0x4d: push((cursor) => cursor.uint16()), // BININT2
  0x8a: push((cursor) => cursor.long(cursor.uint8())), // LONG1
  0x8b: push((cursor) => cursor.long(cursor.uint32())), // LONG4
  0x46: push((cursor) => float(cursor.line())), // FLOAT
  0x47: push((cursor) => cursor.float64()), // BINFLOAT

  0x53: push((cursor) => quotedBytes(cursor.line())), // STRING
  0x54: push((cursor) => cursor.bytes(cursor.uint32())), // BINSTRING
  0x55: push((cursor) => cursor.bytes(cursor.uint8())), // SHORT_BINSTRING
  0x42: push((cursor) => cursor.bytes(cursor.uint32())), // BINBYTES
  0x43: push((cursor) => cursor.bytes(cursor.uint8())), // SHORT_BINBYTES
  0x8e: push((cursor) => cursor.bytes(cursor.uint64())), // BINBYTES8
  0x96: push((cursor) => cursor.bytes(cursor.uint64())), // BYTEARRAY8
  0x56: push((cursor) => escapedText(cursor.line())), // UNICODE
  0x58: push((cursor) => cursor.text(cursor.uint32())), // BINUNICODE
  0x8c: push((cursor) => cursor.text(cursor.uint8())), // SHORT_BINUNICODE
  0x8d: push((cursor) => cursor.text(cursor.uint64())), // BINUNICODE8

  0x28: (_, stack) => stack.mark(), // MARK
  0x5d: push(() => []), // EMPTY_LIST
  0x6c: group, // LIST
  0x61: (_, stack) => stack.append(stack.take(1)), // APPEND
  0x65: (_, stack) => stack.append(stack.takeGroup()), // APPENDS
  0x29: push(() => []), // EMPTY_TUPLE
  0x74: group, // TUPLE
  0x85: tuple(1), // TUPLE1
  0x86: tuple(2), // TUPLE2
  0x87: tuple(3), // TUPLE3
  0x7d: push(() => new Map()), // EMPTY_DICT
  0x64: dictionary, // DICT
  0x73: (_, stack) => stack.setItems(stack.take(2)), // SETITEM
  0x75: (_, stack) => stack.setItems(stack.takeGroup()), // SETITEMS

  0x30: (_, stack) => void stack.pop(), // POP
  0x31: (_, stack) => void stack.takeGroup(), // POP_MARK
  0x32: (_, stack) => stack.push(stack.top()), // DUP
  0x70: (cursor, stack) => stack.remember(decimal(cursor, cursor.line())), // PUT
  0x71: (cursor, stack) => stack.remember(cursor.uint8()), // BINPUT
  0x72: (cursor, stack) => stack.remember(cursor.uint32()), // LONG_BINPUT
  0x94: (_, stack) => stack.remember(null), // MEMOIZE
  0x67: (cursor, stack) => stack.recall(decimal(cursor, cursor.line())), // GET
  0x68: (cursor, stack) => stack.recall(cursor.uint8()), // BINGET
  0x6a: (cursor, stack) => stack.recall(cursor.uint32()), // LONG_BINGET

  0x63: push((cursor) => nameOf(cursor.line(), cursor.line())), // GLOBAL
  0x93: nameOnStack, // STACK_GLOBAL
  0x52: reduce, // REDUCE
  0x62: change, // BUILD

  0x69: instance, // INST
  0x6f: object, // OBJ
  0x81: object, // NEWOBJ
  0x92: object, // NEWOBJ_EX
  0x82: extension, // EXT1
  0x83: extension, // EXT2
  0x84: extension, // EXT4
  0x50: outside, // PERSID
  0x51: outside, // BINPERSID
  0x97: outside, // NEXT_BUFFER
  0x98: outside, // READONLY_BUFFER
  0x8f: set, // EMPTY_SET
  0x90: set, // ADDITEMS
  0x91: set, // FROZENSET
};

function protocol(version: number): void {
  if (version > NEWEST_PROTOCOL) throw new PickleProblem(`its protocol ${version} is not known`);
}

function dictionary(_: Cursor, stack: Stack): void {
  const items = stack.takeGroup();
  stack.push(new Map());
  stack.setItems(items);
}

function nameOnStack(_: Cursor, stack: Stack): void {
  const [module, name] = stack.take(2).map(textOf);
  stack.push(nameOf(module ?? '?', name ?? '?'));
}

function reduce(cursor: Cursor, stack: Stack): void {
  const [target = null, args = null] = stack.take(2);
  stack.push(call(target, args, (length) => cursor.spend(length)));
}

function change(_: Cursor, stack: Stack): void {
  const state = stack.pop();
  build(stack.top(), state);
}

function instance(cursor: Cursor, stack: Stack): void {
  nameOf(cursor.line(), cursor.line());
  object(cursor, stack);
}

/** Protocol 0 has no truth values: Python writes them as these two numbers. */
function numberOrBoolean(cursor: Cursor): PickleValue {
  const line = cursor.line();
  if (line === '01' || line === '00') return line === '01';
  return decimal(cursor, line);
}

function decimal(cursor: Cursor, text: string): number {
  if (!DECIMAL.test(text)) throw new PickleProblem('it has a whole number that is none');
  return cursor.safe(Number(text));
}

function float(text: string): number {
  if (!FLOAT.test(text)) throw new PickleProblem('it has a number that is none');
  return Number(text);
}

/** A text of Python 2 as its `repr` shows it: in quotes, with backslashes before what is no plain character. */
function quotedBytes(line: string): Uint8Array {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote)) {
    throw new PickleProblem('it has a text without its quotes');
  }
  const bytes = new Uint8Array(line.length);
  let length = 0;
  for (let i = 1; i < line.length - 1; length++) {
    const isEscape = line[i] === '\\';
    const isHex = isEscape && line[i + 1] === 'x';
    bytes[length] = isEscape ? escaped(line.slice(i + 1, i + 4)) : line.charCodeAt(i);
    i += isHex ? 4 : isEscape ? 2 : 1;
  }
  return bytes.subarray(0, length);
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  '\\': 0x5c,
  "'": 0x27,
  '"': 0x22,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
};

function escaped(text: string): number {
  const hex = /^x([0-9a-f]{2})$/i.exec(text)?.[1];
  if (hex !== undefined) return parseInt(hex, 16);
  const simple = SIMPLE_ESCAPES[text[0] ?? ''];
  if (simple === undefined) throw new PickleProblem('it has a text with a broken escape');
  return simple;
}

/** A text whose characters beyond one byte, and backslashes and newlines, are written as their numbers. */
function escapedText(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => {
    const code = parseInt(short ?? long ?? '', 16);
    if (code > 0x10ffff) throw new PickleProblem('it has a text with a broken escape');
    return String.fromCodePoint(code);
  });
}
