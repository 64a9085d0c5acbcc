/**
 * The few functions that numpy's arrays are pickled with, as what they mean for the data. Nothing here is looked up by a name
 * from the file, let alone called: a name that is not in the table is refused.
 */
import { arrayProblem, parseElementType } from '../ndarray.ts';
import type { ElementType, NdArray } from '../ndarray.ts';
import { isTagged, itemsOf, textOf } from './values.ts';
import type { ArrayValue, ElementValue, KnownName, NameValue, PickleValue } from './values.ts';

const KNOWN: ReadonlyMap<string, KnownName> = new Map([
  ['numpy.core.multiarray._reconstruct', 'array'],
  ['numpy._core.multiarray._reconstruct', 'array'],
  ['numpy.core.numeric._frombuffer', 'arrayOfBuffer'],
  ['numpy._core.numeric._frombuffer', 'arrayOfBuffer'],
  ['numpy.ndarray', 'arrayType'],
  ['numpy.dtype', 'elementType'],
  ['_codecs.encode', 'encode'],
  ['__builtin__.bytes', 'bytes'],
  ['builtins.bytes', 'bytes'],
  ['__builtin__.bytearray', 'bytes'],
  ['builtins.bytearray', 'bytes'],
]);
const MOST_SHOWN = 80;
const BEYOND_LATIN1 = /[^\0-\xff]/;

/** A problem in words; the reader of the pickle adds file and place. */
export class PickleProblem extends Error {}

/** A name that a pickle refers to. @throws PickleProblem when it stands for anything but plain data */
export function nameOf(module: string, name: string): NameValue {
  const shown = `${module.slice(0, MOST_SHOWN)}.${name.slice(0, MOST_SHOWN)}`;
  const known = KNOWN.get(shown);
  if (known !== undefined) return { type: 'name', name: known, shown };
  // Quoted by JSON: the name is whatever the file's author liked.
  const quoted = JSON.stringify(shown.slice(0, MOST_SHOWN));
  throw new PickleProblem(`it refers to ${quoted}, which is not plain data and is never run`);
}

/** Called with a number of bytes before they are made; throws where there were too many already. */
export type Spend = (length: number) => void;

/** What a known function gives for these arguments. @throws PickleProblem, and what `spend` throws */
export function call(target: PickleValue, args: PickleValue, spend: Spend): PickleValue {
  const items = itemsOf(args);
  if (!isTagged(target) || target.type !== 'name' || items === null) {
    throw new PickleProblem('it calls what is no function');
  }
  const called = CALLS[target.name](items, spend);
  if (called !== null) return called;
  throw new PickleProblem(`it calls ${target.shown} with arguments that make no sense`);
}

type Call = (args: readonly PickleValue[], spend: Spend) => PickleValue;

const CALLS: Readonly<Record<KnownName, Call>> = {
  arrayType: () => null,
  array: ([type]) => (isTagged(type) && type.type === 'name' ? { type: 'array', array: null } : null),
  elementType: ([text]) => ({ type: 'element', element: elementOf(text) }),
  arrayOfBuffer: ([bytes, element, shape, order]) => {
    const text = textOf(order);
    if (!(bytes instanceof Uint8Array) || !isTagged(element) || element.type !== 'element') return null;
    if (text !== 'C' && text !== 'F') return null;
    return {
      type: 'array',
      array: checked({
        bytes,
        element: element.element,
        shape: shapeOf(shape),
        fortranOrder: text === 'F',
      }),
    };
  },
  encode: (args, spend) => encoded(args, spend),
  bytes: (args, spend) => {
    const [content] = args;
    if (content === undefined) return new Uint8Array(0);
    return content instanceof Uint8Array ? content : encoded(args, spend);
  },
};

/** How Python 3 writes bytes for Python 2: as the text whose characters are the bytes. */
function encoded([text, encoding]: readonly PickleValue[], spend: Spend): Uint8Array | null {
  const codec = textOf(encoding);
  if (typeof text !== 'string' || (codec !== 'latin1' && codec !== 'latin-1')) return null;
  spend(text.length);
  return BEYOND_LATIN1.test(text) ? null : Buffer.from(text, 'latin1');
}

/** Fills an array or a type of elements with the state that follows it. @throws PickleProblem */
export function build(target: PickleValue, state: PickleValue): void {
  const items = itemsOf(state);
  if (!isTagged(target) || target.type === 'name' || items === null) {
    throw new PickleProblem('it changes the inside of what is no array');
  }
  if (target.type === 'array') fillArray(target, items);
  else fillElement(target, items);
}

/** State of an array: version, shape, type, whether in Fortran's order, bytes. */
function fillArray(target: ArrayValue, state: readonly PickleValue[]): void {
  const [, shape, element, fortran, bytes] = state;
  if (!isTagged(element) || element.type !== 'element' || !(bytes instanceof Uint8Array)) {
    throw new PickleProblem('it has an array whose elements are not simple numbers');
  }
  const fortranOrder = fortran === true || fortran === 1;
  target.array = checked({ bytes, element: element.element, shape: shapeOf(shape), fortranOrder });
}

/** State of a type: version, byte order, and what only structured types have. */
function fillElement(target: ElementValue, state: readonly PickleValue[]): void {
  const [, order, subtype, names] = state;
  const text = textOf(order);
  if (text === null || !/^[<>|=]$/.test(text) || subtype !== null || names !== null) {
    throw new PickleProblem('it has an array whose elements are not simple numbers');
  }
  target.element = { ...target.element, littleEndian: text !== '>' };
}

function elementOf(value: PickleValue | undefined): ElementType {
  const text = textOf(value) ?? 'of an unnamed type';
  const element = parseElementType(text);
  if (element !== null) return element;
  const shown = JSON.stringify(text.slice(0, MOST_SHOWN));
  throw new PickleProblem(`it has an array of elements ${shown}, which are no simple numbers`);
}

function shapeOf(value: PickleValue | undefined): number[] {
  const items = itemsOf(value) ?? (typeof value === 'number' ? [value] : null);
  if (items === null) throw new PickleProblem('it has an array without a shape');
  return items.map((item) => (typeof item === 'number' ? item : Number.NaN));
}

function checked(array: NdArray): NdArray {
  const problem = arrayProblem(array);
  if (problem === null) return array;
  throw new PickleProblem(`it has an array that cannot be: ${problem}`);
}
