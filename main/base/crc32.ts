const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** The CRC-32 of zlib, PNG and Ethernet, as an unsigned number. Node.js has one only since version 22. */
export function crc32(bytes: Uint8Array): number {
  const { length } = bytes;
  let crc = 0xffffffff;
  // By index: an iterator takes four times as long, and archives have hundreds of megabytes.
  for (let i = 0; i < length; i++) crc = (TABLE[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
