/** What a split consists of: lists of numbers of images. */
import { createHash } from 'node:crypto';
import type { Dataset } from './dataset.ts';
import { selectImages } from './image-set.ts';

type Members = readonly number[];

/** The parts of a split: of the training images, or of the test images, where all training images are learnt from. */
export type SplitParts =
  | { readonly of: 'train'; readonly parts: { readonly train: Members; readonly valid: Members } }
  | { readonly of: 'test'; readonly parts: { readonly valid: Members; readonly test: Members } };

/** First 16 hexadecimal digits of the SHA-256 of the parts: the same for the same images, whatever the split is called. */
export function splitId({ of, parts }: SplitParts): string {
  const hash = createHash('sha256').update(`dartboard split/1 ${of}\n`);
  for (const [part, members] of Object.entries(parts)) hash.update(`${part} ${members.join(',')}\n`);
  return hash.digest('hex').slice(0, 16);
}

/** The data set as the split divides it: its training images are learnt from, and its test images are those held out as `valid`. */
export function divided(dataset: Dataset, split: SplitParts): Dataset {
  const valid = Uint32Array.from(split.parts.valid);
  if (split.of === 'test') return { ...dataset, test: selectImages(dataset.test, valid) };
  return {
    ...dataset,
    train: selectImages(dataset.train, Uint32Array.from(split.parts.train)),
    test: selectImages(dataset.train, valid),
    validationFrom: null,
  };
}

/** The same parts with ascending lists. */
export function ascending(split: SplitParts): SplitParts {
  const sorted = (members: Members): Members => [...Uint32Array.from(members).sort()];
  return split.of === 'train'
    ? { of: 'train', parts: { train: sorted(split.parts.train), valid: sorted(split.parts.valid) } }
    : { of: 'test', parts: { valid: sorted(split.parts.valid), test: sorted(split.parts.test) } };
}

/** What is wrong with the parts of a split of a data set, as a part of a sentence; null: nothing. */
export function partsProblem({ of, parts }: SplitParts, dataset: Dataset): string | null {
  const { count } = dataset[of];
  const taken = new Map<number, string>();
  for (const [part, members] of Object.entries<Members>(parts)) {
    for (const index of members) {
      if (index >= count) {
        const images = of === 'train' ? 'training images' : 'test images';
        return `"${part}" has the number ${String(index)}, and the set has ${String(count)} ${images}, counted from 0`;
      }
      const other = taken.get(index);
      if (other === part) return `"${part}" has ${String(index)} twice`;
      if (other !== undefined) return `${String(index)} is in "${other}" and in "${part}"`;
      taken.set(index, part);
    }
  }
  return null;
}
