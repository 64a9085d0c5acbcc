import { resolve } from 'node:path';
import { z } from 'zod';
import { namedDatasets, openDataset, requireTraining } from '../data/index.ts';
import { readEvents, summarize } from '../runs/index.ts';
import type { Parent, RunPlan, RunStore, StoredRun } from '../runs/index.ts';
import { searchConfigSchema } from '../search/index.ts';
import {
  checkPrimitives,
  findOpTable,
  resolveSpace,
  tableOfSpace,
  tablePrimitives,
} from '../spaces/index.ts';
import type { Genotype, OpTableName, SpaceReference } from '../spaces/index.ts';
import { cliError } from './errors.ts';
import { readGenotypeArgument } from './genotype-argument.ts';
import { KINDS, presetOf } from './kinds.ts';

/** What every new run is asked for with. */
interface Wanted {
  /** A configuration to begin from instead of a preset's. */
  readonly config: unknown;
  readonly preset: string | null;
  /** `key=value` each. */
  readonly set: readonly string[];
  /** The name of a data set or the path of its folder; null for the one that comes with the program. */
  readonly data: string | null;
  /** Null: 0. */
  readonly seed: number | null;
}

/** A run that somebody wants. */
export type RunRequest =
  | (Wanted & { readonly kind: 'search' })
  | (Wanted & {
      readonly kind: 'train';
      /** Where the cell is from: a run, with the number of epochs behind an `@`; or a genotype argument. */
      readonly cell: { readonly from: string } | { readonly genotype: string };
    });

/** What a request is checked against. */
export interface PlanContext {
  readonly store: RunStore;
  readonly resourcesDir: string;
}

/**
 * Makes a plan of a request. Everything that can be wrong with it shows here, before there is a run.
 *
 * @throws AppError `cli/...`, `data/...`, `spaces/...`, `runs/...`
 */
export async function planRun(request: RunRequest, context: PlanContext): Promise<RunPlan> {
  const { kind, preset, seed } = request;
  const cell = request.kind === 'train' ? await cellOf(request.cell, context.store) : NO_CELL;
  const { config: base, decidesOps } = preset === null ? ownConfig(request.config) : presetOf(kind, preset);
  // A cell brings the definitions that it was published or found with, unless somebody decided otherwise.
  const table = cell.opTable === null || decidesOps ? [] : [`network.opTable=${cell.opTable}`];
  const own = preset === null ? [] : [...table, ...reductionsOf(cell.space)];
  const config = KINDS[kind].configure(base, [...own, ...request.set]);
  const data = await identify(request.data ?? cell.data, context.resourcesDir);
  const title = `${preset ?? 'custom'} ${KINDS[kind].title} on ${data.name}`;
  const { genotype, parent } = cell;
  const space = preset === null || hasTableOf(cell, config) ? cell.space : null;
  if (genotype !== null) checkBuildable(genotype, space, config);
  return { kind, title, preset, config, seed: seed ?? 0, data, genotype, space, parent };
}

interface Cell {
  readonly genotype: Genotype | null;
  readonly space: SpaceReference | null;
  readonly parent: Parent | null;
  readonly opTable: OpTableName | null;
  /** The data set of the run that it was found on. */
  readonly data: string | null;
}

const withTable = z.object({ network: z.object({ opTable: z.string() }) });

/** Passes if the names of the cell's primitives stand for something. */
function checkBuildable(genotype: Genotype, reference: SpaceReference | null, config: unknown): void {
  if (reference !== null) {
    const { id, primitives } = resolveSpace(reference);
    checkPrimitives(genotype, primitives, `the space ${id}`);
    return;
  }
  const table = findOpTable(withTable.parse(config).network.opTable, ['network', 'opTable']);
  checkPrimitives(genotype, tablePrimitives(table), `the op table ${table}`);
}

/** Whether the settings let the names of primitives stand for what they do in the space that the cell is from. */
const hasTableOf = ({ opTable }: Cell, config: unknown): boolean =>
  opTable === null || withTable.safeParse(config).data?.network.opTable === opTable;

/** What a space says of reduction cells at any depth: those that it lists by number are its supernet's. */
function reductionsOf(reference: SpaceReference | null): readonly string[] {
  const rule = reference === null ? 'thirds' : resolveSpace(reference).network.reductions;
  return typeof rule === 'object' && 'spacing' in rule ? [`network.reductions=${JSON.stringify(rule)}`] : [];
}

/** A configuration of one's own says all there is. */
const ownConfig = (config: unknown) => ({ config, decidesOps: true });

const NO_CELL: Cell = { genotype: null, space: null, parent: null, opTable: null, data: null };

async function cellOf(cell: Extract<RunRequest, { kind: 'train' }>['cell'], store: RunStore): Promise<Cell> {
  if ('from' in cell) return cellOfRun(cell.from, store);
  const read = readGenotypeArgument(cell.genotype);
  const opTable = read.from === 'library' ? read.published.ops : null;
  return { ...NO_CELL, genotype: read.genotype, opTable };
}

async function cellOfRun(reference: string, store: RunStore): Promise<Cell> {
  const [name = '', epochText] = reference.split('@');
  const run = await store.find(name);
  const { record } = run;
  const parent = { run: run.id, epoch: epochText === undefined ? null : epochOf(epochText) };
  // The cell of a training is trained again.
  if (record.kind === 'train') {
    const { genotype, space, data } = record;
    const opTable = findOpTable(withTable.parse(record.config).network.opTable, ['network', 'opTable']);
    return { genotype, space, parent, opTable, data: data.name };
  }
  const { space } = searchConfigSchema.parse(record.config);
  const genotype = parent.epoch === null ? await resultOf(run) : await genotypeAt(run, parent.epoch);
  return { genotype, space, parent, opTable: tableOfSpace(resolveSpace(space)), data: record.data.name };
}

function epochOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw cliError('cli/wrong-use', { problem: `Behind the @ stands a number of epochs, not "${text}".` });
}

async function resultOf(run: StoredRun): Promise<Genotype> {
  const { state, result } = await summarize(run);
  if (result?.kind === 'search') return result.genotype;
  const problem = `it is not finished (${state}); give ${run.id}@EPOCH for the cell after that many epochs`;
  throw cliError('cli/no-genotype', { run: run.id, problem });
}

async function genotypeAt(run: StoredRun, epoch: number): Promise<Genotype> {
  const { events } = await readEvents(run);
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

async function identify(wanted: string | null, resourcesDir: string): Promise<RunPlan['data']> {
  const names = namedDatasets().map(({ name }) => name);
  const name = wanted ?? names[0] ?? '';
  const { id } = requireTraining(await openDataset(name, { resourcesDir }));
  // A run is resumed from anywhere, so a folder is kept by its whole path.
  return { name: names.includes(name) ? name : resolve(name), id };
}
