/** Data sets in words. */
import { TEXT_PARTS } from '../../data/index.ts';
import type { CheckedFile, CorpusFacts, ImageSizes, RegisteredSet, SetFacts } from '../../data/index.ts';
import { table } from '../output.ts';

/** Classes that are listed one by one; of more, only the balance is told. */
const MOST_LISTED = 20;

/** What is to be known of a set, as rows of a table. */
export function factRows(facts: SetFacts): readonly (readonly [string, string])[] {
  const { train, test, classes, channels, sizes, statistics, validationFrom, skipped } = facts;
  const validation =
    validationFrom === null ? '' : `, ${train.count - validationFrom} of them for validation`;
  return [
    ['images', `${train.count} for training${validation}, ${test.count} for testing`],
    ['classes', `${classes.length}${classes.length > MOST_LISTED ? '' : `: ${classes.join(', ')}`}`],
    ['sizes', `${sizeWords(sizes)}, ${channels} ${channels === 1 ? 'channel' : 'channels'}`],
    ['mean', statistics.mean.map((value) => value.toFixed(4)).join(', ')],
    ['deviation', statistics.deviation.map((value) => value.toFixed(4)).join(', ')],
    ...skipped.map(
      ({ reason, count, examples }) =>
        [
          'left out',
          `${count} ${count === 1 ? 'image' : 'images'}: ${reason} (${examples.slice(0, 3).join(', ')})`,
        ] as const,
    ),
  ];
}

/** What is to be known of a text, as rows of a table. */
export function textRows(facts: CorpusFacts): readonly (readonly [string, string])[] {
  const rows = TEXT_PARTS.map((part) => {
    const { lines, tokens, outOfVocabulary } = facts[part];
    const lacking =
      part === 'train' ? '' : `, ${amount(outOfVocabulary.tokens)} of them of words that training lacks`;
    return [part, `${amount(tokens)} tokens in ${amount(lines)} lines${lacking}`] as const;
  });
  return [['vocabulary', `${amount(facts.vocabulary)} different words`], ...rows];
}

const amount = (count: number): string => count.toLocaleString('en');

/** `32x32`, or how sizes are spread. */
export function sizeWords(sizes: ImageSizes | null): string {
  const short = shortSizeWords(sizes);
  if (sizes === null || sizes.distinct === 1) return short;
  const { height, width } = sizes;
  const range = `${height.smallest} to ${height.largest} high, ${width.smallest} to ${width.largest} wide`;
  return `${short}, ${range}, in the middle ${height.median}x${width.median}`;
}

/** The one size, or how many there are. */
export function shortSizeWords(sizes: ImageSizes | null): string {
  if (sizes === null) return 'none';
  const { distinct, common } = sizes;
  const [only] = common;
  return distinct === 1 && only !== undefined ? `${only.height}x${only.width}` : `${distinct} sizes`;
}

/** How many images each class has, and how even that is. */
export function balanceWords({ classes, train, test }: SetFacts): string {
  if (classes.length <= MOST_LISTED) {
    const rows = classes.map((name, k) => [k, name, train.perClass[k] ?? 0, test.perClass[k] ?? 0]);
    return table([['', 'class', 'training', 'test'], ...rows]);
  }
  return [
    ['training', train.perClass],
    ['test', test.perClass],
  ]
    .map(([part, counts]) => `${String(part)}: ${spreadWords(counts as readonly number[], classes)}`)
    .join('\n');
}

function spreadWords(counts: readonly number[], classes: readonly string[]): string {
  const fewest = Math.min(...counts);
  const most = Math.max(...counts);
  if (fewest === most) return `${fewest} images of each class`;
  const nameOf = (count: number): string => classes[counts.indexOf(count)] ?? '';
  return `from ${fewest} images (${nameOf(fewest)}) to ${most} (${nameOf(most)}) of a class`;
}

/** The spread of sizes, where there is one. */
export function histogramWords(sizes: ImageSizes | null): string | null {
  if (sizes === null || sizes.distinct === 1) return null;
  // Photographs have too many sizes for any to be common.
  const common = sizes.common
    .filter(({ images }) => images > 1)
    .map(({ height, width, images }) => [`${height}x${width}`, images]);
  const bins = sizes.histogram.map(({ from, below, images }) => [`${from} to ${below - 1}`, images]);
  const title = sizes.distinct > common.length ? 'most common size' : 'size';
  return [
    table([['shorter side', 'images'], ...bins]),
    ...(common.length === 0 ? [] : ['', table([[title, 'images'], ...common])]),
  ].join('\n');
}

/** Where a set's files are. */
export const sourceWords = ({ source, path }: Pick<RegisteredSet, 'source' | 'path'>): string =>
  source.kind === 'owned' ? `its own, in ${path}` : `in their place, ${path}`;

/** What checksums say of a file. */
export function checkedWords({ path, publishedAs, candidates }: CheckedFile): string {
  if (publishedAs !== null) return `${path} is as published (${publishedAs})`;
  const [only, ...others] = candidates;
  return others.length === 0
    ? `${path} is not as published: it has another content than the file of ${only ?? ''}`
    : `${path} is none of the published files of that name that are known (${candidates.join('; ')})`;
}
