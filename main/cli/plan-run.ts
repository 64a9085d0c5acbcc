import type { OpenOptions } from '../data/index.ts';
import { DEFAULT_CARE, NO_ANNOTATIONS } from '../runs/index.ts';
import type { Annotations, Care, NewRun, RunStore } from '../runs/index.ts';
import { TRAIN_PORTION } from '../search/index.ts';
import {
  checkOperations,
  HYPERCUBOIDS,
  isPath,
  isRecurrent,
  RECURRENT_SPACES,
  resolveSpace,
  tablePrimitives,
} from '../spaces/index.ts';
import type { Architecture, OpTableName, SpaceReference, Wiring } from '../spaces/index.ts';
import { checkNetworkOf, trainConfigSchema } from '../train/index.ts';
import { cliError } from './errors.ts';
import { kindFor, presetOf, presetsOf } from './kinds.ts';
import type { KindDef } from './kinds.ts';
import { LANGUAGE_KINDS } from './language/kinds.ts';
import { identifyData } from './run-data.ts';
import { configure } from './settings.ts';
import {
  assignmentsOf,
  findCell,
  NO_CELL,
  tableOfConfig,
  tableOfReference,
  wiringOfCell,
  withNetworkOfCell,
} from './wanted-cell.ts';
import type { CellSource, WantedCell } from './wanted-cell.ts';

/** What every new run is asked for with. */
interface Wanted {
  /** A configuration to begin from instead of a preset's; undefined, and no preset: the usual preset for the cell of a training. */
  readonly config: unknown;
  readonly preset: string | null;
  /** `key=value` each. */
  readonly set: readonly string[];
  /** The name of a data set or the path of its folder; null for the one that comes with the program. */
  readonly data: string | null;
  /** The name of a saved split of the data set, or the path of a file with one; absent: as the data set and the settings say. */
  readonly split?: string;
  /** Null: 0. */
  readonly seed: number | null;
  /** How it is looked after, where that is not the usual way. */
  readonly care?: Partial<Care>;
  /** What is said of it from the start. */
  readonly annotations?: Partial<Annotations>;
}

/** A run that somebody wants. */
export type RunRequest =
  | (Wanted & { readonly kind: 'search' })
  | (Wanted & {
      readonly kind: 'train';
      readonly cell: CellSource;
    });

/** What a request is checked against. */
export interface PlanContext {
  readonly store: RunStore;
  readonly opening: OpenOptions;
  /** Finds the data, where they are known already. */
  readonly identify?: typeof identifyData;
}

/**
 * Makes a plan of a request. Everything that can be wrong with it shows here, before there is a run.
 *
 * @throws AppError `cli/...`, `data/...`, `spaces/...`, `runs/...`
 */
export async function planRun(request: RunRequest, context: PlanContext): Promise<NewRun> {
  const { kind, seed, split = null } = request;
  const cell = request.kind === 'train' ? await findCell(request.cell, context.store) : NO_CELL;
  const { preset, base } = beginningOf(request, cell);
  const assignments = [...assignmentsOf(cell), ...request.set];
  const def = kindFor(kind, base);
  checkCellOf(cell, def);
  const schema = def.schema((network) => withNetworkOfCell(cell, network));
  const config = configure(schema, base, assignments);
  if (split !== null) checkUndivided(config);
  const wanted = { data: request.data ?? cell.data ?? def.usualData, split };
  const {
    identity: { data, ...copy },
    learnt,
  } = await (context.identify ?? identifyData)(wanted, context.opening);
  def.checkData(config, learnt);
  const title = `${preset ?? 'custom'} ${def.title} on ${data.name}`;
  const { genotype, parent } = cell;
  const opTable = tableOfConfig(config);
  const space = hasTable(cell.space, opTable) ? cell.space : null;
  const wiring = wiringOfCell(cell);
  if (wiring !== null && wiring !== 'recurrent')
    checkNetworkOf(wiring, trainConfigSchema.parse(config).network);
  if (genotype !== null) checkBuildable(genotype, space, opTable);
  const { care, annotations } = request;
  return {
    kind,
    title,
    preset,
    config,
    seed: seed ?? 0,
    data,
    genotype,
    space,
    parent,
    origin: null,
    care: { ...DEFAULT_CARE, ...care },
    ...(annotations === undefined ? {} : { annotations: { ...NO_ANNOTATIONS, ...annotations } }),
    ...copy,
  };
}

/** What the settings of a run begin from; of a training that names nothing it is a preset of minutes on two cores. */
function beginningOf({ kind, preset: named, config }: RunRequest, cell: WantedCell) {
  const usual = USUAL[wiringOfCell(cell) ?? 'pairs'];
  const preset = named ?? (config === undefined ? usual : null);
  if (preset === null) return { preset, base: config };
  const { config: base } = presetOf(kind, preset);
  checkPreset(preset, cell);
  return { preset, base };
}

/** Passes if words are learnt by a recurrent cell, and images by another. @throws AppError `cli/wrong-use` */
function checkCellOf(cell: WantedCell, def: KindDef): void {
  const wiring = wiringOfCell(cell);
  if (wiring === null || (wiring === 'recurrent') === (def === LANGUAGE_KINDS.train)) return;
  const problem =
    wiring === 'recurrent'
      ? 'This is a recurrent cell, and these settings are for cells that learn images: begin from --preset rnn-quick or another preset of recurrent cells.'
      : 'These settings are for recurrent cells, and this is none: begin from another preset.';
  throw cliError('cli/wrong-use', { problem });
}

/** What a training begins from that names nothing. */
const USUAL = {
  pairs: 'quick',
  complete: 'nasbench201-quick',
  path: 'multichannelnet-quick',
  recurrent: 'rnn-quick',
} as const satisfies Record<Wiring, string>;

/** Passes if the preset is for such a cell, or there is none. @throws AppError `cli/foreign-preset` */
function checkPreset(preset: string, cell: WantedCell): void {
  const wiring = wiringOfCell(cell);
  if (wiring === null) return;
  const presets = presetsOf('train');
  const { wiring: its = wiring } = presetOf('train', preset);
  if (its === wiring) return;
  const known = Object.entries(presets).flatMap(([name, one]) => (one.wiring === wiring ? [name] : []));
  throw cliError('cli/foreign-preset', { preset, its, wiring, known });
}

/**
 * Passes if the names of the cell's primitives stand for something.
 *
 * @param table - of the settings; null: a path through a hypercuboid has none
 */
export function checkBuildable(
  genotype: Architecture,
  reference: SpaceReference | null,
  table: OpTableName | null,
): void {
  if (reference === null) {
    if (table !== null) checkOperations(genotype, tablePrimitives(table), `the op table ${table}`);
    else if (isRecurrent(genotype)) {
      const { title, primitives } = RECURRENT_SPACES['darts-rnn'];
      checkOperations(genotype, primitives, title);
    } else if (isPath(genotype)) {
      const { title, primitives } = HYPERCUBOIDS.multichannelnet;
      checkOperations(genotype, primitives, title);
    }
    return;
  }
  const { id, primitives } = resolveSpace(reference);
  checkOperations(genotype, primitives, `the space ${id}`);
}

/** Whether the names of primitives stand for what they do in the space that the cell is from, by the settings' op table. */
function hasTable(space: SpaceReference | null, opTable: OpTableName | null): boolean {
  const table = tableOfReference(space);
  return table === null || table === opTable;
}

/** Passes if nothing else says how a search divides the images. */
function checkUndivided({ trainPortion = TRAIN_PORTION }: Readonly<Record<string, unknown>>): void {
  if (trainPortion === TRAIN_PORTION) return;
  const problem = `--split says which images train the weights, and so does the setting trainPortion: leave one of them out.`;
  throw cliError('cli/wrong-use', { problem });
}
