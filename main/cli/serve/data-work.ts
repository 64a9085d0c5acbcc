/** The work with data sets that reads many files, as the process for it does it, and as the commands of `dartboard data` do it. */
import {
  addSet,
  classCounts,
  corpusFactsOf,
  dataError,
  divided,
  factsOf,
  fetchSet,
  findDuplicates,
  findRegistered,
  foreignSplitText,
  isCorpusName,
  makeSplit,
  nameFrom,
  namedCorpora,
  namedDatasets,
  openCorpus,
  openDataset,
  passageOf,
  readSplit,
  registeredNames,
  relocateSet,
  sampleImages,
  saveSplit,
  splitId,
  splitNames,
  splitText,
  surveySet,
  verifySet,
} from '../../data/index.ts';
import type {
  AddContext,
  AddedSet,
  Corpus,
  Dataset,
  ImageSplit,
  Passage,
  SetContent,
  SetSurvey,
} from '../../data/index.ts';
import type { DataOutcome, DataRequests, DataTaskRequest, SamplePage, SplitInfo } from '../../api/index.ts';
import { SYSTEM_CLOCK } from '../../runs/index.ts';
import { findNpm } from '../data/fetch.ts';
import { opening } from '../places.ts';
import type { Places } from '../places.ts';

/** What is asked of the process, by kind. */
export interface DataJobs {
  readonly facts: { readonly request: { readonly data: string }; readonly answer: OpenedFacts };
  readonly survey: {
    readonly request: Omit<DataRequests['data.survey'], 'ticket'>;
    readonly answer: SetSurvey;
  };
  readonly samples: { readonly request: DataRequests['data.samples']; readonly answer: SamplePage };
  readonly passage: { readonly request: DataRequests['data.passage']; readonly answer: Passage };
  readonly splits: { readonly request: DataRequests['data.splits']; readonly answer: readonly SplitInfo[] };
  readonly divide: {
    readonly request: DataRequests['data.divide'];
    readonly answer: { readonly split: SplitInfo; readonly file: string | null };
  };
  readonly importSplit: {
    readonly request: DataRequests['data.import-split'];
    readonly answer: { readonly split: SplitInfo };
  };
  readonly task: { readonly request: DataTaskRequest; readonly answer: DataOutcome };
}

/** What opening a set shows. */
export type OpenedFacts = SetContent & { readonly id: string };

/** What a job is done with. */
export interface JobContext {
  readonly signal: AbortSignal;
  readonly onProgress: AddContext['onProgress'];
  /** Is told in a sentence what one should know besides. */
  readonly onNote: (sentence: string) => void;
}

/** Does jobs. */
export type DataWork = {
  readonly [K in keyof DataJobs]: (
    request: DataJobs[K]['request'],
    context: JobContext,
  ) => Promise<DataJobs[K]['answer']>;
};

/** The work of this installation. Sets that were opened stay so for a while. */
export function createDataWork(places: Places, env: NodeJS.ProcessEnv): DataWork {
  const open = createOpenSets(places);
  const openText = createOpenText(places);
  return {
    facts: async ({ data }, context) => {
      if (await isCorpusName(data, opening(places))) {
        const corpus = await openText(data);
        return { is: 'words', id: corpus.id, facts: corpusFactsOf(corpus) };
      }
      const dataset = await open(data, context);
      return { is: 'images', id: dataset.id, facts: factsOf(dataset) };
    },
    survey: (request, { signal }) => surveySet({ ...request, signal }),
    samples: async ({ data, part, ...choice }, context) => {
      const dataset = await open(data, context);
      const { total, images } = await sampleImages(dataset[part], choice);
      return {
        total,
        images: images.map(({ png, ...image }) => ({
          ...image,
          url: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
        })),
      };
    },
    passage: async ({ data, ...choice }) => passageOf(await openText(data), choice),
    splits: async ({ data }, context) => {
      const dataset = await open(data, context);
      const splits: SplitInfo[] = [];
      for (const name of await splitNames(places.data, data)) {
        const { file, text } = await splitText(places.data, data, name);
        splits.push(infoOf(readSplit(text, { file, dataset, isOtherDataAllowed: false }), dataset));
      }
      return splits;
    },
    divide: async ({ data, kind, name, isSaved, ...settings }, context) => {
      const dataset = await open(data, context);
      const made = makeSplit(dataset, kind, settings);
      const split = name === null ? made : { ...made, name };
      const file = isSaved ? await saveSplit(places.data, data, split) : null;
      return { split: infoOf(split, dataset), file };
    },
    importSplit: async ({ data, path, name, isOtherDataAllowed }, context) => {
      const dataset = await open(data, context);
      const found = readSplit(await foreignSplitText(path), { file: path, dataset, isOtherDataAllowed });
      const split = { ...found, name: name ?? nameFrom(found.name) };
      await saveSplit(places.data, data, split);
      return { split: infoOf(split, dataset) };
    },
    task: (request, context) => doTask(request, { places, env, open, ...context }),
  };
}

type OpenSet = (name: string, context: JobContext) => Promise<Dataset>;

/** As many stay open: their tables are in memory, and of those without a cache all pixels. */
const MOST_OPEN = 2;

function createOpenSets(places: Places): OpenSet {
  const sets = new Map<string, Promise<Dataset>>();
  return async (name, { signal, onProgress, onNote }) => {
    const key = await identify(places, name);
    const known = sets.get(key);
    if (known !== undefined) return known;
    const opened = openDataset(name, {
      ...opening(places),
      signal,
      onNote,
      onProgress: ({ phase, done, total }) => onProgress(phase, done, total),
    });
    sets.set(key, opened);
    // What could not be opened may be there the next time.
    opened.catch(() => sets.delete(key));
    for (const old of [...sets.keys()].slice(0, Math.max(0, sets.size - MOST_OPEN))) sets.delete(old);
    return opened;
  };
}

/** The text that was read last stays open, for the next page of it. */
function createOpenText(places: Places): (name: string) => Promise<Corpus> {
  let kept: { readonly key: string; readonly corpus: Promise<Corpus> } | null = null;
  return async (name) => {
    const key = await identify(places, name);
    if (kept?.key === key) return kept.corpus;
    const corpus = openCorpus(name, opening(places));
    kept = { key, corpus };
    corpus.catch(() => {
      if (kept?.corpus === corpus) kept = null;
    });
    return corpus;
  };
}

/** What tells a set from another one of the same name. Only sets with a name are opened. @throws AppError `data/not-registered` */
async function identify({ data }: Places, name: string): Promise<string> {
  if ([...namedDatasets(), ...namedCorpora()].some((embedded) => embedded.name === name)) return name;
  const found = await findRegistered(data, name);
  if (found === null) throw dataError('data/not-registered', { name, names: await registeredNames(data) });
  return [found.name, found.id, found.path, found.added].join('\n');
}

/** What a split comes to. */
function infoOf(split: ImageSplit, dataset: Dataset): SplitInfo {
  const { train, test } = divided(dataset, split);
  const of = ({ labels }: typeof train): readonly number[] => classCounts(labels, dataset.classes.length);
  return {
    name: split.name,
    id: splitId(split),
    of: split.of,
    made: split.made,
    counts: {
      weights: train.count,
      alphas: test.count,
      test: split.of === 'test' ? split.parts.test.length : dataset.test.count,
    },
    perClass: { weights: of(train), alphas: of(test) },
  };
}

interface TaskContext extends JobContext {
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  readonly open: OpenSet;
}

async function doTask(request: DataTaskRequest, context: TaskContext): Promise<DataOutcome> {
  const { places, env, signal, onProgress, onNote } = context;
  const adding: AddContext = {
    opening: { ...opening(places), dataDir: places.data, signal, onNote },
    now: () => SYSTEM_CLOCK.now(),
    onProgress,
  };
  switch (request.kind) {
    case 'add': {
      const { kind, ...wanted } = request;
      return added(kind, await addSet(wanted, adding));
    }
    case 'fetch': {
      const { kind, ...wanted } = request;
      const npm = await findNpm(places, env);
      return added(
        kind,
        await fetchSet({ ...wanted, from: null }, { ...adding, npm, env, onSource: onNote }),
      );
    }
    case 'verify': {
      const { set, found, files, isAsRegistered } = await verifySet(request.data, adding);
      return { kind: 'verify', data: set.name, isAsRegistered, found, registered: set.id, files };
    }
    case 'relocate': {
      const { name, path } = await relocateSet(request.data, request.path, adding);
      return { kind: 'relocate', data: name, path };
    }
    case 'duplicates': {
      const dataset = await context.open(request.data, context);
      const found = await findDuplicates(dataset, {
        signal,
        onProgress: (done, total) => onProgress('images', done, total),
      });
      return { kind: 'duplicates', data: request.data, found };
    }
  }
}

const added = (kind: 'add' | 'fetch', { set, summary, sameAs }: AddedSet): DataOutcome => ({
  kind,
  data: set.name,
  summary,
  sameAs,
});
