/** What the workbench prepares runs with: what there is to choose, and what comes of what was chosen. */
import type { LaunchCheck, LaunchDraft, LaunchOffer, LaunchPlanner, LaunchProblem } from '../../api/index.ts';
import { AppError } from '../../base/errors.ts';
import { listRegistered, namedCorpora, namedDatasets, splitNames } from '../../data/index.ts';
import type { RegisteredSet } from '../../data/index.ts';
import { DEFAULT_CARE } from '../../runs/index.ts';
import type { NewRun } from '../../runs/index.ts';
import { resolveSpace } from '../../spaces/index.ts';
import type { Host } from '../host.ts';
import { kindFor, presetOf, presetsOf } from '../kinds.ts';
import type { AnyData } from '../kinds.ts';
import { isLanguage } from '../language/is-language.ts';
import { partsOfWords, recipeOfWords } from '../language/recipe.ts';
import { commandLine, slurmScript } from '../launch/command-line.ts';
import { drafted } from '../launch/drafted.ts';
import type { Drafted } from '../launch/drafted.ts';
import { FIELD_GROUPS } from '../launch/field-words.ts';
import { partsOfImages, recipeOf } from '../launch/recipes.ts';
import { opening } from '../places.ts';
import { planRun } from '../plan-run.ts';
import type { PlanContext } from '../plan-run.ts';
import { identifyData } from '../run-data.ts';
import { findCell, NO_CELL } from '../wanted-cell.ts';
import type { WantedCell } from '../wanted-cell.ts';
import { busyTitles, createEstimator } from './launch-estimates.ts';
import { requested } from './requested.ts';

type Check = Parameters<LaunchPlanner['check']>[0];

/** Prepares runs of this host that are not made yet. */
export function createPlanner(host: Host, env: NodeJS.ProcessEnv): LaunchPlanner {
  const context: PlanContext = {
    store: host.store,
    opening: opening(host.places),
    identify: rememberingLast(identifyData),
  };
  return {
    offer: (kind) => offer(host, kind),
    check: (request) => check(request, { host, context }),
    estimate: createEstimator({ host, env, plan: (request) => planRun(request, context) }),
  };
}

async function offer({ places }: Host, kind: LaunchDraft['kind']): Promise<LaunchOffer> {
  const presets = Object.entries(presetsOf(kind));
  const { sets } = await listRegistered(places.data);
  const own = [];
  for (const set of sets) {
    const { name, is } = set;
    own.push({ name, is, title: titleOf(set), splits: await splitNames(places.data, name) });
  }
  return {
    presets: presets.map(([name, { title, source, wiring = null, config }]) => {
      const { learns, usualData } = kindFor(kind, config);
      return { name, title, source, wiring, learns, data: usualData };
    }),
    data: [
      ...namedDatasets().map((set) => ({ ...set, is: 'images' as const, splits: [] })),
      ...namedCorpora().map((corpus) => ({ ...corpus, is: 'words' as const, splits: [] })),
      ...own,
    ],
    groups: FIELD_GROUPS,
    care: DEFAULT_CARE,
  };
}

const titleOf = (set: RegisteredSet): string =>
  set.is === 'images'
    ? `${set.facts.train.count} training images, ${set.facts.classes.length} classes`
    : `${set.facts.train.tokens} training tokens, ${set.facts.vocabulary} words`;

interface Checking {
  readonly host: Host;
  readonly context: PlanContext;
}

async function check({ request, seeds }: Check, { host, context }: Checking): Promise<LaunchCheck> {
  const problems: LaunchProblem[] = [];
  const { kind } = request;
  const cell = await cellOf(request, context, problems);
  const form = await formOf(request, cell, problems);
  const { config } = form;
  const seen: Seen = { data: null };
  const plan =
    config === null || cell === null
      ? null
      : await caught(problems, 'run', () => planned(request, context, seen));
  return {
    fields: form.fields,
    problems,
    isReady: plan !== null,
    cell: kind === 'search' ? null : cellInWords(cell),
    recipe: config === null ? [] : isLanguage(config) ? recipeOfWords(kind, config) : recipeOf(kind, config),
    ...(plan === null || seen.data === null ? NOTHING_KNOWN : outcomeOf(plan, seen.data)),
    command: commandLine({ request, seeds }),
    script: slurmScript({ request, seeds }),
    busy: await busyTitles(host),
  };
}

/** The form as it is filled in; what is wrong and no field's is among the problems. */
async function formOf(
  { kind, preset: name, set = [] }: LaunchDraft,
  cell: WantedCell | null,
  problems: LaunchProblem[],
): Promise<Drafted> {
  const preset = await caught(problems, 'preset', async () => presetOf(kind, name));
  if (preset === null) return { fields: [], config: null, problems: [] };
  const form = drafted({ kind, preset, cell: cell ?? NO_CELL, set });
  for (const { key, problem } of form.problems)
    problems.push({ about: 'set', problem: key === '' ? problem : `${key}: ${problem}` });
  return form;
}

/** The data that a plan was made for. */
interface Seen {
  data: AnyData | null;
}

const NOTHING_KNOWN = { title: null, images: null, steps: null } as const;

/** What a run comes to that could be made. */
function outcomeOf(
  { kind, config, title, data: { name } }: NewRun,
  data: AnyData,
): Pick<LaunchCheck, 'title' | 'images' | 'steps'> {
  const def = kindFor(kind, config);
  const perEpoch = def.stepsPerEpoch(config, data);
  const classes = 'corpus' in data ? data.corpus.vocabulary.length : data.dataset.classes.length;
  const parts = 'corpus' in data ? partsOfWords(kind, config, data) : partsOfImages(kind, config, data);
  return {
    title,
    images: { name, of: def.learns, classes, parts },
    steps: { perEpoch, total: perEpoch * Number(config['epochs']) },
  };
}

function cellInWords(cell: WantedCell | null): LaunchCheck['cell'] {
  if (cell === null) return null;
  const { genotype, space } = cell;
  return { genotype, space: space === null ? null : resolveSpace(space).title };
}

async function cellOf(
  request: LaunchDraft,
  { store }: PlanContext,
  problems: LaunchProblem[],
): Promise<WantedCell | null> {
  if (request.kind === 'search') return NO_CELL;
  const { cell } = request;
  if (cell === null) {
    problems.push({ about: 'cell', problem: 'Choose the cell that is to be trained.' });
    return null;
  }
  return caught(problems, 'cell', async () => {
    const wanted = requested({ ...request, cell });
    return wanted.kind === 'train' ? findCell(wanted.cell, store) : NO_CELL;
  });
}

/** The plan, as the run would be made, with a look at its images. */
async function planned(request: LaunchDraft, context: PlanContext, seen: Seen): Promise<NewRun> {
  const { identify = identifyData } = context;
  return planRun(requested(complete(request)), {
    ...context,
    identify: async (wanted, options) => {
      const found = await identify(wanted, options);
      seen.data = found.learnt;
      return found;
    },
  });
}

function complete(request: LaunchDraft): Parameters<typeof requested>[0] {
  if (request.kind === 'search') return request;
  const { cell, ...rest } = request;
  if (cell === null) throw new Error('internal: a training without a cell is not planned');
  return { ...rest, cell };
}

/** What the work gives; null where it is refused, with the sentence among the problems. */
async function caught<T>(
  problems: LaunchProblem[],
  about: LaunchProblem['about'],
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    // What is no refusal is a bug of the host's.
    if (!(error instanceof AppError)) throw error;
    const isOfData = error.code.startsWith('data/');
    const of = !isOfData ? about : error.code.includes('split') ? 'split' : 'data';
    problems.push({ about: of, problem: error.message });
    return null;
  }
}

/** Most milliseconds for which a data set counts as known: it is looked at once more when a run is made of it. */
const KNOWN_MS = 60_000;

/** While somebody fills in a form, the same data are asked for again and again. */
function rememberingLast(identify: typeof identifyData): typeof identifyData {
  let last: { key: string; at: number; found: ReturnType<typeof identifyData> } | null = null;
  return (wanted, options) => {
    const key = JSON.stringify(wanted);
    const now = performance.now();
    if (last?.key !== key || now - last.at > KNOWN_MS) {
      const found = identify(wanted, options);
      const entry = { key, at: now, found };
      last = entry;
      found.catch(() => {
        if (last === entry) last = null;
      });
    }
    return last.found;
  };
}
