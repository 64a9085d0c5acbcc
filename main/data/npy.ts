/**
 * One array in an NPY file: a magic string, the version, the length of the header, the header (a Python dictionary of three
 * known keys), and the elements.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { dataError } from './errors.ts';
import { LIMIT_BYTES, readWhole } from './data-file.ts';
import type { DataFile } from './data-file.ts';
import { arrayProblem, parseElementType } from './ndarray.ts';
import type { ElementType, NdArray } from './ndarray.ts';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** numpy refuses longer headers too, unless a file is trusted. */
const MOST_HEADER_BYTES = 10_000;
const TEXT = new TextDecoder('latin1');

/** The beginning of an NPY file. */
export interface NpyHeader {
  readonly shape: readonly number[];
  readonly element: ElementType;
  readonly fortranOrder: boolean;
  /** Where the elements begin. */
  readonly headerBytes: number;
}

/** What the first bytes of a file say: a header, or in words why it is none. */
export function parseNpyHeader(head: Uint8Array): NpyHeader | string {
  if (!MAGIC.every((byte, i) => head[i] === byte)) return 'it does not begin as an NPY file does';
  const [major = 0] = head.subarray(6, 7);
  if (major < 1 || major > 3) return `its version ${String(major)} does not exist`;
  const start = major === 1 ? 10 : 12;
  if (head.length < start) return 'it ends within its header';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const headerBytes = start + length;
  if (length > MOST_HEADER_BYTES) return `its header of ${String(length)} bytes is too long`;
  if (head.length < headerBytes) return 'it ends within its header';
  const fields = parseFields(TEXT.decode(head.subarray(start, headerBytes)));
  return typeof fields === 'string' ? fields : { ...fields, headerBytes };
}

/** The header's dictionary. numpy writes its three keys in this order and form; other writers may order them otherwise. */
function parseFields(text: string): Omit<NpyHeader, 'headerBytes'> | string {
  const header = text.trim();
  const type = /'descr':\s*'([^']{1,16})'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (!/^\{.*\}$/s.test(header) || order === undefined || shape === undefined) {
    return 'its header is not that of an array';
  }
  const element = type === undefined ? null : parseElementType(type);
  if (element === null)
    return `its elements are ${type ?? 'not of one simple type'}, which is no simple number`;
  const sizes = shape
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '');
  return { element, fortranOrder: order === 'True', shape: sizes.map(Number) };
}

/**
 * Reads and checks a whole file.
 *
 * @throws AppError `data/unusable-file`, `data/too-large`, `data/damaged-file`, `data/unreadable`
 */
export async function readNpy(file: DataFile): Promise<NdArray & { readonly fileBytes: Uint8Array }> {
  const fileBytes = await readWhole(file, LIMIT_BYTES);
  return { ...parseNpy(fileBytes, file.path), fileBytes };
}

/**
 * The array that the bytes of a whole file are.
 *
 * @param fileBytes - of which the array is a view
 * @param file - for messages: where they are from
 * @throws AppError `data/unusable-file`
 */
export function parseNpy(fileBytes: Uint8Array, file: string): NdArray {
  const unusable = (problem: string): Error =>
    dataError('data/unusable-file', { file, what: 'NPY file', problem });
  const header = parseNpyHeader(fileBytes);
  if (typeof header === 'string') throw unusable(header);
  const { headerBytes, ...described } = header;
  const array = { ...described, bytes: fileBytes.subarray(headerBytes) };
  const problem = arrayProblem(array);
  if (problem !== null) throw unusable(problem);
  return array;
}
