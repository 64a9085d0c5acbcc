/**
 * What a person writes to filter runs: words, and conditions such as `state:failed,lost`, `-tag:old`, `accuracy>90%`, `time<2m`,
 * `"two words"`. All of them must hold.
 */
import type { ListedRun } from '../../../../main/api/contract.ts';
import { STATE_WORDS } from '../../../ui/states.ts';
import {
  bestAccuracy,
  lastAccuracy,
  lossOf,
  macsOf,
  parametersOf,
  perplexityOf,
  scoreOf,
  testAccuracy,
} from './facts.ts';

/** One condition. */
export interface Term {
  /** As it stands in the query. */
  readonly text: string;
  readonly holds: (run: ListedRun) => boolean;
}

/** A query that was read. */
export interface Query {
  readonly terms: readonly Term[];
  /** What is not understood, a sentence each; such conditions hold for every run. */
  readonly problems: readonly string[];
}

type Words = (run: ListedRun) => readonly (string | null)[];
type Measure = (run: ListedRun) => number | null;

const WORDS: Readonly<Record<string, Words>> = {
  state: ({ state }) => [state, STATE_WORDS[state].title],
  kind: ({ kind }) => [kind, kind === 'train' ? 'training' : null],
  tag: ({ annotations }) => annotations.tags,
  experiment: ({ annotations }) => [annotations.experiment],
  preset: ({ preset }) => [preset],
  data: ({ data }) => [data],
  seed: ({ seed }) => [String(seed)],
  run: ({ run }) => [run],
  is: (run) => [
    run.annotations.starred ? 'starred' : null,
    run.annotations.note === '' ? null : 'noted',
    run.origin?.kind === 'fork' ? 'fork' : null,
    run.origin?.kind === 'again' ? 'again' : null,
  ],
};

const MEASURES: Readonly<Record<string, Measure>> = {
  accuracy: scoreOf,
  test: testAccuracy,
  best: bestAccuracy,
  last: lastAccuracy,
  loss: lossOf,
  perplexity: perplexityOf,
  parameters: parametersOf,
  macs: macsOf,
  step: ({ step }) => step,
  seed: ({ seed }) => seed,
  time: ({ seconds }) => seconds,
  started: ({ started }) => Date.parse(started),
};

/** What `is:` knows. */
const TRAITS = ['starred', 'noted', 'fork', 'again'];

/** The names of all fields, for those who look for them. */
export const QUERY_FIELDS: readonly string[] = [
  ...new Set([...Object.keys(WORDS), ...Object.keys(MEASURES)]),
];

/** The query that a text is. */
export function parseQuery(text: string): Query {
  const problems: string[] = [];
  const terms = termsIn(text).flatMap((term): Term[] => {
    const isNegated = term.length > 1 && term.startsWith('-');
    const read = readTerm(isNegated ? term.slice(1) : term);
    if (typeof read === 'string') {
      problems.push(read);
      return [];
    }
    return [{ text: term, holds: isNegated ? (run) => !read(run) : read }];
  });
  return { terms, problems };
}

/** The conditions of a text, as they stand there: parts between blanks that are not within quotes. */
export function termsIn(text: string): readonly string[] {
  return text.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
}

/** The text without one of its conditions. */
export function withoutTerm(text: string, term: string): string {
  const terms = [...termsIn(text)];
  const at = terms.indexOf(term);
  return terms.filter((_, i) => i !== at).join(' ');
}

/** The text with a condition, in the place of others of the same field where `isOnly`. */
export function withTerm(
  text: string,
  field: string,
  { value, isOnly }: { value: string; isOnly: boolean },
): string {
  const kept = termsIn(text).filter((term) => !isOnly || !term.startsWith(`${field}:`));
  const term = `${field}:${/[\s,"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
  return [...kept.filter((one) => one !== term), term].join(' ');
}

/** The condition that a term is, or what is wrong with it. */
function readTerm(term: string): Term['holds'] | string {
  const compared = /^([a-z]+)(<=|>=|<|>|=)(.+)$/i.exec(term);
  if (compared !== null) return comparison(compared[1] ?? '', compared[2] ?? '', compared[3] ?? '');
  const named = /^([a-z]+):(.*)$/i.exec(term);
  if (named !== null) return equality(named[1]?.toLowerCase() ?? '', named[2] ?? '');
  const word = plain(term).toLowerCase();
  return (run) => spoken(run).includes(word);
}

function equality(field: string, text: string): Term['holds'] | string {
  const words = Object.hasOwn(WORDS, field) ? WORDS[field] : undefined;
  if (words === undefined)
    return unknownField(
      field,
      Object.keys(WORDS).map((name) => `${name}:`),
    );
  const wanted = (text.match(/(?:[^,"]+|"[^"]*"?)+/g) ?? []).map((one) => plain(one).toLowerCase());
  if (wanted.length === 0) return `"${field}:" needs a value.`;
  if (field === 'is' && !wanted.every((one) => TRAITS.includes(one)))
    return `"is:" knows ${TRAITS.join(', ')}.`;
  return (run) => {
    const own = words(run);
    return wanted.some((one) =>
      one === 'none' ? own.every((word) => word === null) : own.some((word) => word?.toLowerCase() === one),
    );
  };
}

function comparison(name: string, sign: string, text: string): Term['holds'] | string {
  const field = name.toLowerCase();
  const measure = Object.hasOwn(MEASURES, field) ? MEASURES[field] : undefined;
  if (measure === undefined) return unknownField(field, Object.keys(MEASURES));
  const value = field === 'started' ? dateOf(text) : numberOf(text, field === 'time');
  if (value === null) return `"${text}" is no number; write it as 0.9, 90%, 3M or, of a time, 2m.`;
  const test = SIGNS[sign];
  if (test === undefined) return `"${sign}" compares nothing.`;
  return (run) => {
    const own = measure(run);
    return own !== null && test(own, value);
  };
}

const SIGNS: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '>': (one, other) => one > other,
  '<=': (one, other) => one <= other,
  '>=': (one, other) => one >= other,
  '=': (one, other) => one === other,
};

const UNITS: Readonly<Record<string, number>> = { '': 1, '%': 0.01, k: 1e3, m: 1e6, g: 1e9 };
const TIMES: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

function numberOf(text: string, isTime: boolean): number | null {
  const found = /^(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(text);
  const unit = (isTime ? TIMES : UNITS)[found?.[2]?.toLowerCase() ?? '-'];
  return found === null || unit === undefined ? null : Number(found[1]) * unit;
}

function dateOf(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

const unknownField = (field: string, known: readonly string[]): string =>
  `There is no field "${field}"; there are ${known.join(', ')}.`;

const plain = (text: string): string => text.replaceAll('"', '');

/** All that is searched for words. Made once for each line of the list, as thousands are searched at each letter. */
const SPOKEN = new WeakMap<ListedRun, string>();
function spoken(run: ListedRun): string {
  const known = SPOKEN.get(run);
  if (known !== undefined) return known;
  const { title, annotations, data, preset } = run;
  const { experiment, tags, note } = annotations;
  const all = [run.run, title, experiment, ...tags, data, preset, note].join('\n').toLowerCase();
  SPOKEN.set(run, all);
  return all;
}
