/** What is to be known of data sets without reading their images. */
import { stat } from 'node:fs/promises';
import {
  FETCHABLE,
  findRegistered,
  listRegistered,
  namedDatasets,
  READERS,
  removeAllLeftOver,
  requireRegistered,
  SPLIT_KINDS,
} from '../../data/index.ts';
import type { AnyReaderDef, ImageSizes, RegisteredSet, SetFacts } from '../../data/index.ts';
import type { DataList, ListedSet, ShownSet } from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';
import type { DataProcess } from './data-process.ts';
import type { OpenedFacts } from './data-work.ts';

/** Tells what there is, and what is known of one. What fails is an AppError `data/...`. */
export interface SetFactsReader {
  readonly list: () => Promise<DataList>;
  readonly show: (name: string) => Promise<ShownSet>;
}

/** The sets of this user. Those that come with the program are opened by the process once they are shown. */
export function createSetFacts(dataDir: string, process: Pick<DataProcess, 'ask'>): SetFactsReader {
  // What comes with the program stays what it is.
  const opened = new Map<string, OpenedFacts>();
  const showEmbedded = async (set: { readonly name: string; readonly title: string }): Promise<ShownSet> => {
    const found = opened.get(set.name) ?? (await process.ask('facts', { data: set.name }));
    opened.set(set.name, found);
    return { ...embeddedSet(set, found), ...detailsOf(found.facts), layout: null, config: {} };
  };
  return {
    show: async (name) => {
      const registered = await findRegistered(dataDir, name);
      if (registered !== null) return shownOf(registered);
      const embedded = namedDatasets().find((set) => set.name === name);
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
      const embedded = namedDatasets().map((set) => embeddedSet(set, opened.get(set.name) ?? null));
      return { sets: [...embedded, ...(await Promise.all(sets.map(listedOf)))], problems, ...OFFERED };
    },
  };
}

const OFFERED: Omit<DataList, 'sets' | 'problems'> = {
  fetchable: Object.entries(FETCHABLE).map(([name, { title, page }]) => ({ name, title, page })),
  readers: Object.entries(READERS).map(([name, { title }]) => ({ name, title })),
  splitKinds: (Object.keys(SPLIT_KINDS) as (keyof typeof SPLIT_KINDS)[]).map((name) => ({
    name,
    title: SPLIT_KINDS[name].title,
    takes: SPLIT_KINDS[name].takes,
  })),
};

function embeddedSet(
  { name, title }: { readonly name: string; readonly title: string },
  found: OpenedFacts | null,
): ListedSet {
  return {
    name,
    kind: 'embedded',
    title,
    reader: null,
    path: null,
    isOwned: false,
    added: null,
    isThere: true,
    id: found?.id ?? null,
    counts: found === null ? null : countsOf(found.facts),
  };
}

async function listedOf({ name, reader, path, source, added, id, facts }: RegisteredSet): Promise<ListedSet> {
  return {
    name,
    kind: 'registered',
    title: null,
    reader,
    path,
    isOwned: source.kind === 'owned',
    added,
    isThere: await isThere(path),
    id,
    counts: countsOf(facts),
  };
}

async function shownOf(set: RegisteredSet): Promise<ShownSet> {
  const readers: Readonly<Record<string, AnyReaderDef>> = READERS;
  const layout = readers[set.reader]?.title ?? set.reader;
  return { ...(await listedOf(set)), ...detailsOf(set.facts), layout, config: set.config };
}

function detailsOf(facts: SetFacts): Pick<ShownSet, 'facts' | 'pixelBytes'> {
  const only = facts.sizes?.distinct === 1 ? facts.sizes.common[0] : undefined;
  const images = facts.train.count + facts.test.count;
  return {
    facts,
    pixelBytes: only === undefined ? null : images * only.height * only.width * facts.channels,
  };
}

const countsOf = ({ train, test, classes, sizes }: SetFacts): ListedSet['counts'] => ({
  train: train.count,
  test: test.count,
  classes: classes.length,
  size: sizeWords(sizes),
});

function sizeWords(sizes: ImageSizes | null): string | null {
  if (sizes === null) return null;
  const [only] = sizes.common;
  return sizes.distinct === 1 && only !== undefined
    ? `${String(only.height)} x ${String(only.width)}`
    : `${String(sizes.distinct)} sizes`;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
