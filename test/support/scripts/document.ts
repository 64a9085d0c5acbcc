/** The part of a document that a program writes. */
import { ScriptProblem } from './problem.ts';

/**
 * The document with another content between its lines `<!-- NAME:begin -->` and `<!-- NAME:end -->`.
 *
 * @throws ScriptProblem when it has not exactly one of each, in order
 */
export function replaceBetweenMarkers(document: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const parts = document.split(begin);
  const [before = '', rest = ''] = parts;
  const [old, after, ...more] = rest.split(end);
  const isMarked = parts.length === 2 && !before.includes(end) && old !== undefined;
  if (!isMarked || after === undefined || more.length > 0)
    throw new ScriptProblem(`The document needs one line ${begin} and below it one line ${end}.`);
  return `${before}${begin}\n\n${content.trim()}\n\n${end}${after}`;
}
