/** The cell that a training is asked for with, and what it brings from where it was found. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { readHistory, summarize } from '../runs/index.ts';
import type { Parent, RunRecord, RunStore, StoredRun } from '../runs/index.ts';
import {
  findOpTable,
  isHyperCuboid,
  referenceTo,
  resolveSpace,
  tableOfSpace,
  wiringOf,
} from '../spaces/index.ts';
import type { Architecture, OpTableName, ReductionRule, SpaceReference, Wiring } from '../spaces/index.ts';
import { cliError } from './errors.ts';
import { readCellArgument } from './genotype-argument.ts';
import { isLanguage } from './language/is-language.ts';
import { configSchemaOf, searchedCells, spaceOfSearch } from './run-config.ts';
import type { Tree } from './setting-shape.ts';

/** Where a cell is from: a run, with the number of epochs behind an `@`; or a genotype argument. */
export type CellSource =
  | {
      readonly from: string;
      /** Whether the run may still be looking for the cell, which is then known later. */
      readonly isAwaited?: boolean;
    }
  | { readonly genotype: string };

/** A cell with all that is known of it. */
export interface WantedCell {
  readonly genotype: Architecture | null;
  /** The space that it was searched in. */
  readonly space: SpaceReference | null;
  readonly parent: Parent | null;
  /** The op table that its names are of; null where they are of none, of several, or of one that nobody told. */
  readonly opTable: OpTableName | null;
  /** The data set of the run that it was found on. */
  readonly data: string | null;
  /** How many cells the supernet had that it was searched in; null where that is not known any more. */
  readonly supernetCells: number | null;
  /** Which operations of a path its network had where it was published; null where nothing says so. */
  readonly lastOperation: 'dropped' | null;
}

/** What a run that needs no cell is asked for with. */
export const NO_CELL: WantedCell = {
  genotype: null,
  space: null,
  parent: null,
  opTable: null,
  data: null,
  supernetCells: null,
  lastOperation: null,
};

/**
 * The cell that is meant.
 *
 * @throws AppError `cli/...`, `runs/...`, `spaces/...`
 */
export async function findCell(source: CellSource, store: RunStore): Promise<WantedCell> {
  if ('from' in source) return cellOfRun(source.from, store, source.isAwaited ?? false);
  return { ...NO_CELL, ...readCellArgument(source.genotype) };
}

const withTable = z.object({ network: z.object({ opTable: z.string() }) });

/** The op table that the settings of a training name; null of other settings. */
export function tableOfConfig(config: unknown): OpTableName | null {
  const { data } = withTable.safeParse(config);
  return data === undefined ? null : findOpTable(data.network.opTable, ['network', 'opTable']);
}

/** The op table of a cell's space; null where there is no space, or none of one table. */
export const tableOfReference = (space: SpaceReference | null): OpTableName | null =>
  space === null ? null : tableOfSpace(resolveSpace(space));

/**
 * The network of a training's settings, completed by what its cell says. The rule: what the cell brings holds unless the given
 * JSON (a file, or a preset that says so itself) or an assignment names that setting. These are `opTable`, the definitions that
 * the cell's names had where it was found or published, and `reductions`, the rule of its space; of a path `lastOperation`.
 *
 * @throws AppError `cli/bad-setting` for reduction cells that the search cannot have trained
 */
export function withNetworkOfCell(cell: WantedCell, network: Tree): Tree {
  if (wiringOfCell(cell) === 'path') {
    const { lastOperation } = cell;
    return { kind: 'path', ...(lastOperation === null ? {} : { lastOperation }), ...network };
  }
  if (wiringOfCell(cell) === 'recurrent') return { kind: 'language', ...network };
  const { cells } = network;
  const says = 'reductions' in network || typeof cells !== 'number';
  const reductions = says ? null : reductionsOf(cell, cells);
  return {
    ...(cell.opTable === null ? {} : { opTable: cell.opTable }),
    ...(reductions === null ? {} : { reductions }),
    ...network,
  };
}

/** How the cell is wired, or will be when its search has found it; null where there is no cell. */
export function wiringOfCell({ genotype, space }: WantedCell): Wiring | null {
  if (genotype !== null) return wiringOf(genotype);
  return space === null ? null : resolveSpace(space).wiring;
}

/** The space's rule, where it fits a network of so many cells: those that it lists are of a network of another depth else. */
function reductionsOf({ space, supernetCells }: WantedCell, cells: number): ReductionRule | null {
  if (space === null) return null;
  const found = resolveSpace(space);
  if (isHyperCuboid(found)) return null;
  const { id, network } = found;
  const { reductions } = network;
  if (reductions === 'thirds') return null;
  if (!('spacing' in reductions)) {
    const isTheirs = cells === network.cells || cells === supernetCells;
    // None at all is no matter of depth: alphas of a reduction cell were never trained.
    return isTheirs || reductions.length === 0 ? reductions : null;
  }
  const { spacing } = reductions;
  const searched = supernetCells ?? network.cells;
  if (searched >= spacing || cells < spacing) return reductions;
  const problem = `by the space ${id} every ${spacing} cells end with a reduction cell, which this network of ${cells} has and the searched supernet of ${searched} had not, so none was found; give --set network.reductions=[] for a network without, or --set 'network.reductions={"spacing":${spacing}}' to train what the search began with`;
  throw cliError('cli/bad-setting', { key: 'network.reductions', problem });
}

/**
 * Assignments that come with a cell, before those that are asked for. Presets and configurations give mid channels for the
 * published choke convolutions; the definitions in a space of one's own are what was searched.
 */
export function assignmentsOf(cell: WantedCell): readonly string[] {
  const { space } = cell;
  const wiring = wiringOfCell(cell);
  if (wiring === 'path' || wiring === 'recurrent') return [];
  const isOwn = space !== null && typeof referenceTo(resolveSpace(space)) !== 'string';
  return isOwn ? ['network.midChannels=null'] : [];
}

/** The run that a reference names, and the number of epochs behind an `@`. @throws AppError `cli/wrong-use` */
export function partsOf(reference: string): { readonly name: string; readonly epoch: number | null } {
  const [name = '', epochText] = reference.split('@');
  return { name, epoch: epochText === undefined ? null : epochOf(epochText) };
}

async function cellOfRun(reference: string, store: RunStore, isAwaited: boolean): Promise<WantedCell> {
  const { name, epoch } = partsOf(reference);
  const run = await store.find(name);
  const { record } = run;
  const parent = { run: run.id, epoch };
  const supernetCells = await supernetCellsOf(record, store);
  // The cell of a training is trained again.
  const genotype = isAwaited ? await cellSoFar(run, epoch) : await cellIn(run, epoch);
  if (record.kind === 'train') {
    const { space, data } = record;
    const opTable = tableOfReference(space) ?? tableOfConfig(record.config);
    return { ...NO_CELL, genotype, space, parent, opTable, data: data.name, supernetCells };
  }
  const space = spaceOfSearch(record.config);
  const opTable = tableOfReference(space);
  return { ...NO_CELL, genotype, space, parent, opTable, data: record.data.name, supernetCells };
}

/**
 * The cell that a run gives: of a search its result, or what it had after so many epochs; of a training the one that it trains.
 *
 * @throws AppError `cli/no-genotype`, `runs/unreadable`
 */
export async function cellIn(run: StoredRun, epoch: number | null): Promise<Architecture> {
  const { kind, genotype } = run.record;
  if (kind === 'search') return epoch === null ? resultOf(run) : genotypeAt(run, epoch);
  if (genotype !== null) return genotype;
  throw cliError('cli/no-genotype', { run: run.id, problem: 'its search is not finished yet' });
}

/** The same; null where the run has not found it yet, but will if nothing goes wrong. */
async function cellSoFar(run: StoredRun, epoch: number | null): Promise<Architecture | null> {
  try {
    return await cellIn(run, epoch);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'cli/no-genotype')) throw error;
    const { kind, config } = run.record;
    const epochs = kind === 'search' ? configSchemaOf(kind, config).parse(config).epochs : null;
    if (epoch === null || epochs === null || epoch <= epochs) return null;
    const problem = `it makes ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, so it will have no alphas after ${epoch}`;
    throw cliError('cli/no-genotype', { run: run.id, problem }, error);
  }
}

/** The cells of the supernet at the beginning of a line of runs; null where that search was removed, or there was none. */
async function supernetCellsOf({ kind, config, parent }: RunRecord, store: RunStore): Promise<number | null> {
  if (kind === 'search') return isLanguage(config) ? null : searchedCells(config);
  if (parent === null) return null;
  try {
    return await supernetCellsOf((await store.find(parent.run)).record, store);
  } catch (error) {
    if (error instanceof AppError && (error.code === 'runs/not-found' || error.code === 'runs/none'))
      return null;
    throw error;
  }
}

function epochOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw cliError('cli/wrong-use', { problem: `Behind the @ stands a number of epochs, not "${text}".` });
}

async function resultOf(run: StoredRun): Promise<Architecture> {
  const { state, result } = await summarize(run);
  if (result?.kind === 'search') return result.genotype;
  const problem = `it is not finished (${state}); give ${run.id}@EPOCH for the cell after that many epochs`;
  throw cliError('cli/no-genotype', { run: run.id, problem });
}

async function genotypeAt(run: StoredRun, epoch: number): Promise<Architecture> {
  const { events } = await readHistory(run);
  const alphas = events.flatMap((event) => (event.type === 'alphas' ? [event] : []));
  const found = alphas.find((event) => event.epoch === epoch);
  if (found !== undefined) return found.genotype;
  const last = alphas.at(-1)?.epoch;
  const known = last === undefined ? 'its log has no alphas yet' : `it has 0 to ${last}`;
  throw cliError('cli/no-genotype', {
    run: run.id,
    problem: `it has no alphas after ${epoch} epochs; ${known}`,
  });
}
