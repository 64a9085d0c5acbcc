/** What a person should know of a data set before it is searched or trained on: what is wrong, why that matters, what to do. */
import type { ShownImages, ShownSet, ShownText } from '../../../main/api/contract.ts';
import type { SetChecks } from '../../stores/data-sets.ts';
import { count, percent } from '../../ui/format.ts';
import { images } from './amounts.ts';

/** What can be done about it here. */
export type Remedy = 'locate' | 'verify' | 'remove';

/** One thing. */
export interface SetProblem {
  readonly id: string;
  /** `bad`: it cannot be used so; `warn`: what is measured on it may mislead; `note`: good to know. */
  readonly tone: 'bad' | 'warn' | 'note';
  /** What it is. */
  readonly title: string;
  /** Why it matters, and what to do. */
  readonly text: string;
  /** The first few of what it is about. */
  readonly examples: readonly string[];
  readonly remedy: Remedy | null;
}

/** With a larger share of tokens that training lacks, perplexity speaks of guessing them. */
const MANY_LACKING = 0.01;
/** A class with so many times the images of another makes plain accuracy say little. */
const UNEVEN = 3;
/** Fewer images of a class teach nothing. */
const FEW = 10;
const MOST_NAMED = 5;

/** All of it, the worst first. */
export function problemsOf(set: ShownSet, checks: SetChecks): readonly SetProblem[] {
  return [
    ...placeProblems(set),
    ...contentProblems(checks),
    ...(set.is === 'words' ? textProblems(set) : imageProblems(set, checks)),
  ];
}

const imageProblems = (set: ShownImages, checks: SetChecks): readonly SetProblem[] => [
  ...copyProblems(set, checks),
  ...partProblems(set),
  ...leftOut(set),
  ...balanceProblems(set),
];

const problem = (
  given: Pick<SetProblem, 'id' | 'tone' | 'title' | 'text'> & Partial<SetProblem>,
): SetProblem => ({ examples: [], remedy: null, ...given });

function placeProblems({ isThere, path }: ShownSet): readonly SetProblem[] {
  if (isThere) return [];
  return [
    problem({
      id: 'gone',
      tone: 'bad',
      title: 'Its files are gone',
      text: `${path ?? 'Their folder'} does not exist. If the files were moved, say where they are now: they are taken only if they are the same.`,
      remedy: 'locate',
    }),
  ];
}

function contentProblems({ verify }: SetChecks): readonly SetProblem[] {
  if (verify === null) return [];
  const changed = verify.files.filter(
    ({ publishedAs, candidates }) => publishedAs === null && candidates.length === 1,
  );
  const other = verify.isAsRegistered
    ? []
    : [
        problem({
          id: 'changed',
          tone: 'bad',
          title: 'It is no longer what was registered',
          text: `Its content was ${verify.registered} and is ${verify.found}. Restore its files, or remove it and add it again; runs that began with it need it as it was.`,
          remedy: 'remove',
        }),
      ];
  const unpublished =
    changed.length === 0
      ? []
      : [
          problem({
            id: 'unpublished',
            tone: 'warn',
            title: 'Files are not as published',
            text: 'They have the names of published files and another content: they were changed or cut short. Get them again from where the set is published.',
            examples: changed.slice(0, MOST_NAMED).map(({ path }) => path),
          }),
        ];
  return [...other, ...unpublished];
}

function copyProblems({ facts }: ShownImages, { duplicates }: SetChecks): readonly SetProblem[] {
  if (duplicates === null) return [];
  const { across, conflicting, withinTrain, withinTest, examples } = duplicates;
  const nameOf = (label: number): string => facts.classes[label] ?? String(label);
  const places = examples
    .slice(0, MOST_NAMED)
    .map((group) =>
      group.map(({ part, index, label }) => `${part} ${String(index)} (${nameOf(label)})`).join(' = '),
    );
  const found: SetProblem[] = [];
  if (across > 0)
    found.push(
      problem({
        id: 'across',
        tone: 'bad',
        title:
          across === 1
            ? 'A test image is a training image too'
            : `${count(across)} test images are training images too`,
        text: 'What a network has seen it need not generalize to: test accuracy on this set is too good. Take the copies out of one part, then add the set again.',
        examples: places,
      }),
    );
  if (conflicting > 0)
    found.push(
      problem({
        id: 'conflicting',
        tone: 'warn',
        title: `${images(conflicting)} in more than one class`,
        text: 'The same picture is filed under several classes: no network can be right about both. Decide for one of them.',
        examples: across > 0 ? [] : places,
      }),
    );
  if (withinTrain + withinTest > 0)
    found.push(
      problem({
        id: 'copies',
        tone: 'note',
        title:
          withinTrain + withinTest === 1
            ? 'A copy within a part'
            : `${count(withinTrain + withinTest)} copies within a part`,
        text: `${count(withinTrain)} among the training images and ${count(withinTest)} among the test images. With a random split, copies can be in both halves.`,
        examples: across + conflicting > 0 ? [] : places,
      }),
    );
  return found;
}

function partProblems({ facts: { train, test, sizes } }: ShownImages): readonly SetProblem[] {
  const found: SetProblem[] = [];
  if (train.count === 0)
    found.push(
      problem({
        id: 'no-training',
        tone: 'warn',
        title: 'It has only test images',
        text: 'Nothing can be searched or trained on it. Train on another set, and evaluate the finished training on this one.',
      }),
    );
  if (test.count === 0)
    found.push(
      problem({
        id: 'no-test',
        tone: 'warn',
        title: 'It has no test images',
        text: 'A training cannot say how good it is on images that it has not seen. Add a folder "test" with images that are kept apart.',
      }),
    );
  if (sizes !== null && sizes.distinct > 1)
    found.push(
      problem({
        id: 'sizes',
        tone: 'note',
        title: `Its images have ${count(sizes.distinct)} sizes`,
        text: `From ${sizes.height.smallest} x ${sizes.width.smallest} to ${sizes.height.largest} x ${sizes.width.largest} pixels. A network needs one: set a view when you start a run, such as the shorter side to 36 and the middle 32 x 32.`,
      }),
    );
  return found;
}

/** What helps, by what a reason speaks of. */
const LEFT_OUT_REMEDIES: readonly (readonly [about: RegExp, remedy: string])[] = [
  [/damaged|cut short|decod/i, 'Copy these files again from where they are from.'],
  [/cannot be read|permission/i, 'Check who owns these files and whether you may read them.'],
  [
    /not an image|no image|unknown/i,
    'If they are pictures, save them as PNG or JPEG; else nothing is missing.',
  ],
  [/large/i, 'Make them smaller.'],
  [/colour/i, 'Make all images of the set grey, or all coloured.'],
  [/animation/i, 'Save one frame of each as a picture.'],
];

function leftOut({ facts: { skipped } }: ShownImages): readonly SetProblem[] {
  return skipped.map(({ reason, count: files, examples }) => {
    const remedy = LEFT_OUT_REMEDIES.find(([about]) => about.test(reason))?.[1] ?? 'Look at these files.';
    return problem({
      id: `skipped ${reason}`,
      tone: 'warn',
      title: `${count(files)} ${files === 1 ? 'file was' : 'files were'} left out: ${reason}`,
      text: `${remedy} To have them in the set, mend them, then remove the set and add it again.`,
      examples: examples.slice(0, MOST_NAMED),
    });
  });
}

function balanceProblems({ facts: { classes, train } }: ShownImages): readonly SetProblem[] {
  const most = Math.max(0, ...train.perClass);
  if (train.count === 0 || classes.length < 2) return [];
  const fewest = Math.min(...train.perClass);
  const found: SetProblem[] = [];
  if (fewest * UNEVEN < most) {
    const small = classes[train.perClass.indexOf(fewest)] ?? '';
    const large = classes[train.perClass.indexOf(most)] ?? '';
    found.push(
      problem({
        id: 'uneven',
        tone: 'warn',
        title: 'Its classes are uneven',
        text: `${large} has ${count(most)} training images, ${small} ${count(fewest)}. Always saying ${large} is right ${percent(most / train.count)} of the time, so look at the accuracy of each class; a stratified split keeps the shares.`,
      }),
    );
  }
  const few = classes.filter((_, label) => (train.perClass[label] ?? 0) < FEW);
  if (few.length > 0)
    found.push(
      problem({
        id: 'few',
        tone: 'warn',
        title: `${count(few.length)} ${few.length === 1 ? 'class has' : 'classes have'} fewer than ${FEW} training images`,
        text: 'A network learns little from so few. Add images, or take the classes out.',
        examples: few.slice(0, MOST_NAMED),
      }),
    );
  return found;
}

function textProblems({ facts: { valid, test, notes } }: ShownText): readonly SetProblem[] {
  const found: SetProblem[] = [];
  const tokens = valid.outOfVocabulary.tokens + test.outOfVocabulary.tokens;
  const share = tokens / (valid.tokens + test.tokens);
  if (share > MANY_LACKING)
    found.push(
      problem({
        id: 'lacking',
        tone: 'warn',
        title: `${percent(share)} of what is tested are words that training never shows`,
        text: 'They are in the vocabulary, as the published codes have it, but nothing is learnt of them, and each costs much perplexity. Replace rare words by <unk> in all parts, as Penn Treebank and WikiText do.',
      }),
    );
  for (const [i, note] of notes.entries())
    found.push(problem({ id: `note ${i}`, tone: 'note', title: 'How it was read', text: note }));
  return found;
}
