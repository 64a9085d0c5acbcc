import {
  architectureFromFile,
  architectureToFile,
  isComplete,
  isPair,
  isPath,
  isRecurrent,
} from './architecture.ts';
import type { Architecture } from './architecture.ts';
import { parseArchitectureString, printArchitectureString } from './complete.ts';
import { spacesError } from './errors.ts';
import { foreignForm } from './foreign-forms.ts';
import type { Genotype } from './genotype.ts';
import { pathOfNodes } from './hypercuboid/node-names.ts';
import { findPublishedPath } from './hypercuboid/published.ts';
import { findPublished, nearestPublished } from './library.ts';
import type { PublishedGenotype } from './library.ts';
import { RECURRENT_SPACES } from './recurrent/catalog.ts';
import { printRecurrent } from './recurrent/genotype.ts';
import { findPublishedRecurrent } from './recurrent/published.ts';
import { holdsRecurrent, parseRecurrent } from './recurrent/text.ts';
import { FORMATS, findSpace, formatNames } from './registry.ts';
import type { FormatName } from './registry.ts';
import { parseJson } from './schema.ts';
import { parseSpace } from './space-file.ts';
import type { SearchSpace } from './space.ts';

/** A genotype and where it came from. */
export type ReadGenotype =
  | { readonly genotype: Genotype; readonly from: FormatName }
  | { readonly genotype: Genotype; readonly from: 'library'; readonly published: PublishedGenotype };

// A long search's log; more is not a text that a person pasted on purpose.
const LONGEST = 4_000_000;

/**
 * The genotype that a person gives as text: a name of the library, or any of the written forms, which is found out.
 *
 * @throws an AppError of this room that says what is wrong, where, and what to do
 */
export function readGenotypeText(text: string): ReadGenotype {
  if (text.length > LONGEST) {
    throw spacesError('spaces/text-too-long', { what: 'text', length: text.length, limit: LONGEST });
  }
  const foreign = foreignForm(text);
  if (foreign !== null) throw spacesError('spaces/genotype-foreign', foreign);
  for (const format of formatNames()) {
    if (FORMATS[format].detect(text)) return { genotype: FORMATS[format].parse(text), from: format };
  }
  const name = text.trim();
  if (/^[\w.+-]{1,80}$/.test(name)) {
    const published = findPublished(name);
    return { genotype: published.genotype, from: 'library', published };
  }
  const line = name.slice(0, 200).replace(/\s+/g, ' ');
  const start = line.length > 40 ? `${line.slice(0, 37)}...` : line;
  throw spacesError('spaces/genotype-unreadable', { text: start, near: nearestPublished(name) });
}

/** An architecture and where it came from. */
export interface ReadArchitecture {
  readonly architecture: Architecture;
  /** The written form, or the library. */
  readonly from: FormatName | 'library';
  /** As the library has it; null: it is from elsewhere. */
  readonly published: PublishedArchitecture | null;
}

/** What the library says of an architecture. */
export interface PublishedArchitecture {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly source: PublishedGenotype['source'];
  readonly note: string;
  /** The space of the catalog that it was searched in; null: none of them. */
  readonly space: string | null;
  /** The op table that it was published with; null: its names say all. */
  readonly ops: PublishedGenotype['ops'] | null;
}

/**
 * The architecture that a person gives as text: a genotype in any form that `readGenotypeText` takes, an architecture string
 * `|op~0|+|op~0|op~1|+...`, a JSON object with `wiring`, the name of a published recurrent cell or path through a hypercuboid, the names of its
 * nodes, or `Genotype(recurrent=[...], concat=...)`.
 *
 * @throws an AppError of this room that says what is wrong, where, and what to do
 */
export function readArchitecture(text: string): ReadArchitecture {
  const as = (from: FormatName, architecture: Architecture) => ({ architecture, from, published: null });
  if (/^\s*\|/.test(text)) return as('python', parseArchitectureString(text));
  if (/^[\s\uFEFF]*\{[^}]*"wiring"/.test(text))
    return as('json', architectureFromFile(parseJson(text, 'architecture')));
  if (holdsRecurrent(text)) return as('python', parseRecurrent(text));
  const recurrent = findPublishedRecurrent(text.trim());
  if (recurrent !== null) {
    const { genotype, ...published } = recurrent;
    // That of ENAS has more nodes: it was found elsewhere.
    const { id, intermediateNodes } = RECURRENT_SPACES['darts-rnn'];
    const space = genotype.recurrent.length === intermediateNodes ? id : null;
    return {
      architecture: genotype,
      from: 'library',
      published: { ...published, space, ops: null },
    };
  }
  const found = findPublishedPath(text.trim());
  if (found !== null) {
    const { path, ...published } = found;
    return {
      architecture: path,
      from: 'library',
      published: { ...published, space: 'multichannelnet', ops: null },
    };
  }
  if (/\blayer_\d+_stride_/.test(text))
    return as('python', pathOfNodes(text.match(/[A-Za-z][\w.+-]*/g) ?? []));
  const read = readGenotypeText(text);
  if (read.from !== 'library') return as(read.from, read.genotype);
  const { genotype, ...published } = read.published;
  return { architecture: genotype, from: 'library', published };
}

/** The same without where it came from. @throws as {@link readArchitecture} */
export const readArchitectureText = (text: string): Architecture => readArchitecture(text).architecture;

/** An architecture as its paper writes it: `Genotype(...)`, or an architecture string; of a path its document. */
export function printArchitecture(architecture: Architecture): string {
  if (isPath(architecture)) return JSON.stringify(architecture);
  if (isRecurrent(architecture)) return printRecurrent(architecture);
  return isComplete(architecture)
    ? printArchitectureString(architecture)
    : FORMATS.python.print(architecture);
}

/** An architecture in a written form, always with the same bytes. */
export function printAs(format: FormatName, architecture: Architecture): string {
  if (isPair(architecture)) return FORMATS[format].print(architecture);
  return format === 'json'
    ? JSON.stringify(architectureToFile(architecture))
    : printArchitecture(architecture);
}

/**
 * The search space that a person gives as text: the id of a published one, or a JSON document.
 *
 * @throws `spaces/space-unknown`, or as `parseSpace`
 */
export function readSpaceText(text: string): SearchSpace {
  return text.includes('{') ? parseSpace(text) : findSpace(text.trim());
}
