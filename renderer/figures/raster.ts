/** Drawings as pixels. */
import type { FigureOptions } from '../../main/api/contract.ts';
import { fontUrl } from './fonts.ts';
import { withResolution } from './png-size.ts';
import { element, millimetresOf, svgDocument } from './svg.ts';
import type { Drawing } from './svg.ts';
import { FIGURE_FONTS } from './text-width.ts';

/** A picture has no access to the page's fonts: the document brings its own. */
export async function pictureUrl(drawing: Drawing, font: FigureOptions['font']): Promise<string> {
  const { family } = FIGURE_FONTS[font];
  const face = `@font-face{font-family:${family};src:url(${await fontUrl(font)})}`;
  const bytes = new TextEncoder().encode(svgDocument(drawing, element('style', {}, face)));
  return `data:image/svg+xml;base64,${base64Of(bytes)}`;
}

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  // As many as a call may have arguments everywhere.
  for (let at = 0; at < bytes.length; at += 0x8000)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  return btoa(parts.join(''));
}

/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The pixels of a length on paper. */
export const pixelsOf = (points: number, dpi: number): number =>
  Math.max(1, Math.round((millimetresOf(points) / 25.4) * dpi));

/** The drawing on a canvas of exactly its size at a resolution. */
export async function canvasOf(
  drawing: Drawing,
  { font, dpi }: Pick<FigureOptions, 'font' | 'dpi'>,
): Promise<HTMLCanvasElement> {
  const image = new Image();
  image.src = await pictureUrl(drawing, font);
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = pixelsOf(drawing.width, dpi);
  canvas.height = pixelsOf(drawing.height, dpi);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('This browser draws no pictures of this size; choose fewer dpi.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The drawing as PNG of its true size. */
export async function pngOf(drawing: Drawing, options: FigureOptions): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = await canvasOf(drawing, options);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('This browser draws no pictures of this size; choose fewer dpi.');
  return withResolution(new Uint8Array(await blob.arrayBuffer()), options.dpi);
}
