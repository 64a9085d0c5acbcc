/** What encoded images begin with. */

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

/** The formats that are opened at all: libvips knows many more, drawings among them. Null: any byte. */
const FORMATS: readonly (readonly (number | null)[])[] = [
  [0xff, 0xd8, 0xff],
  [0x89, ...ascii('PNG\r\n\x1a\n')],
  ascii('GIF8'),
  [...ascii('RIFF'), null, null, null, null, ...ascii('WEBP')],
  ascii('II*\0'),
  ascii('MM\0*'),
];

/** Whether bytes begin as a JPEG, PNG, GIF, WebP or TIFF file does. */
export const isImage = (bytes: Uint8Array): boolean =>
  FORMATS.some((magic) => magic.every((byte, i) => byte === null || bytes[i] === byte));

/** Whether a file has the name of such an image. */
export const hasImageName = (name: string): boolean => /\.(jpe?g|png|gif|webp|tiff?)$/i.test(name);
