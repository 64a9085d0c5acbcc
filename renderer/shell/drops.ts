/** What a thing that was dropped on the workbench, or opened from outside, is good for. */

/** A thing that was dropped. */
export interface Dropped {
  readonly name: string;
  readonly isFolder: boolean;
  /** Where it lies; null where the page may not know. */
  readonly path: string | null;
  /** What it says, where it is a text of moderate length; null otherwise. */
  readonly text: string | null;
}

/** What it is good for, or why it is good for nothing. */
export type DropMeaning =
  | { readonly kind: 'data'; readonly path: string }
  | { readonly kind: 'bundle'; readonly path: string }
  | { readonly kind: 'cell'; readonly genotype: string; readonly title: string }
  | { readonly kind: 'refused'; readonly why: string };

/** The longest text that is looked at for a cell, in characters. */
export const MOST_TEXT = 1024 * 1024;

const BUNDLE = /\.dartboard$/i;
const CELL = /\.genotype$/i;
const ARCHIVE =
  /\.(zip|tar|tgz|tar\.gz|tar\.xz|tar\.bz2|gz|npz|npy|bin|csv|tsv|tfrecords?|parquet|mat|h5)$|-ubyte$/i;
const IMAGE = /\.(png|jpe?g|webp|bmp|gif|tiff?)$/i;
/** Of a text that may hold a cell. */
export const TEXT = /\.(genotype|txt|log|json|py|md|yaml|yml|out)$/i;

/** What a dropped thing is good for. */
export function meaningOf(dropped: Dropped): DropMeaning {
  const { name, path, text, isFolder } = dropped;
  if (text !== null && !isFolder) {
    const genotype = CELL.test(name) ? text.trim() : genotypeIn(text);
    if (genotype !== null && genotype !== '') return { kind: 'cell', genotype, title: titleOf(name) };
  }
  if (BUNDLE.test(name)) {
    if (path !== null) return { kind: 'bundle', path };
    return refused(
      `A browser does not tell where ${name} lies. Import it in Runs by its path, or with "dartboard runs import".`,
    );
  }
  if (isFolder || ARCHIVE.test(name)) {
    if (path !== null) return { kind: 'data', path };
    return refused(`A browser does not tell where ${name} lies. Go to Data and add it by its path.`);
  }
  if (IMAGE.test(name)) {
    return refused(
      `${name} is one image, and a data set has many: drop its folder. To have a trained network look at it, drop it in Train.`,
    );
  }
  if (TEXT.test(name) || CELL.test(name))
    return refused(`There is no Genotype(...) in ${name}, and it is no data set.`);
  return refused(
    `${name} is nothing that can be used here: folders and archives of images, genotypes and .dartboard bundles are.`,
  );
}

const refused = (why: string): DropMeaning => ({ kind: 'refused', why });

const titleOf = (name: string): string => name.replace(/\.[a-z]+$/i, '') || 'dropped cell';

/** The last `Genotype(...)` in a text, a log for instance, where the last one is the newest; null: there is none. */
export function genotypeIn(text: string): string | null {
  const begin = text.lastIndexOf('Genotype(');
  if (begin === -1) return null;
  let depth = 0;
  for (let at = begin; at < text.length; at++) {
    const sign = text[at];
    if (sign === '(' || sign === '[') depth += 1;
    if (sign !== ')' && sign !== ']') continue;
    depth -= 1;
    if (depth === 0) return text.slice(begin, at + 1);
  }
  return null;
}
