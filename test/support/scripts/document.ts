/** The part of a document that the benchmark writes. */
import { BenchProblem } from './problem.ts';

/** Between these lines. */
export const MARKERS = {
  begin: '<!-- bench:begin -->',
  end: '<!-- bench:end -->',
} as const;

/** The document with another content between its markers. @throws BenchProblem when it has not exactly one of each, in order */
export function replaceBetweenMarkers(document: string, content: string): string {
  const parts = document.split(MARKERS.begin);
  const [before = '', rest = ''] = parts;
  const [old, after, ...more] = rest.split(MARKERS.end);
  const isMarked = parts.length === 2 && !before.includes(MARKERS.end) && old !== undefined;
  if (!isMarked || after === undefined || more.length > 0)
    throw new BenchProblem(
      `The document needs one line ${MARKERS.begin} and below it one line ${MARKERS.end}.`,
    );
  return `${before}${MARKERS.begin}\n\n${content.trim()}\n\n${MARKERS.end}${after}`;
}
