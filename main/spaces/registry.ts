import { darts } from './catalog/darts.ts';
import { isdarts } from './catalog/isdarts.ts';
import { nasbench201 } from './catalog/nasbench201.ts';
import { sharpdartsPaper } from './catalog/sharpdarts-paper.ts';
import { sharpdarts } from './catalog/sharpdarts.ts';
import { sharper } from './catalog/sharper.ts';
import { sharpsepconvDarts } from './catalog/sharpsepconv-darts.ts';
import { spacesError } from './errors.ts';
import { HYPERCUBOIDS } from './hypercuboid/catalog.ts';
import { RECURRENT_SPACES } from './recurrent/catalog.ts';
import type { FormatDef } from './format.ts';
import { json } from './formats/json.ts';
import { python } from './formats/python.ts';
import { nearest } from '../base/nearest.ts';
import type { CellSpace, SearchSpace } from './space.ts';

/** The published spaces of cells by id. */
export const CELL_SPACES = {
  darts,
  sharpdarts,
  'sharpdarts-paper': sharpdartsPaper,
  sharper,
  'sharpsepconv-darts': sharpsepconvDarts,
  isdarts,
  nasbench201,
} as const satisfies Record<string, CellSpace>;

/** The published search spaces by id. */
export const SPACES = { ...CELL_SPACES, ...HYPERCUBOIDS, ...RECURRENT_SPACES } as const satisfies Record<
  string,
  SearchSpace
>;

/** The id of a published search space. */
export type SpaceName = keyof typeof SPACES;

/** The id of a published space of cells. */
export type CellSpaceName = keyof typeof CELL_SPACES;

/** The written forms of genotypes; detection tries them in this order. */
export const FORMATS = { python, json } as const satisfies Record<string, FormatDef>;

/** The name of a written form. */
export type FormatName = keyof typeof FORMATS;

/** The names of the written forms, in the order of `FORMATS`. */
export function formatNames(): readonly FormatName[] {
  return Object.keys(FORMATS).filter(isFormat);
}

/**
 * The written form of that name.
 *
 * @throws `spaces/format-unknown` with the names that exist
 */
export function findFormat(name: string): FormatDef {
  if (isFormat(name)) return FORMATS[name];
  const allowed = formatNames();
  throw spacesError('spaces/format-unknown', { name, near: nearest(name, allowed), allowed });
}

/**
 * The published search space of that id.
 *
 * @throws `spaces/space-unknown` with the ids that exist
 */
export function findSpace(id: string): SearchSpace {
  if (isSpace(id)) return SPACES[id];
  const allowed = Object.keys(SPACES);
  throw spacesError('spaces/space-unknown', { name: id, near: nearest(id, allowed), allowed });
}

function isSpace(id: string): id is SpaceName {
  return Object.hasOwn(SPACES, id);
}

function isFormat(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
