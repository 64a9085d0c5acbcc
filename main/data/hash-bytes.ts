import type { Hash } from 'node:crypto';

/** Most that a hash takes at once is just below 2 GiB. */
const MOST_AT_ONCE = 2 ** 30;

/** Adds bytes to a hash, however many: the images of a set may be more than it takes at once. */
export function hashBytes(hash: Hash, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += MOST_AT_ONCE)
    hash.update(bytes.subarray(at, Math.min(bytes.length, at + MOST_AT_ONCE)));
}
