import { isEmbedded } from '../embedded.ts';
import { dataError } from '../errors.ts';

const MOST_LETTERS = 64;
/** Letters that every file system keeps apart; a name that begins with a letter or digit is no option and not hidden. */
const NAME = /^[a-z0-9][a-z0-9._-]*$/;
/** Names that Windows keeps for devices, with or without an ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** Whether a text may be the name of a set or of a split, and so of a folder or file. */
export const isSetName = (text: string): boolean =>
  text.length <= MOST_LETTERS && NAME.test(text) && !text.endsWith('.') && !DEVICES.test(text);

/** The name, where it may be one of a registered set. @throws AppError `data/bad-name` */
export function checkedName(name: string): string {
  if (!isSetName(name)) {
    const problem = `a name has 1 to ${String(MOST_LETTERS)} of the letters a to z, digits, ".", "_" and "-", begins with a letter or digit and does not end with "."`;
    throw dataError('data/bad-name', { name, problem });
  }
  if (isEmbedded(name))
    throw dataError('data/bad-name', {
      name,
      problem: 'it is the name of a set that comes with the program',
    });
  return name;
}

/** A name made of another, such as that of a folder. */
export function nameFrom(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, MOST_LETTERS)
    .replace(/[.-]+$/, '');
  return isSetName(plain) ? plain : 'my-set';
}
