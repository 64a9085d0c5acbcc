import type { Setting } from '../../../main/api/contract.ts';

/** What is said of a setting; null: nothing. */
type Words = (value: string) => string | null;

const plain =
  (words: (value: string) => string): Words =>
  (value) =>
    value === 'none' || value === 'no' || value === '0' ? null : words(value);

/** What is said of a recipe, in this order, by the names of the settings. */
const PARTS: readonly (readonly [name: string, words: Words])[] = [
  ['Epochs', (value) => `${value} epochs`],
  ['Batch', (value) => `batches of ${value}`],
  ['Images', plain((value) => `the first ${value} images`)],
  ['Cells', (value) => `${value} cells`],
  ['Init channels', (value) => `${value} channels at first`],
  ['Weights learning rate max', (value) => `learning rate from ${value}`],
  ['Weights momentum', plain((value) => `momentum ${value}`)],
  ['Weights weight decay', plain((value) => `weight decay ${value}`)],
  ['Weights clip norm', plain((value) => `gradients clipped at ${value}`)],
  ['Augment crop padding', plain((value) => `random crops (padded by ${value})`)],
  ['Augment flip', plain(() => 'mirrored at random')],
  ['Augment cutout length', plain((value) => `cutout of ${value} pixels`)],
  ['Augment auto augment', plain((value) => `AutoAugment ${value}`)],
  ['Drop path', plain((value) => `paths dropped up to ${value}`)],
  ['Auxiliary weight', plain((value) => `auxiliary head (weight ${value})`)],
  ['Label smoothing', plain((value) => `labels smoothed by ${value}`)],
  ['Precision', (value) => value],
];

/** A training's recipe in one sentence, as far as its settings say it. */
export function recipeOf(settings: readonly Setting[]): string {
  const values = new Map(settings.map(({ name, value }) => [name, value]));
  const hasHead = values.get('Auxiliary') !== 'no';
  const parts = PARTS.filter(([name]) => name !== 'Auxiliary weight' || hasHead).flatMap(([name, words]) => {
    const value = values.get(name);
    return value === undefined ? [] : (words(value) ?? []);
  });
  return parts.length === 0 ? 'Its settings stand in the inspector.' : `${parts.join(', ')}.`;
}
