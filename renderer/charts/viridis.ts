/**
 * Viridis, even to the eye and in print and safe for the colour-blind, at 16 of its points.
 *
 * @see matplotlib, `_cm_listed.py` (CC0)
 */
const STOPS = [
  [68, 1, 84],
  [72, 26, 108],
  [71, 47, 125],
  [65, 68, 135],
  [57, 86, 140],
  [49, 104, 142],
  [42, 120, 142],
  [35, 136, 142],
  [31, 152, 139],
  [34, 168, 132],
  [53, 183, 121],
  [84, 197, 104],
  [122, 209, 81],
  [165, 219, 54],
  [210, 226, 27],
  [253, 231, 37],
] as const satisfies readonly (readonly [red: number, green: number, blue: number])[];

/** The colour at `t`, 0 to 1; what lies outside takes the colour of its end. */
export function viridis(t: number): string {
  const at = Math.min(1, Math.max(0, Number.isFinite(t) ? t : 0)) * (STOPS.length - 1);
  const below = STOPS[Math.floor(at)] ?? STOPS[0];
  const above = STOPS[Math.ceil(at)] ?? STOPS[0];
  const share = at - Math.floor(at);
  const mixed = below.map((value, i) => Math.round(value + ((above[i] ?? 0) - value) * share));
  return `rgb(${mixed.join(' ')})`;
}
