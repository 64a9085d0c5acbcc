/** SVG as text: elements with plain attributes, which every program reads the same way. */

/** A picture in points (1/72 inch), from its upper left corner. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Elements, one after another. */
  readonly body: string;
}

/** Attributes of an element; null leaves one out. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element with what it contains, which is SVG already. */
export function element(name: string, attributes: Attributes, inside = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [` ${key}="${typeof value === 'number' ? places(value) : escaped(value)}"`],
  );
  return inside === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside}</${name}>`;
}

/** A number to a thousandth. */
export const places = (value: number): string => String(Math.round(1000 * value) / 1000);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A text as XML has it; what XML cannot hold is left out. */
export function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- control characters are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)
  );
}

/** How a text is set. */
export interface TextLook {
  readonly font: string;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 'bold';
  /** In degrees around its point. */
  readonly turn?: number;
}

/** A line of text whose middle height is at `y`. */
export function textAt(
  x: number,
  y: number,
  { text, look }: { readonly text: string; readonly look: TextLook },
): string {
  const { font, size, fill, anchor = 'start', turn } = look;
  // A shift of the baseline by 0.35 em: some programs know no other way to centre.
  const at = { x, y: y + 0.35 * size };
  return element(
    'text',
    {
      ...at,
      'font-family': font,
      'font-size': size,
      fill,
      'text-anchor': anchor === 'start' ? null : anchor,
      transform: turn === undefined ? null : `rotate(${places(turn)} ${places(x)} ${places(y)})`,
    },
    escaped(text),
  );
}

/** The elements, moved and scaled. */
export function moved(
  body: string,
  { x, y, scale = 1 }: { readonly x: number; readonly y: number; readonly scale?: number },
): string {
  const transform = `translate(${places(x)} ${places(y)})${scale === 1 ? '' : ` scale(${scale})`}`;
  return element('g', { transform }, body);
}

const MM_PER_POINT = 25.4 / 72;

/** Millimetres in points. */
export const pointsOf = (mm: number): number => mm / MM_PER_POINT;

/** Points in millimetres. */
export const millimetresOf = (points: number): number => points * MM_PER_POINT;

/**
 * A whole document of the drawing's true size.
 *
 * @param inserted - what comes first: fonts, for programs that draw it
 */
export function svgDocument({ width, height, body }: Drawing, inserted = ''): string {
  const mm = (points: number): string => `${places(millimetresOf(points))}mm`;
  const ground = element('rect', { width, height, fill: '#ffffff' });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: mm(width),
      height: mm(height),
      viewBox: `0 0 ${places(width)} ${places(height)}`,
    },
    `${inserted}${ground}${body}`,
  )}\n`;
}
