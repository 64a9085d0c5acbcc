import type { FigureOptions } from '../../main/api/contract.ts';
import { fontBase64 } from './fonts.ts';
import { bytesOf } from './raster.ts';
import { svgDocument } from './svg.ts';
import type { Drawing } from './svg.ts';
import { FIGURE_FONTS } from './text-width.ts';

/** The drawing as a page of its size: vectors stay vectors, text stays text in a font that is in the file. */
export async function pdfOf(
  drawing: Drawing,
  title: string,
  { font }: FigureOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const [{ jsPDF }, { svg2pdf }, base64] = await Promise.all([
    import('jspdf'),
    import('svg2pdf.js'),
    fontBase64(font),
  ]);
  const { width, height } = drawing;
  const orientation = width > height ? 'landscape' : 'portrait';
  const pdf = new jsPDF({
    unit: 'pt',
    format: [width, height],
    orientation,
    compress: true,
    putOnlyUsedFonts: true,
  });
  const { family } = FIGURE_FONTS[font];
  pdf.addFileToVFS(`${family}.ttf`, base64);
  pdf.addFont(`${family}.ttf`, family, 'normal');
  pdf.setFont(family);
  pdf.setProperties({ title, creator: 'Dartboard' });
  await showFont(family, base64);
  const drawn = new DOMParser().parseFromString(svgDocument(drawing), 'image/svg+xml');
  await svg2pdf(drawn.documentElement, pdf, { x: 0, y: 0, width, height });
  return new Uint8Array(pdf.output('arraybuffer'));
}

/** Has the page know the font: texts are measured on it, and would be placed by the widths of another. */
async function showFont(family: string, base64: string): Promise<void> {
  if ([...document.fonts].some((face) => face.family === family)) return;
  const face = new FontFace(family, bytesOf(base64));
  document.fonts.add(await face.load());
}
