/**
 * A run that goes on from a checkpoint of another with changed settings. Which settings may change is found out, not listed: the run
 * is made on paper with the old settings and with the new ones, and what it then consists of is compared.
 */
import { AppError } from '../base/errors.ts';
import { beginningAt, findCheckpoint, withLength } from '../runs/index.ts';
import type { Beginning, NewRun, RunLength, StoredRun } from '../runs/index.ts';
import { learningRates, trainConfigSchema } from '../train/index.ts';
import type { Snapshot } from '../train/index.ts';
import { inExperimentOf } from './again-run.ts';
import { searchConfigSchema } from '../search/index.ts';
import { cliError } from './errors.ts';
import { isLanguage } from './language/is-language.ts';
import { kindFor } from './kinds.ts';
import type { AnyData } from './kinds.ts';
import type { LoopMaterials } from './kinds.ts';
import { PAPER, PAPER_EXECUTABLE } from './paper-executor.ts';
import type { Places } from './places.ts';
import { configSchemaOf } from './run-config.ts';
import { keptSplit, openRunData } from './run-data.ts';
import { configure } from './settings.ts';

/** What is asked for. */
export interface ForkRequest {
  readonly run: StoredRun;
  /** `newest`, `best`, the number of a step, or `epoch:N` for what was saved after N epochs. */
  readonly at: string;
  /** `key=value` each. */
  readonly set: readonly string[];
  /** Null: that of the run. */
  readonly seed: number | null;
}

/** A run that goes on from a checkpoint, planned. */
export interface PlannedFork {
  readonly plan: NewRun;
  /** What one should know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** A run with some settings, as far as they decide what it consists of. */
interface Variant {
  readonly config: NewRun['config'];
  readonly record: LoopMaterials['record'];
  readonly data: AnyData;
}

/**
 * Plans a fork. Everything that can be wrong with it shows here, before there is a run.
 *
 * @throws AppError `cli/not-forkable`, `cli/bad-setting`, ..., `cli/data-changed`, `runs/checkpoint-not-kept`, `runs/...`
 */
export async function planFork(request: ForkRequest, places: Places): Promise<PlannedFork> {
  const { run, at, set, seed } = request;
  const { id, created: _created, starts: _starts, ...plan } = run.record;
  const kind = kindFor(plan.kind, plan.config);
  const data = { ...(await openRunData(run, places)), workers: 0, workerPath: null };
  const variantOf = (assignments: readonly string[]): Variant => {
    const config = configure(kind.schema(), plan.config, assignments);
    return { config, record: { ...run.record, config }, data };
  };
  const [before, after] = [variantOf([]), variantOf(set)];
  kind.checkData(after.config, data);
  const step = await findCheckpoint(run, at);
  const beginning = await beginningAt(run, step);
  const change: Change = { run, before, after, set, variantOf };
  await checkPace(change, beginning);
  await checkVariables(change, beginning.snapshot);
  checkRest(change, beginning);
  const length = lengthOf(change, beginning);
  return {
    plan: {
      ...plan,
      config: after.config,
      seed: seed ?? plan.seed,
      origin: { kind: 'fork', run: id, step },
      beginning: length === null ? beginning : withLength(beginning, length),
      ...(plan.data.split === undefined ? {} : { splitText: await keptSplit(run.paths.split) }),
      ...(await inExperimentOf(run)),
    },
    notes: [...beginning.problems, ...rateNotes(change, beginning)],
  };
}

interface Change {
  readonly run: StoredRun;
  readonly before: Variant;
  readonly after: Variant;
  readonly set: readonly string[];
  readonly variantOf: (assignments: readonly string[]) => Variant;
}

const scheduleOf = ({ record, config }: Variant) => configSchemaOf(record.kind, config).parse(config);
const stepsPerEpochOf = ({ record, config, data }: Variant): number =>
  kindFor(record.kind, config).stepsPerEpoch(config, data);

/** How many steps the run is to make in all, by its log so far. */
const stepsInAll = ({ events }: Beginning): number | null =>
  events.findLast((event) => event.type === 'step')?.steps ?? null;

/** Passes if the steps and epochs of the new run have the numbers that they had before. */
async function checkPace(change: Change, beginning: Beginning): Promise<void> {
  const { run, before, after } = change;
  const [old, now] = [stepsPerEpochOf(before), stepsPerEpochOf(after)];
  if (old !== now) {
    const settings = await guilty(change, async (variant) => stepsPerEpochOf(variant) !== old);
    const problem = `an epoch would have ${now} steps instead of ${old}, so that the numbers of steps and epochs would no longer mean what they meant. Start a new run`;
    throw cliError('cli/not-forkable', { run: run.id, settings, problem });
  }
  const { epochs } = scheduleOf(before);
  if (lengthOf(change, beginning) !== null || scheduleOf(after).epochs === epochs) return;
  const problem = `its method trains several networks, each for ${epochs} epochs, and a part of that is done. Start a new run`;
  throw cliError('cli/not-forkable', { run: run.id, settings: ['epochs'], problem });
}

/** Passes if something is left to compute. */
function checkRest(change: Change, beginning: Beginning): void {
  const { step } = beginning.snapshot;
  const length = lengthOf(change, beginning);
  if (length === null || step < length.steps) return;
  const done = (step * length.epochs) / length.steps;
  const problem = `Nothing would be left to compute: step ${step} ends epoch ${Math.floor(done)}, and the run is to have ${length.epochs}. Give more with --set epochs=N, or an earlier checkpoint with --at.`;
  throw cliError('cli/wrong-use', { problem });
}

/** How long the new run is; null where its method goes through the epochs more than once, and its log stays as it is. */
function lengthOf({ before, after }: Change, beginning: Beginning): RunLength | null {
  const perEpoch = stepsPerEpochOf(before);
  const told = stepsInAll(beginning);
  if (told !== null && told !== perEpoch * scheduleOf(before).epochs) return null;
  const { epochs } = scheduleOf(after);
  return { steps: perEpoch * epochs, epochs };
}

/** Passes if the numbers of the checkpoint mean in the new run what they meant. */
async function checkVariables(change: Change, snapshot: Snapshot): Promise<void> {
  const { run, before, after } = change;
  const misfit = await misfitOf(after, snapshot);
  if (misfit !== null) {
    const isMisfit = async (variant: Variant): Promise<boolean> =>
      (await misfitOf(variant, snapshot)) !== null;
    // What does not fit its own run was made by another version.
    const settings = (await isMisfit(before)) ? [] : await guilty(change, isMisfit);
    const problem = `its saved state would not fit: ${misfit}`;
    throw cliError('cli/not-forkable', { run: run.id, settings, problem });
  }
  if (change.set.length === 0) return;
  const old = await initialOf(before);
  const differing = async (variant: Variant) => differingName(old, await initialOf(variant));
  const name = await differing(after);
  if (name === null) return;
  const settings = await guilty(change, async (variant) => (await differing(variant)) !== null);
  const problem = `a run with it begins with other values of "${name}": either it is another network, in which the saved numbers would lie in the wrong places, or it says only how a run begins, and would change nothing any more`;
  throw cliError('cli/not-forkable', { run: run.id, settings, problem });
}

/** Why the run cannot be restored from the snapshot; null: it can. */
async function misfitOf({ record, data }: Variant, restore: Snapshot): Promise<string | null> {
  try {
    const loop = await kindFor(record.kind, record.config).createLoop({
      ...{ record, data, executor: PAPER, restore },
    });
    await loop.dispose();
    return null;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'train/foreign-snapshot') throw error;
    return String(error.data['problem']);
  }
}

type Values = Snapshot['variables'];

/**
 * What a run begins with. All parameters of a network are one variable, in which those of another network of the same size have other
 * places; but each begins with numbers of its own, and so the beginnings differ.
 */
async function initialOf({ record, data }: Variant): Promise<Values> {
  const written: Record<string, Values[string]> = {};
  const write = async (name: string, value: Values[string]): Promise<void> => {
    written[name] = value;
  };
  const executor = { ...PAPER, load: async () => ({ ...PAPER_EXECUTABLE, write }) };
  const loop = await kindFor(record.kind, record.config).createLoop({
    ...{ record, data, executor, restore: null },
  });
  await loop.dispose();
  return written;
}

function differingName(some: Values, others: Values): string | null {
  const differs = (name: string): boolean => {
    const [one, other] = [some[name], others[name]];
    return one?.length !== other?.length || one?.some((value, i) => value !== other?.[i]) === true;
  };
  return [...new Set([...Object.keys(some), ...Object.keys(others)])].find(differs) ?? null;
}

/** The settings among those changed that have that consequence alone; all of them where none has. */
async function guilty(
  { set, variantOf }: Change,
  isGuilty: (variant: Variant) => Promise<boolean>,
): Promise<readonly string[]> {
  const keys = set.map((assignment) => assignment.split('=')[0] ?? '');
  // Each trial takes as long as preparing a run.
  if (keys.length === 1) return keys;
  const found: string[] = [];
  for (const [i, assignment] of set.entries()) {
    // One that is wrong without the others is none that can be tried alone.
    const isIt = await Promise.resolve()
      .then(() => isGuilty(variantOf([assignment])))
      .catch(() => false);
    if (isIt) found.push(keys[i] ?? '');
  }
  return found.length === 0 ? keys : found;
}

/** A schedule is that of the whole run: with more epochs it is at another place. */
function rateNotes({ after, before }: Change, { events, snapshot }: Beginning): readonly string[] {
  const last = events.findLast((event) => event.type === 'step');
  // Language models have no schedule: their rate goes by the length of a batch.
  if (isLanguage(after.config)) return [];
  const schema = after.record.kind === 'search' ? searchConfigSchema : trainConfigSchema;
  const { epochs, weights } = schema.parse(after.config);
  const epoch = Math.floor(snapshot.step / stepsPerEpochOf(before));
  const next = learningRates(epochs, weights.learningRate)[epoch];
  if (last === undefined || next === undefined || next === last.learningRate) return [];
  const shown = (rate: number): string => String(Number(rate.toPrecision(4)));
  return [
    `The learning rate goes on with ${shown(next)} in epoch ${epoch + 1} of ${epochs} (schedule ${weights.learningRate.schedule}); the step before had ${shown(last.learningRate)}.`,
  ];
}
