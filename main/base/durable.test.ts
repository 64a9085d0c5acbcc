import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeAll, writeDurably } from './durable.ts';

it('writes more than 2 GiB at a time', async () => {
  const file = await open('/dev/null', 'w');
  try {
    await writeAll(file, new Uint8Array(new SharedArrayBuffer(2 ** 31 + 1)));
  } finally {
    await file.close();
  }
});

it('one of several writings at the same time wins whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'durable-'));
  try {
    const path = join(folder, 'record');
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000 * (i + 1)));
    await Promise.all(contents.map((content) => writeDurably(path, [content])));
    expect(contents).toContain(await readFile(path, 'utf8'));
    expect(await readdir(folder)).toEqual(['record']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
