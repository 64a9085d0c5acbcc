/** The icons, each a list of strokes on a square of 18. */
export const ICONS = {
  search: ['M2 15c3 0 3-11 6-11s3 8 5 8 2-4 3-4'],
  runs: ['M3 4.500h12', 'M3 9h12', 'M3 13.500h12'],
  play: ['M6 3.500v11l8-5.500z'],
  pause: ['M6 4v10', 'M12 4v10'],
  copy: ['M6.500 6.500h8v8h-8z', 'M11.500 6V3.500h-8v8H6'],
  check: ['M3.500 9.500 7 13l7.500-8'],
  warning: ['M9 2.500 16 15H2z', 'M9 7v4', 'M9 13v.2'],
  system: ['M2.500 3.500h13v8.500h-13z', 'M6 15h6'],
  light: [
    'M9 6a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
    'M9 1.500v1.500M9 15v1.500M1.500 9H3M15 9h1.500M3.700 3.700l1 1M13.300 13.300l1 1M3.700 14.300l1-1M13.300 4.700l1-1',
  ],
  dark: ['M15 10.500A6.500 6.500 0 1 1 7.500 3a5 5 0 0 0 7.500 7.500z'],
  contrast: ['M9 2.500a6.500 6.500 0 1 0 0 13z', 'M9 2.500a6.500 6.500 0 0 1 0 13'],
} as const satisfies Record<string, readonly string[]>;

/** The name of an icon. */
export type IconName = keyof typeof ICONS;
