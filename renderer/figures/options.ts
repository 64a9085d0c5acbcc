import type { FigureOptions } from '../../main/api/contract.ts';
import type { FigureKind } from './subject.ts';
import { fittedText, fontFamily, textWidth } from './text-width.ts';

/** A width that a venue asks for. */
export interface FigurePreset {
  readonly title: string;
  readonly widthMm: number;
  readonly font: FigureOptions['font'];
  readonly fontPt: number;
}

const INCH = 25.4;
const times = { font: 'serif', fontPt: 8 } as const;

/** Widths of columns and texts, by the venues' styles (inches in their files). */
export const FIGURE_PRESETS = {
  'neurips-1': { title: 'NeurIPS, text width', widthMm: 5.5 * INCH, ...times },
  'neurips-half': { title: 'NeurIPS, half', widthMm: 2.7 * INCH, ...times },
  'iclr-1': { title: 'ICLR, text width', widthMm: 5.5 * INCH, ...times },
  'iclr-half': { title: 'ICLR, half', widthMm: 2.7 * INCH, ...times },
  'icml-1': { title: 'ICML, one column', widthMm: 3.25 * INCH, ...times },
  'icml-2': { title: 'ICML, two columns', widthMm: 6.75 * INCH, ...times },
  'cvpr-1': { title: 'CVPR, one column', widthMm: 3.25 * INCH, ...times },
  'cvpr-2': { title: 'CVPR, two columns', widthMm: 6.875 * INCH, ...times },
  'ieee-1': { title: 'IEEE, one column', widthMm: 3.5 * INCH, ...times },
  'ieee-2': { title: 'IEEE, two columns', widthMm: 7.16 * INCH, ...times },
} as const satisfies Record<string, FigurePreset>;

/** The name of a preset. */
export type FigurePresetName = keyof typeof FIGURE_PRESETS;

/** How a figure is made before anybody says otherwise. */
export const DEFAULT_OPTIONS: FigureOptions = {
  preset: 'cvpr-1',
  widthMm: round(FIGURE_PRESETS['cvpr-1'].widthMm),
  heightMm: null,
  dpi: 300,
  font: 'serif',
  fontPt: 8,
  lineWidthPt: 1,
  isBlackAndWhite: false,
  hasLegend: true,
  hasTitle: false,
  framesPerSecond: 4,
};

function round(mm: number): number {
  return Math.round(100 * mm) / 100;
}

/** Options of a preset. An unknown one changes nothing but the name: sets may be of another version. */
export function withPreset(options: FigureOptions, name: string): FigureOptions {
  if (!Object.hasOwn(FIGURE_PRESETS, name)) return { ...options, preset: 'own' };
  const { widthMm, font, fontPt } = FIGURE_PRESETS[name as FigurePresetName];
  return { ...options, preset: name, widthMm: round(widthMm), font, fontPt };
}

/** Which options a kind of figure has besides its size and its text. */
export const KIND_OPTIONS: Readonly<
  Record<
    FigureKind,
    { readonly lines: boolean; readonly legend: boolean; readonly height: boolean; readonly greys: boolean }
  >
> = {
  chart: { lines: true, legend: true, height: true, greys: true },
  scatter: { lines: true, legend: false, height: true, greys: true },
  cells: { lines: false, legend: true, height: false, greys: true },
  hypercuboid: { lines: false, legend: true, height: true, greys: true },
  alphas: { lines: false, legend: true, height: false, greys: true },
  film: { lines: false, legend: true, height: false, greys: false },
  matrix: { lines: false, legend: true, height: false, greys: true },
  table: { lines: false, legend: false, height: false, greys: false },
};

/** The pen of a figure: its text and lines, in points. */
export interface Pen {
  readonly family: string;
  readonly size: number;
  readonly line: number;
  width(text: string, size?: number): number;
  /** What of a text fits into a room. */
  fit(text: string, room: number): string;
}

/** The pen of some options. */
export function penOf({ font, fontPt, lineWidthPt }: FigureOptions): Pen {
  return {
    family: fontFamily(font),
    size: fontPt,
    line: lineWidthPt,
    width: (text, size = fontPt) => textWidth(font, text, size),
    fit: (text, room) => fittedText(text, room, (part) => textWidth(font, part, fontPt)),
  };
}
