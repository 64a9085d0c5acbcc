import type { FontName } from './text-width.ts';

const FILES = {
  sans: () => import('./fonts/Arimo-Regular.ttf?inline'),
  serif: () => import('./fonts/Tinos-Regular.ttf?inline'),
} as const satisfies Record<FontName, unknown>;

/** The font's file as a `data:` URL, read when a figure first needs it. */
export async function fontUrl(font: FontName): Promise<string> {
  return (await FILES[font]()).default;
}

/** The font's file as base64. */
export async function fontBase64(font: FontName): Promise<string> {
  const url = await fontUrl(font);
  return url.slice(url.indexOf(',') + 1);
}
