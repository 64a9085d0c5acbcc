import { Cursor } from './cursor.ts';
import { PickleProblem } from './names.ts';
import { INSTRUCTIONS, STOP } from './opcodes.ts';
import { Stack } from './stack.ts';
import type { PickleValue } from './values.ts';

/**
 * Reads a pickle as data: numbers, texts, bytes, lists, dictionaries and numpy's arrays. Pickles are programs, and whoever
 * wrote one can have Python's reader run anything; this one has no way to run anything, and refuses by name what is no data.
 *
 * @param bytes - the file's content; arrays and bytes of the result are views of it
 * @param file - for messages: where it is from
 * @throws AppError `data/unusable-file`
 */
export function unpickle(bytes: Uint8Array, file: string): PickleValue {
  const cursor = new Cursor(bytes, file);
  const stack = new Stack((problem) => cursor.error(problem));
  for (;;) {
    const code = cursor.uint8();
    if (code === STOP) return stack.result();
    const instruction = INSTRUCTIONS[code];
    if (instruction === undefined) {
      throw cursor.error(
        `it has an instruction 0x${code.toString(16).padStart(2, '0')}, which does not exist`,
      );
    }
    try {
      instruction(cursor, stack);
    } catch (error) {
      throw error instanceof PickleProblem ? cursor.error(error.message) : error;
    }
  }
}

/** Whether a file can be a pickle, by its first bytes: of protocol 2 or newer, or a dictionary of an older one. */
export function isPickle(head: Uint8Array): boolean {
  const [first = 0, second = 0] = head;
  if (first === 0x80) return second >= 2 && second <= 5;
  // `(dp0` is how protocol 0, `}q` how protocol 1 begins a dictionary.
  return (first === 0x28 && second === 0x64) || (first === 0x7d && second === 0x71);
}
