/** The widths of texts in the figures' fonts, known without a page: Arimo has the metrics of Helvetica, Tinos those of Times. */

/** The figures' fonts. */
export const FIGURE_FONTS = {
  sans: {
    title: 'Sans (Arimo, as Helvetica)',
    family: 'Arimo',
    others: 'Arial, Liberation Sans, Helvetica, sans-serif',
  },
  serif: {
    title: 'Serif (Tinos, as Times)',
    family: 'Tinos',
    others: 'Times New Roman, Liberation Serif, Times, serif',
  },
} as const;

/** The name of a font. */
export type FontName = keyof typeof FIGURE_FONTS;

/** The font and what comes near it where it is not installed. */
export function fontFamily(font: FontName): string {
  const { family, others } = FIGURE_FONTS[font];
  return `${family}, ${others}`;
}

/** Thousandths of an em from U+0020 to U+007E. @see Adobe Core 14 AFM, Helvetica and Times-Roman */
const WIDTHS: Readonly<Record<FontName, string>> = {
  sans:
    '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 ' +
    '1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 ' +
    '333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584',
  serif:
    '250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444 ' +
    '921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 ' +
    '333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541',
};
const OTHER = 600;
const SUPERSCRIPT = 333;

/** What of a text fits: whole, or cut with an ellipsis. */
export function fittedText(text: string, room: number, width: (text: string) => number): string {
  if (width(text) <= room) return text;
  const letters = Array.from(text);
  let [fits, most] = [0, letters.length];
  while (fits < most) {
    const middle = Math.ceil((fits + most) / 2);
    if (width(`${letters.slice(0, middle).join('')}…`) <= room) fits = middle;
    else most = middle - 1;
  }
  return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

/** How wide a text is, in the unit of its size. */
export function textWidth(font: FontName, text: string, size: number): number {
  const table = WIDTHS[font].split(' ').map(Number);
  const total = Array.from(text).reduce((sum, letter) => {
    if (/[⁰¹²³⁴-⁹⁻]/u.test(letter)) return sum + SUPERSCRIPT;
    return sum + (table[(letter.codePointAt(0) ?? 0) - 32] ?? OTHER);
  }, 0);
  return (total / 1000) * size;
}
