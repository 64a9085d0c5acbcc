import zlib from 'node:zlib';
import { crc32 as ownCrc32 } from './crc32.ts';

type Crc32 = (bytes: Uint8Array) => number;

/** The CRC-32 of zlib, by zlib itself where Node.js offers it: nine times as fast, and a long log has a million lines. */
export const crc32: Crc32 = fastest(zlib);

/** Node.js has one since 20.15 and 22.2; the Node.js inside Electron may be older. */
function fastest({ crc32: native }: { readonly crc32?: Crc32 }): Crc32 {
  return native === undefined ? ownCrc32 : (bytes) => native(bytes);
}
