import type { AppError } from '../../base/errors.ts';
import { isTagged, isText, MOST_SHORT_BYTES, textOf } from './values.ts';
import type { PickleValue } from './values.ts';

/** Far more than the published data sets need, and little enough for the memory of any machine. */
const MOST_VALUES = 1_000_000;
const MOST_OPEN_MARKS = 1000;

/** What an instruction works on: the stack, its marks, and the memo by which a value is used again. */
export class Stack {
  readonly #values: PickleValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();
  readonly #error: (problem: string) => AppError;
  #pushed = 0;

  /** @param error - makes the error for a problem */
  constructor(error: (problem: string) => AppError) {
    this.#error = error;
  }

  /** Lays a value on top. */
  push(value: PickleValue): void {
    this.#pushed++;
    if (this.#pushed > MOST_VALUES) throw this.#error(`it has more than ${String(MOST_VALUES)} values`);
    this.#values.push(value);
  }

  /** Takes the top value. */
  pop(): PickleValue {
    const value = this.top();
    this.#values.pop();
    return value;
  }

  /** The top value, which stays. */
  top(): PickleValue {
    const value = this.#values.at(-1);
    if (value === undefined || this.#values.length <= (this.#marks.at(-1) ?? 0)) {
      throw this.#error('an instruction lacks its operand');
    }
    return value;
  }

  /** Takes the top values, the lowest first. */
  take(count: number): PickleValue[] {
    const taken: PickleValue[] = [];
    for (let i = 0; i < count; i++) taken.unshift(this.pop());
    return taken;
  }

  /** Opens a group. */
  mark(): void {
    if (this.#marks.length === MOST_OPEN_MARKS) throw this.#error('its values are nested too deeply');
    this.#marks.push(this.#values.length);
  }

  /** Takes the values since the last mark, the lowest first, and the mark. */
  takeGroup(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#error('an instruction lacks its mark');
    return this.#values.splice(mark);
  }

  /** Keeps the top value under a number; null: the next one. */
  remember(key: number | null): void {
    if (this.#memo.size >= MOST_VALUES) throw this.#error(`it keeps more than ${String(MOST_VALUES)} values`);
    this.#memo.set(key ?? this.#memo.size, this.top());
  }

  /** Lays a kept value on top. */
  recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.#error(`it uses value ${String(key)}, which it has not kept`);
    this.push(value);
  }

  /** Appends to the list that is on top. */
  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.#error('it appends to what is no list');
    for (const item of items) list.push(item);
  }

  /** Sets entries of the dictionary that is on top: key, value, key, value... */
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof Map)) throw this.#error('it sets an entry of what is no dictionary');
    if (items.length % 2 !== 0) throw this.#error('it sets a key without a value');
    for (let i = 0; i < items.length; i += 2) dict.set(this.#key(items[i]), items[i + 1]);
  }

  /** The one value that is left at the end. */
  result(): PickleValue {
    const value = this.pop();
    if (this.#values.length > 0 || this.#marks.length > 0) throw this.#error('it leaves values unused');
    return value;
  }

  #key(value: PickleValue | undefined): string | number {
    const key = typeof value === 'number' ? value : textOf(value);
    if (key !== null) return key;
    const length = isText(value) ? ` of length ${String(value.length)}` : '';
    const kind = isText(value) ? 'text' : isTagged(value) ? value.type : 'thing';
    const expected = `a number or a text of at most ${String(MOST_SHORT_BYTES)} bytes`;
    throw this.#error(`a key of a dictionary is a ${kind}${length}, where ${expected} was expected`);
  }
}
