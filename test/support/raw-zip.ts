/** Zip files in which anything can be wrong: what libraries refuse to write, others have written on purpose. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../main/base/crc32.ts';

/** An entry; what is not said is as it should be. */
export interface RawEntry {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflate?: boolean;
  /** Unix mode with the kind of file. */
  readonly mode?: number;
  /** The unpacked size that is claimed. */
  readonly claims?: number;
  readonly crc?: number;
  readonly method?: number;
  /** General purpose flags besides that names are UTF-8. */
  readonly flags?: number;
}

const UTF8 = 0x0800;

/** A zip file of these entries. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { head, packed } = headOf(entry);
    const name = Buffer.from(entry.name);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04', 'latin1'),
      u16(20),
      head,
      u16(name.length),
      u16(0),
    ]);
    parts.push(local, name, packed);
    const attributes = u32(((entry.mode ?? 0o100644) << 16) >>> 0);
    directory.push(
      Buffer.from('PK\x01\x02', 'latin1'),
      Buffer.concat([u16(0x031e), u16(20), head, u16(name.length), u16(0), u16(0), u16(0), u16(0)]),
      Buffer.concat([attributes, u32(offset), name]),
    );
    offset += local.length + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const count = u16(entries.length);
  const end = [
    Buffer.from('PK\x05\x06', 'latin1'),
    u16(0),
    u16(0),
    count,
    count,
    u32(listed.length),
    u32(offset),
    u16(0),
  ];
  return Buffer.concat([...parts, listed, ...end]);
}

function headOf({ content, deflate = false, claims, crc, method, flags = 0 }: RawEntry) {
  const packed = deflate ? deflateRawSync(content) : Buffer.from(content);
  const head = Buffer.concat([
    u16(UTF8 | flags),
    u16(method ?? (deflate ? 8 : 0)),
    u32(0x00210000),
    u32(crc ?? crc32(content)),
    u32(packed.length),
    u32(claims ?? content.length),
  ]);
  return { head, packed };
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
