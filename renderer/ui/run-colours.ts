/**
 * The colour and the line of a run. They follow from its id alone, so that they are the same on every screen, in every figure and for ever,
 * whatever is shown beside it.
 */

/** How a run's line is drawn. */
export interface RunLook {
  /** A token: one of Okabe and Ito's eight colours, which the colour-blind tell apart. */
  readonly token: RunColour;
  /** Tells runs of one colour apart. */
  readonly dash: LineDash;
}

/** The tokens of the colours. */
export const RUN_COLOURS = [
  '--run-blue',
  '--run-vermilion',
  '--run-green',
  '--run-orange',
  '--run-purple',
  '--run-sky',
  '--run-yellow',
  '--run-ink',
] as const;

/** One of the tokens. */
export type RunColour = (typeof RUN_COLOURS)[number];

/** The kinds of lines. */
export const LINE_DASHES = ['solid', 'dashed', 'dotted'] as const;

/** One of them. */
export type LineDash = (typeof LINE_DASHES)[number];

/** How lines are drawn in SVG and on a canvas: lengths of strokes and gaps in widths of the line; solid: none. */
export const DASH_LENGTHS: Readonly<Record<LineDash, readonly number[]>> = {
  solid: [],
  dashed: [4, 2],
  dotted: [1, 2],
};

/** The look of a run, or of a group by the id of its first run. */
export function runLook(run: string): RunLook {
  const number = hashOf(run);
  const token = RUN_COLOURS[number % RUN_COLOURS.length] ?? '--run-blue';
  const dash = LINE_DASHES[Math.floor(number / RUN_COLOURS.length) % LINE_DASHES.length] ?? 'solid';
  return { token, dash };
}

/** The colour of a run for a style: `var(--run-blue)`. */
export function runColour(run: string): string {
  return `var(${runLook(run).token})`;
}

/** FNV-1a of 32 bits with a final mix (that of MurmurHash3): ids that differ in one letter are as far apart as any. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
