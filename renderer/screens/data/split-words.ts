/** How images are divided, in words and in lengths of a bar. */
import type { SplitInfo } from '../../../main/api/contract.ts';
import { count, percent } from '../../ui/format.ts';

/** A piece of the bar. */
export interface SplitPiece {
  readonly part: 'weights' | 'alphas' | 'test';
  readonly title: string;
  readonly images: number;
  /** Of all images. */
  readonly share: number;
}

/** The pieces of a split, of what there are any. */
export function piecesOf({ of, counts }: SplitInfo): readonly SplitPiece[] {
  const total = counts.weights + counts.alphas + counts.test;
  const titles = {
    weights: of === 'train' ? 'weights' : 'training',
    alphas: of === 'train' ? 'alphas, held out' : 'held out of the test images',
    test: 'test',
  } as const;
  return (['weights', 'alphas', 'test'] as const)
    .map((part) => ({
      part,
      title: titles[part],
      images: counts[part],
      share: total === 0 ? 0 : counts[part] / total,
    }))
    .filter(({ images }) => images > 0);
}

/** `weights 5,000 (42 %), alphas 5,000 (42 %), test 2,000 (17 %)`. */
export function splitSentence(split: SplitInfo): string {
  return piecesOf(split)
    .map(({ title, images, share }) => `${title} ${count(images)} (${percent(share, 0)})`)
    .join(', ');
}

/** How it came about: `stratified, half, seed 1`. */
export function madeWords({ made }: Pick<SplitInfo, 'made'>): string {
  const { how, ...rest } = made;
  const told = Object.entries(rest)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${String(value)}`);
  return [how === undefined ? 'imported' : String(how), ...told].join(', ');
}

/** What the classes get: `each class 500 and 500`, or `classes 120 to 310 and 118 to 312`. */
export function classWords({ perClass: { weights, alphas } }: SplitInfo): string {
  if (weights.length === 0) return '';
  const range = (counts: readonly number[]): string => {
    const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
    return fewest === most ? count(fewest) : `${count(fewest)} to ${count(most)}`;
  };
  return `images of a class: ${range(weights)} for the weights, ${range(alphas)} held out`;
}

const MOST_NAMED = 3;

/** What is wrong with how the classes are divided, and what to do; null: nothing. */
export function missingWords(
  { of, perClass: { weights, alphas } }: SplitInfo,
  classes: readonly string[],
): string | null {
  if (of === 'test') return null;
  const lacking = classes.filter((_, label) => {
    const [learnt, held] = [weights[label] ?? 0, alphas[label] ?? 0];
    return learnt + held > 1 && (learnt === 0 || held === 0);
  });
  if (lacking.length === 0) return null;
  const rest = lacking.length > MOST_NAMED ? ` and ${count(lacking.length - MOST_NAMED)} more` : '';
  const named = `${lacking.slice(0, MOST_NAMED).join(', ')}${rest}`;
  return `Of ${named} all images are on one side: the files are in the order of their classes. Give a seed, or divide each class with stratified.`;
}
