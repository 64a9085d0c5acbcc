/**
 * A checkpoint as a file. All numbers are little-endian.
 *
 *     bytes  0..7   the letters DARTCKP and a line feed, which a transfer as text would change
 *     bytes  8..11  format version, u32
 *     bytes 12..15  length H of the header, u32
 *     bytes 16..47  SHA-256 of bytes 0..15 and the header
 *     H bytes       the header: JSON in UTF-8, padded with spaces so that the payload begins at a multiple of 8
 *     payload       the tensors, each at its offset, each padded with zeros to a multiple of 8
 */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { assert } from '../base/assert.ts';
import { AppError } from '../base/errors.ts';
import type { Snapshot } from '../train/index.ts';
import { writeDurably } from './durable.ts';
import { runsError, unreadable } from './errors.ts';

const MAGIC = 'DARTCKP\n';
const VERSION = 1;
const PREFIX_BYTES = 16;
const HEADER_AT = PREFIX_BYTES + 32;

/** The values of one variable. */
export type Values = Snapshot['variables'][string];

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array } as const;
const dtype = z.enum(['float32', 'int32', 'uint8']);
const count = z.number().int().nonnegative();

const headerSchema = z.strictObject({
  step: count,
  carried: z.unknown(),
  payloadBytes: count,
  payloadSha256: z.string(),
  /** Offsets are in bytes from the beginning of the payload. */
  tensors: z.array(z.strictObject({ name: z.string(), dtype, shape: z.array(count), offset: count })),
});
type Header = z.infer<typeof headerSchema>;

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;
const bytesOf = ({ buffer, byteOffset, byteLength }: Values): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function dtypeOf(values: Values): z.infer<typeof dtype> {
  if (values instanceof Float32Array) return 'float32';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}

/**
 * Writes a checkpoint: it is on the disk, whole, when this resolves.
 *
 * @throws AppError `runs/unwritable`
 */
export async function writeCheckpoint(path: string, snapshot: Snapshot): Promise<void> {
  assert(endianness() === 'LE', 'this machine stores numbers little-endian');
  const hash = createHash('sha256');
  const payload: Uint8Array[] = [];
  const tensors: Header['tensors'] = [];
  let offset = 0;
  for (const [name, values] of Object.entries(snapshot.variables)) {
    tensors.push({ name, dtype: dtypeOf(values), shape: [values.length], offset });
    const parts = [bytesOf(values), new Uint8Array(padded(values.byteLength) - values.byteLength)];
    for (const part of parts) hash.update(part);
    payload.push(...parts);
    offset += padded(values.byteLength);
  }
  const header: Header = {
    step: snapshot.step,
    carried: snapshot.carried,
    payloadBytes: offset,
    payloadSha256: hash.digest('hex'),
    tensors,
  };
  await writeDurably(path, [...headParts(header), ...payload]);
}

function headParts(header: Header): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(header));
  const length = padded(HEADER_AT + text.length) - HEADER_AT;
  const body = Buffer.concat([text, Buffer.alloc(length - text.length, ' ')]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(VERSION, 8);
  prefix.writeUInt32LE(length, 12);
  return [prefix, createHash('sha256').update(prefix).update(body).digest(), body];
}

/**
 * Reads a checkpoint and checks every byte of it.
 *
 * @throws AppError `runs/damaged-checkpoint`, `runs/newer-format`, `runs/unreadable`
 */
export async function readCheckpoint(path: string): Promise<Snapshot> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  const header = headerOf(bytes, path);
  const payload = bytes.subarray(payloadAtOf(bytes));
  if (payload.length !== header.payloadBytes) {
    throw damaged(path, `it has ${payload.length} bytes of numbers, not ${header.payloadBytes}`);
  }
  if (createHash('sha256').update(payload).digest('hex') !== header.payloadSha256) {
    throw damaged(path, 'the sum of its numbers is wrong');
  }
  return { step: header.step, carried: header.carried, variables: variablesIn(payload, header) };
}

const payloadAtOf = (bytes: Buffer): number => HEADER_AT + bytes.readUInt32LE(12);

const damaged = (file: string, problem: string): AppError =>
  runsError('runs/damaged-checkpoint', { file, problem });

/** The header of a checkpoint that begins with these bytes, checked. */
function headerOf(bytes: Buffer, path: string): Header {
  if (bytes.length < HEADER_AT) throw damaged(path, `it has only ${bytes.length} bytes`);
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw damaged(path, 'it does not begin like a checkpoint');
  }
  const payloadAt = payloadAtOf(bytes);
  if (bytes.length < payloadAt) throw damaged(path, 'it ends within its header');
  const body = bytes.subarray(HEADER_AT, payloadAt);
  const sum = createHash('sha256').update(bytes.subarray(0, PREFIX_BYTES)).update(body).digest();
  if (!sum.equals(bytes.subarray(PREFIX_BYTES, HEADER_AT)))
    throw damaged(path, 'the sum of its header is wrong');
  const version = bytes.readUInt32LE(8);
  // Only now is it known that the number is what was written.
  if (version > VERSION) {
    throw runsError('runs/newer-format', { file: path, found: String(version), known: VERSION });
  }
  return headerSchema.parse(JSON.parse(body.toString()));
}

/**
 * Whether a checkpoint is whole as far as its header and its length tell, without reading its numbers: what a torn or truncated file
 * does not pass, at the cost of a few kilobytes. A flipped bit among the numbers is found by {@link readCheckpoint} only.
 *
 * @throws what the file system says, if the file cannot be read
 */
export async function looksWhole(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const prefix = Buffer.alloc(HEADER_AT);
    if ((await file.read(prefix, 0, HEADER_AT, 0)).bytesRead < HEADER_AT) return false;
    const payloadAt = payloadAtOf(prefix);
    // Before the sum is checked the length may be anything.
    if (payloadAt > size) return false;
    const head = Buffer.alloc(payloadAt);
    await file.read(head, 0, payloadAt, 0);
    return size === payloadAt + headerOf(head, path).payloadBytes;
  } catch (error) {
    if (error instanceof AppError) return error.code === 'runs/newer-format';
    throw error;
  } finally {
    await file.close();
  }
}

function variablesIn(payload: Buffer, header: Header): Snapshot['variables'] {
  // A copy of its own: what was read may lie at an odd place of a shared buffer, where arrays of floats cannot begin.
  const { buffer } = new Uint8Array(payload);
  return Object.fromEntries(
    header.tensors.map(({ name, dtype: kind, shape, offset }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      return [name, new ARRAYS[kind](buffer, offset, length)];
    }),
  );
}

/** Variables whose names begin so are no part of what is hashed: they say how training would go on. */
const OPTIMIZER = 'optimizer.';

/**
 * The SHA-256 of what was learnt: weights, statistics and alphas. For each such variable, in the order of the names' UTF-16
 * codes: the name in UTF-8, a zero byte, the number of bytes as a little-endian u64, the bytes.
 */
export function weightsSha256({ variables }: Snapshot): string {
  const hash = createHash('sha256');
  const learnt = Object.entries(variables).filter(([name]) => !name.startsWith(OPTIMIZER));
  for (const [name, values] of learnt.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(values.byteLength));
    hash.update(`${name}\0`).update(length).update(bytesOf(values));
  }
  return hash.digest('hex');
}
