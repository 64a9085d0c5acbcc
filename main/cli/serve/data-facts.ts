/** What is to be known of data sets without reading their images. */
import {
  FETCHABLE,
  isThere,
  listRegistered,
  namedCorpora,
  namedDatasets,
  READERS,
  removeAllLeftOver,
  requireRegistered,
  SPLIT_KINDS,
  TEXT_LAYOUT,
} from '../../data/index.ts';
import type { CorpusFacts, ImageSizes, RegisteredSet, SetContent, SetFacts } from '../../data/index.ts';
import type { DataList, ListedImages, ListedSet, ListedText, ShownSet } from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';
import type { DataProcess } from './data-process.ts';
import type { OpenedFacts } from './data-work.ts';

/** Tells what there is, and what is known of one. What fails is an AppError `data/...`. */
export interface SetFactsReader {
  readonly list: () => Promise<DataList>;
  readonly show: (name: string) => Promise<ShownSet>;
}

interface Embedded {
  readonly name: string;
  readonly title: string;
  readonly is: ListedSet['is'];
}

const EMBEDDED: readonly Embedded[] = [
  ...namedDatasets().map((set) => ({ ...set, is: 'images' as const })),
  ...namedCorpora().map((set) => ({ ...set, is: 'words' as const })),
];

/** The sets of this user. Those that come with the program are opened by the process once they are shown. */
export function createSetFacts(dataDir: string, process: Pick<DataProcess, 'ask'>): SetFactsReader {
  // What comes with the program stays what it is.
  const opened = new Map<string, OpenedFacts>();
  const showEmbedded = async (set: Embedded): Promise<ShownSet> => {
    const found = opened.get(set.name) ?? (await process.ask('facts', { data: set.name }));
    opened.set(set.name, found);
    return withFacts({ ...embeddedBase(set), id: found.id, layout: null, config: {} }, found);
  };
  return {
    show: async (name) => {
      const embedded = EMBEDDED.find((set) => set.name === name);
      return embedded === undefined
        ? shownOf(await requireRegistered(dataDir, name))
        : showEmbedded(embedded);
    },
    list: async () => {
      await removeAllLeftOver(dataDir).catch((thrown: unknown) => {
        // A home that cannot be written is still one that can be read.
        if (!(thrown instanceof AppError)) throw thrown;
      });
      const { sets, problems } = await listRegistered(dataDir);
      const embedded = EMBEDDED.map((set): ListedSet => {
        const found = opened.get(set.name);
        const base = { ...embeddedBase(set), id: found?.id ?? null };
        return found === undefined ? { ...base, is: set.is, counts: null } : withCounts(base, found);
      });
      return { sets: [...embedded, ...(await Promise.all(sets.map(listedOf)))], problems, ...OFFERED };
    },
  };
}

const OFFERED: Omit<DataList, 'sets' | 'problems'> = {
  fetchable: Object.entries(FETCHABLE).map(([name, { title, page }]) => ({ name, title, page })),
  readers: [...Object.entries(READERS).map(([name, { title }]) => ({ name, title })), TEXT_LAYOUT],
  splitKinds: (Object.keys(SPLIT_KINDS) as (keyof typeof SPLIT_KINDS)[]).map((name) => ({
    name,
    title: SPLIT_KINDS[name].title,
    takes: SPLIT_KINDS[name].takes,
  })),
};

type ListedBase = Omit<ListedSet, 'is' | 'counts'>;

const embeddedBase = ({ name, title }: Embedded): Omit<ListedBase, 'id'> => ({
  name,
  kind: 'embedded',
  title,
  reader: null,
  path: null,
  isOwned: false,
  added: null,
  isThere: true,
});

const listedOf = async (set: RegisteredSet): Promise<ListedSet> => withCounts(await baseOf(set), set);

async function baseOf({ name, reader, path, source, added, id }: RegisteredSet): Promise<ListedBase> {
  const isOwned = source.kind === 'owned';
  // What cannot be known is as good as gone: opening it says why.
  const found = await isThere(path).catch(() => false);
  return { name, kind: 'registered', title: null, reader, path, isOwned, added, isThere: found, id };
}

async function shownOf(set: RegisteredSet): Promise<ShownSet> {
  const layout = OFFERED.readers.find(({ name }) => name === set.reader)?.title ?? set.reader;
  return withFacts({ ...(await baseOf(set)), layout, config: set.config }, set);
}

const withCounts = (base: ListedBase, { is, facts }: SetContent): ListedSet =>
  is === 'images' ? { ...base, is, counts: imageCounts(facts) } : { ...base, is, counts: textCounts(facts) };

function withFacts(
  base: ListedBase & Pick<ShownSet, 'layout' | 'config'>,
  { is, facts }: SetContent,
): ShownSet {
  if (is === 'words') return { ...base, is, counts: textCounts(facts), facts };
  const only = facts.sizes?.distinct === 1 ? facts.sizes.common[0] : undefined;
  const images = facts.train.count + facts.test.count;
  const pixelBytes = only === undefined ? null : images * only.height * only.width * facts.channels;
  return { ...base, is, counts: imageCounts(facts), facts, pixelBytes };
}

const imageCounts = ({ train, test, classes, sizes }: SetFacts): ListedImages['counts'] => ({
  train: train.count,
  test: test.count,
  classes: classes.length,
  size: sizeWords(sizes),
});

const textCounts = ({ vocabulary, train, valid, test }: CorpusFacts): ListedText['counts'] => ({
  tokens: train.tokens + valid.tokens + test.tokens,
  words: vocabulary,
});

function sizeWords(sizes: ImageSizes | null): string | null {
  if (sizes === null) return null;
  const [only] = sizes.common;
  return sizes.distinct === 1 && only !== undefined
    ? `${String(only.height)} x ${String(only.width)}`
    : `${String(sizes.distinct)} sizes`;
}
