import { crc32c } from './crc32c.ts';

const LENGTH_BYTES = 8;
const SUM_BYTES = 4;
const MASK = 0xa282ead8;

/**
 * A record of a TFRecord file: its length as a little-endian u64, the masked CRC-32C of these 8 bytes, the record, its masked CRC-32C.
 *
 * @see TensorFlow, tensorflow/core/lib/io/record_writer.h, and crc32c.h for the mask
 */
export function recordFrame(record: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + 2 * SUM_BYTES + record.length);
  frame.writeBigUInt64LE(BigInt(record.length), 0);
  frame.writeUInt32LE(masked(crc32c(frame.subarray(0, LENGTH_BYTES))), LENGTH_BYTES);
  frame.set(record, LENGTH_BYTES + SUM_BYTES);
  frame.writeUInt32LE(masked(crc32c(record)), LENGTH_BYTES + SUM_BYTES + record.length);
  return frame;
}

/** Turned and moved, because the sum of data that hold their own sums is no good. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + MASK) >>> 0;
}
