import { reactive, watch } from 'vue';
import { readStored, writeStored } from '../stores/browser.ts';

/** How a screen is divided, as its person left it. Widths in CSS pixels. */
export interface FrameWidths {
  side: number;
  inspector: number;
  isSideShown: boolean;
  isInspectorShown: boolean;
}

/** Least, usual and most of each. */
export const WIDTHS = {
  side: { least: 150, usual: 208, most: 420 },
  inspector: { least: 200, usual: 268, most: 520 },
} as const;

/** A part whose width can be changed. */
export type FramePart = keyof typeof WIDTHS;

/** A width that the part may have. */
export function widthWithin(part: FramePart, width: number): number {
  const { least, most } = WIDTHS[part];
  return Math.round(Math.min(most, Math.max(least, width)));
}

/** The widths of a screen; changes are remembered. */
export function useFrameWidths(screen: string): FrameWidths {
  const key = `dartboard.frame.${screen}`;
  const widths = reactive(parseWidths(readStored(key)));
  watch(widths, () => writeStored(key, JSON.stringify(widths)));
  return widths;
}

/** What was stored; what cannot be read is as usual. */
export function parseWidths(text: string | null): FrameWidths {
  const stored = recordIn(text);
  const width = (part: FramePart): number => {
    const value = stored[part];
    return typeof value === 'number' && Number.isFinite(value)
      ? widthWithin(part, value)
      : WIDTHS[part].usual;
  };
  return {
    side: width('side'),
    inspector: width('inspector'),
    isSideShown: stored['isSideShown'] !== false,
    isInspectorShown: stored['isInspectorShown'] !== false,
  };
}

function recordIn(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}
