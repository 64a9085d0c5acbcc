/** A launch form as plain data: what was filled in, and what it asks the host for. */
import type { FieldInput, LaunchDraft, LaunchField, Requests } from '../../main/api/contract.ts';
import type { OfferedCell } from '../stores/navigation.ts';

/** The kind of run that a form is for. */
export type LaunchKind = LaunchDraft['kind'];

/** What a person has filled in. Whatever is wrong with it stays as it was typed. */
export interface LaunchFormState {
  readonly preset: string;
  /** A name or a path; empty: the data set that comes with the program. */
  readonly data: string;
  /** Empty: none. */
  readonly split: string;
  /** Settings that differ from the preset's, as they are written behind `=`. */
  readonly set: Readonly<Record<string, string>>;
  readonly seed: string;
  /** How many runs, with seeds one after the other. */
  readonly runs: string;
  readonly experiment: string;
  readonly note: string;
  /** Empty where the usual way is wanted. */
  readonly keep: string;
  readonly saveEvery: string;
  readonly onAlarm: string;
  readonly priority: string;
  readonly cell: OfferedCell | null;
}

/** A form that nobody has touched. */
export const UNTOUCHED: LaunchFormState = {
  preset: 'quick',
  data: '',
  split: '',
  set: {},
  seed: '0',
  runs: '1',
  experiment: '',
  note: '',
  keep: '',
  saveEvery: '',
  onAlarm: '',
  priority: '0',
  cell: null,
};

/** A form that a page kept; whatever of it is no longer understood is as if untouched. */
export function restored(text: string | null): LaunchFormState {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    // What cannot be read is no form.
    return UNTOUCHED;
  }
  if (typeof kept !== 'object' || kept === null) return UNTOUCHED;
  const known = new Map<string, unknown>(Object.entries(kept));
  const { set: _, cell: __, ...usual } = UNTOUCHED;
  const texts = Object.entries(usual).map(([key, text]): readonly [string, string] => {
    const value = known.get(key);
    return [key, typeof value === 'string' ? value : text];
  });
  const cell = known.get('cell');
  return {
    ...UNTOUCHED,
    ...Object.fromEntries(texts),
    set: textsOf(known.get('set')),
    cell: isCell(cell) ? cell : null,
  };
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const isCell = (value: unknown): value is OfferedCell =>
  typeof value === 'object' &&
  value !== null &&
  'genotype' in value &&
  typeof value.genotype === 'string' &&
  'title' in value &&
  typeof value.title === 'string' &&
  'search' in value &&
  typeof value.search === 'object';

/** The least and the most that may be asked for at once. */
const MOST_RUNS = 100;
const MOST_SEED = 2 ** 31 - 1;

/** What is wrong with the number of runs or their seeds; null: nothing. */
export function seedProblem({ seed, runs }: Pick<LaunchFormState, 'seed' | 'runs'>): string | null {
  if (!/^\d+$/.test(seed) || Number(seed) > MOST_SEED)
    return `expected a whole number from 0 to ${MOST_SEED}`;
  if (!/^\d+$/.test(runs) || Number(runs) < 1 || Number(runs) > MOST_RUNS)
    return `expected 1 to ${MOST_RUNS} runs`;
  return Number(seed) + Number(runs) - 1 > MOST_SEED ? `the last seed would be beyond ${MOST_SEED}` : null;
}

/** The seeds of its runs; of a form that is wrong there, 0. */
export function seedsOf(form: Pick<LaunchFormState, 'seed' | 'runs'>): readonly number[] {
  if (seedProblem(form) !== null) return [0];
  return Array.from({ length: Number(form.runs) }, (_, i) => Number(form.seed) + i);
}

/** What is wrong with how the run is looked after, by field. */
export function careProblems({
  keep,
  saveEvery,
  priority,
}: Pick<LaunchFormState, 'keep' | 'saveEvery' | 'priority'>): Readonly<Record<string, string>> {
  const isFine = (text: string, least: number): boolean =>
    text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) >= least;
  return {
    ...(keep === '' || keep === 'all' || (/^\d+$/.test(keep) && isFine(keep, 1) && Number(keep) <= 1e6)
      ? {}
      : { keep: 'expected a whole number from 1, or all' }),
    ...(saveEvery === '' || (isFine(saveEvery, 0) && Number(saveEvery) <= 1e6)
      ? {}
      : { saveEvery: 'expected a number of minutes from 0' }),
    ...(isFine(priority, -1e9) && Number(priority) <= 1e9 ? {} : { priority: 'expected a number' }),
  };
}

type Wanted = Requests['runs.start'];

/** What a form asks for. Its seed is the first; a training may have no cell yet. */
export function draftOf(kind: LaunchKind, form: LaunchFormState): LaunchDraft {
  const wanted = {
    preset: form.preset,
    data: form.data.trim() === '' ? null : form.data.trim(),
    seed: seedsOf(form)[0] ?? 0,
    set: [...assignmentsOf(form.set)],
    ...(form.split === '' ? {} : { split: form.split }),
    ...careOf(form),
    ...annotationsOf(form),
  };
  return kind === 'search' ? { kind, ...wanted } : { kind, cell: cellOf(form.cell), ...wanted };
}

/** A draft as a request, if nothing of it is missing. */
export function completeDraft(draft: LaunchDraft): Wanted | null {
  if (draft.kind === 'search') return draft;
  const { cell, ...rest } = draft;
  return cell === null ? null : { ...rest, cell };
}

/** Groups come before what is in them. */
export const assignmentsOf = (set: LaunchFormState['set']): readonly string[] =>
  Object.entries(set)
    .sort(([a], [b]) => a.split('.').length - b.split('.').length)
    .map(([path, text]) => `${path}=${text}`);

function careOf(form: LaunchFormState): Pick<Wanted, 'care'> {
  const wrong = careProblems(form);
  const { keep, saveEvery, onAlarm } = form;
  const isAlarm = onAlarm === 'off' || onAlarm === 'warn' || onAlarm === 'stop';
  const care: Wanted['care'] = {
    ...(keep === '' || 'keep' in wrong ? {} : { keep: keep === 'all' ? keep : Number(keep) }),
    ...(saveEvery === '' || 'saveEvery' in wrong ? {} : { saveEveryMinutes: Number(saveEvery) }),
    ...(isAlarm ? { onAlarm } : {}),
  };
  return Object.keys(care).length === 0 ? {} : { care };
}

function annotationsOf({ experiment, note }: LaunchFormState): Pick<Wanted, 'annotations'> {
  const annotations = {
    ...(experiment.trim() === '' ? {} : { experiment: experiment.trim() }),
    ...(note.trim() === '' ? {} : { note }),
  };
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

function cellOf(cell: OfferedCell | null): Extract<LaunchDraft, { kind: 'train' }>['cell'] {
  if (cell === null) return null;
  if (cell.search === null) return { genotype: cell.genotype };
  const { run, epoch } = cell.search;
  return { from: run, ...(epoch === null ? {} : { epoch }) };
}

/** A value as it is written in a field. */
export function writtenOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is typed into a field, as a setting: an empty field of a number that may be missing says so. */
export function typedIn(input: FieldInput, text: string): string {
  const isMissing = input.type === 'number' && input.none !== null && text.trim() === '';
  return isMissing ? 'null' : text.trim();
}

/** The form with a setting as it is given. What is as in the preset is no change. */
export function withSetting(form: LaunchFormState, field: LaunchField, text: string): LaunchFormState {
  if (isPresets(field, text)) return withoutSetting(form, field.path);
  // A part that is taken out takes with it what was said of it.
  const others = text === 'null' ? outside(form.set, field.path) : form.set;
  return { ...form, set: { ...others, [field.path]: text } };
}

function isPresets({ input, preset }: LaunchField, text: string): boolean {
  if (preset === undefined) return false;
  if (input.type === 'part') return preset === (text !== 'null');
  const plain = typeof preset === 'string' ? preset : null;
  return text === plain || text === JSON.stringify(preset);
}

/** The form with a setting, and all that lies in it, as the preset has it. */
export const withoutSetting = (form: LaunchFormState, path: string): LaunchFormState => ({
  ...form,
  set: outside(form.set, path),
});

const outside = (set: LaunchFormState['set'], path: string): LaunchFormState['set'] =>
  Object.fromEntries(Object.entries(set).filter(([key]) => key !== path && !key.startsWith(`${path}.`)));

/** The form without settings that the present forms of its groups do not have. */
export function fitting(form: LaunchFormState, fields: readonly LaunchField[]): LaunchFormState {
  const known = new Set(fields.map(({ path }) => path));
  const kept = Object.entries(form.set).filter(([path]) => known.has(path));
  if (kept.length === Object.keys(form.set).length) return form;
  return { ...form, set: Object.fromEntries(kept) };
}

/** The fields in which all words of a question occur. */
export function found(fields: readonly LaunchField[], question: string): readonly LaunchField[] {
  const words = question
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return fields.filter(({ title, path, hint }) => {
    const text = `${title} ${path} ${hint ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
