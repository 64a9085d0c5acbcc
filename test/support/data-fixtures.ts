import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { z } from 'zod';

const part = z.object({ count: z.int(), labels: z.array(z.int()), sha256: z.string() });
const set = z.object({
  train: part,
  test: part,
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
});
const expected = z.object({
  'cifar-10': set,
  'cifar-100': set,
  'cifar-10.1': z.object({ v4: set, v6: set }),
  pickles: z.object({ sha256: z.string() }),
});

/** Where a file of `test/fixtures/data` is. `resources/scripts/make-cifar-fixtures.py` makes them. */
export const dataFixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/data/${name}`, import.meta.url));

/** What numpy says of the sets in the archives. */
export const EXPECTED_DATA = expected.parse(JSON.parse(readFileSync(dataFixture('expected.json'), 'utf8')));

/** The files of an archive of `test/fixtures/data`, by their names without the folders. */
export async function filesOfFixture(name: string): Promise<Record<string, Uint8Array>> {
  const entries = await unpackTar(gunzipSync(readFileSync(dataFixture(name))), { strict: true });
  return Object.fromEntries(
    entries.flatMap(({ header, data }) =>
      data === undefined ? [] : [[header.name.replace(/^.*\//, ''), new Uint8Array(data)]],
    ),
  );
}

/** Writes files into a folder. */
export async function putFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}
