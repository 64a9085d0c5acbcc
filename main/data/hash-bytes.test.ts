import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashBytes } from './hash-bytes.ts';

const digest = (bytes: Uint8Array): string => {
  const hash = createHash('sha1');
  hashBytes(hash, bytes);
  return hash.digest('hex');
};

it('hashes bytes as they are', () => {
  expect(digest(new TextEncoder().encode('abc'))).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
});

it('hashes more than 2 GiB, to the last byte', () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(2 ** 31 + 1));
  bytes[2 ** 31] = 1;
  expect(digest(bytes)).toBe('2a6a7f7d55aa5cfb51396f5789f99cdb308373aa');
}, 60_000);
