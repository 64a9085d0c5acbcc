/** Bundles taken apart, so that tests can change what is in them. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fromBufferPromise } from 'yauzl';
import { z } from 'zod';
import { rawZip } from './raw-zip.ts';

const manifestSchema = z.looseObject({
  format: z.number(),
  runs: z.array(
    z.looseObject({
      run: z.string(),
      title: z.string(),
      files: z.array(z.looseObject({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })),
    }),
  ),
});

/** The manifest of a bundle, to be changed. */
export type LooseManifest = z.output<typeof manifestSchema>;

/** A bundle in parts: the text of each entry but the manifest's, by its name. */
export interface BundleParts {
  readonly manifest: LooseManifest;
  readonly files: Map<string, Buffer>;
}

/** Takes a bundle apart. */
export async function bundleParts(path: string): Promise<BundleParts> {
  const zip = await fromBufferPromise(await readFile(path), { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry))
      chunks.push(Buffer.from(chunk as Buffer));
    files.set(entry.fileName, Buffer.concat(chunks));
  }
  const manifest = manifestSchema.parse(JSON.parse(files.get('manifest.json')?.toString() ?? ''));
  files.delete('manifest.json');
  return { manifest, files };
}

/** Puts a bundle together, with a manifest whose sizes and sums are those of its files. */
export function sealed({ manifest, files }: BundleParts): Buffer {
  const runs = manifest.runs.map((run) => ({
    ...run,
    files: run.files.map((file) => {
      const content = files.get(`runs/${run.run}/${file.path}`) ?? Buffer.alloc(0);
      const sha256 = createHash('sha256').update(content).digest('hex');
      return { ...file, sizeBytes: content.length, sha256 };
    }),
  }));
  return zipped({ manifest: { ...manifest, runs }, files });
}

/** Puts a bundle together with the manifest as it is. */
export function zipped({ manifest, files }: BundleParts): Buffer {
  const entries = [...files].map(([name, content]) => ({ name, content }));
  return rawZip([...entries, { name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) }]);
}

/** Every path below a folder, and the content of the files: equal for folders that are equal. */
export async function treeOf(folder: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(folder, { recursive: true });
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      found[`${entry.name}/`] = '';
      for (const [name, content] of Object.entries(await treeOf(path)))
        found[`${entry.name}/${name}`] = content;
    } else found[relative(folder, path)] = (await readFile(path)).toString('base64');
  }
  return found;
}
