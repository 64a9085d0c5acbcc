/** The views of the screen: pairs of cells, recurrent cells and paths that are edited, and the one space whose every cell was trained. */
export const ROOMS = [
  { value: 'editor', title: 'Editor' },
  { value: 'recurrent', title: 'Recurrent' },
  { value: 'paths', title: 'Paths' },
  { value: 'benchmark', title: 'NAS-Bench-201' },
] as const;

/** A view of the screen. */
export type Room = (typeof ROOMS)[number]['value'];
