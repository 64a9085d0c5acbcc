/** Files that are opened from outside: double-clicked, dropped on the program's icon, named on the command line. */
import { openSync, closeSync, fstatSync, readSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { ShellVisit } from '../main/api/contract.ts';

/** What a cell's text may take; the largest are some kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** The files of ours among the arguments, and the arguments without them. */
export function splitArguments(
  argv: readonly string[],
  folder: string,
): { readonly files: readonly string[]; readonly rest: readonly string[] } {
  const isOurs = (argument: string): boolean =>
    !argument.startsWith('-') && /\.(dartboard|genotype)$/i.test(argument);
  return {
    files: argv.filter(isOurs).map((path) => (isAbsolute(path) ? path : resolve(folder, path))),
    rest: argv.filter((argument) => !isOurs(argument)),
  };
}

/** What the page is asked to do with a file that was opened. One that cannot be read is none of ours to explain: the page does. */
export function visitOf(path: string): ShellVisit {
  return { kind: 'file', path, text: /\.genotype$/i.test(path) ? textOf(path) : null };
}

function textOf(path: string): string | null {
  try {
    const file = openSync(path, 'r');
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || stat.size > MOST_BYTES) return null;
      const bytes = Buffer.alloc(stat.size);
      return bytes.toString('utf8', 0, readSync(file, bytes, 0, stat.size, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}
