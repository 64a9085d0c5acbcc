import { z } from 'zod';
import { messageOf } from '../../../base/errors.ts';
import type { AppError } from '../../../base/errors.ts';
import { runsError } from '../../errors.ts';
import { isRunId } from '../../paths.ts';
import { EVENTS, isRunFile, RECORD } from './file-names.ts';

/** The format of bundles that this version writes. */
export const BUNDLE_FORMAT = 1;
/** The entry of a bundle that lists the others. */
export const MANIFEST = 'manifest.json';

const count = z.number().int().nonnegative();
const file = z.strictObject({
  /** Within the run's folder. */
  path: z.string().refine(isRunFile, 'is no name of a file of a run'),
  sizeBytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const run = z.strictObject({
  run: z.string().refine(isRunId, 'is no id of a run'),
  kind: z.enum(['search', 'train']),
  // It is shown before the record is read, in terminals too.
  title: z.string().regex(/^[^\p{Cc}\p{Cf}]*$/u, 'expected a title in one line'),
  files: z.array(file),
});
const schema = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  app: z.string(),
  created: z.iso.datetime(),
  runs: z.array(run).min(1),
});

/** What a bundle holds. */
export type Manifest = z.output<typeof schema>;
/** A run in a bundle. */
export type ManifestRun = Manifest['runs'][number];
/** A file of a run in a bundle. */
export type ManifestFile = ManifestRun['files'][number];

/** The name of a file's entry. */
export const entryName = (id: string, path: string): string => `runs/${id}/${path}`;

/**
 * The manifest in a text.
 *
 * @param bundle - for messages
 * @throws AppError `runs/bad-bundle`, `runs/newer-format`
 */
export function parseManifest(text: string, bundle: string): Manifest {
  const bad = (problem: string, cause?: unknown): AppError =>
    runsError('runs/bad-bundle', { file: bundle, problem }, cause);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw bad(`its manifest is no JSON (${messageOf(error)})`, error);
  }
  const found = z.object({ format: z.int() }).safeParse(document);
  if (found.success && found.data.format > BUNDLE_FORMAT) {
    const facts = { file: bundle, found: String(found.data.format), known: BUNDLE_FORMAT };
    throw runsError('runs/newer-format', facts);
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw bad(
      `its manifest is damaged: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
      parsed.error,
    );
  }
  checkNames(parsed.data, bad);
  return parsed.data;
}

function checkNames({ runs }: Manifest, bad: (problem: string) => AppError): void {
  const ids = runs.map((each) => each.run);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw bad(`its manifest lists the run ${twice} twice`);
  for (const { run: id, files } of runs) {
    const paths = new Set<string>();
    for (const { path } of files) {
      if (paths.has(path)) throw bad(`its manifest lists ${entryName(id, path)} twice`);
      paths.add(path);
    }
    // A file cannot be a folder as well.
    const above = files
      .map(({ path }) => path)
      .find((path) => paths.has(path.slice(0, path.lastIndexOf('/'))));
    if (above !== undefined) throw bad(`its manifest lists ${entryName(id, above)} within another file`);
    const lacking = [RECORD, EVENTS].find((path) => !paths.has(path));
    if (lacking !== undefined) throw bad(`its run ${id} has no ${lacking}`);
  }
}
