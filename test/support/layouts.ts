import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unpackTar } from 'modern-tar';
import { z } from 'zod';
import { encodedFile } from '../../main/data/index.ts';
import type { DatasetParts, EncodedImages, EncodedParts } from '../../main/data/index.ts';
import { dataFixture } from './data-fixtures.ts';

const images = z.array(z.object({ path: z.string(), label: z.int() }));
const tree = z.object({
  classes: z.array(z.string()),
  train: images,
  val: images,
  test: images,
  skipped: z.array(z.object({ path: z.string() })),
});

/** What Python says of the trees in `test/fixtures/data/layouts`, by the archive and the folder in it. */
export const EXPECTED_TREES = z
  .object({ trees: z.record(z.string(), tree) })
  .parse(JSON.parse(readFileSync(dataFixture('layouts/expected.json'), 'utf8'))).trees;

/** One of the trees. */
export function expectedTree(name: string): z.output<typeof tree> {
  const found = EXPECTED_TREES[name];
  if (found === undefined) throw new Error(`no tree ${name}`);
  return found;
}

/** Unpacks an archive of `test/fixtures/data/layouts` into a folder. */
export async function putLayout(folder: string, name: string): Promise<void> {
  for (const { header, data } of await unpackTar(readFileSync(dataFixture(`layouts/${name}.tar`)))) {
    if (header.type === 'directory' || data === undefined) continue;
    await mkdir(dirname(join(folder, header.name)), { recursive: true });
    await writeFile(join(folder, header.name), data);
  }
}

/** What a reader listed. */
export function listed(parts: DatasetParts): EncodedParts {
  if (parts.kind === 'encoded') return parts;
  throw new Error('the reader decoded the images');
}

/** The images of a table: their paths in a folder, and labels. */
export function imagesOf(
  folder: string,
  { count, files, labels }: EncodedImages,
): { path: string; label: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    path: encodedFile(files, i).shownPath.slice(folder.length + 1),
    label: labels[i] ?? -1,
  }));
}

/** The bytes of an image in a table, from where it says that they are. */
export function bytesOf({ files }: EncodedImages, index: number): Uint8Array {
  const { path, start, length } = encodedFile(files, index);
  return new Uint8Array(readFileSync(path).subarray(start, start + length));
}
