import { bytes, count } from '../../ui/format.ts';

/** `277 kB`, `12 MB`: runs are small where they have no checkpoints. */
export function sizeWords(sizeBytes: number): string {
  return sizeBytes < 1e6 ? `${count(Math.ceil(sizeBytes / 1000))} kB` : bytes(sizeBytes);
}
