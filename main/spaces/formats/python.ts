import { AppError } from '../../base/errors.ts';
import { spacesError } from '../errors.ts';
import type { Path } from '../../base/wording.ts';
import type { FormatDef } from '../format.ts';
import { GENOTYPE_FIELDS, genotypeFromFile, genotypeToFile } from '../genotype.ts';
import type { Genotype, GenotypeFile } from '../genotype.ts';
import { offsetAt, parseCall, placeOf, plain } from '../python-literal.ts';
import type { Call, Located } from '../python-literal.ts';

/**
 * The text that the codes of DARTS and sharpDARTS print and import, alone or anywhere in a log or a Python file:
 * `Genotype(normal=[('sep_conv_3x3', 1), ...], normal_concat=range(2, 6), reduce=[...], reduce_concat=range(2, 6))`, in
 * sharpDARTS followed by `layout='cell'`.
 */
export const python: FormatDef = { title: 'Python Genotype(...)', detect, parse, print };

function detect(text: string): boolean {
  return /\bGenotype\s*\(/.test(text);
}

interface Found {
  readonly genotype: Genotype;
  /** The variable that it is assigned to, if any. */
  readonly name: string | undefined;
  readonly offset: number;
}

// Enough of the line before a call to see what it is assigned to; bounded, for the line may be the whole text.
const BEFORE = 120;
const MOST_TITLES = 5;

function parse(text: string): Genotype {
  const found = findAll(text);
  const [first] = found;
  if (first === undefined) {
    const wanted = 'Genotype(normal=[...], normal_concat=[...], reduce=[...], reduce_concat=[...])';
    throw spacesError('spaces/genotype-missing', { format: 'Python text', expected: wanted });
  }
  // A log repeats the final genotype: those that print alike count once.
  const different = [...new Map(found.map((one) => [print(one.genotype), one])).values()];
  if (different.length === 1) return first.genotype;
  const titles = different.slice(0, MOST_TITLES).map(({ name, offset }) => {
    const line = `line ${placeOf(text, offset).line}`;
    return name === undefined || name === 'genotype' ? line : `${name} in ${line}`;
  });
  throw spacesError('spaces/genotype-ambiguous', { count: different.length, titles });
}

function findAll(text: string): readonly Found[] {
  const found: Found[] = [];
  const start = /\bGenotype\s*\(/g;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const offset = match.index;
    const before = text.slice(Math.max(0, offset - BEFORE), offset);
    if (/\b(?:class|def)\s+$/.test(before)) continue;
    const call = parseCall(text, offset + match[0].length - 1);
    start.lastIndex = call.end;
    const name = /([A-Za-z_]\w*)\s*=\s*(?:genotype\s*=\s*)?$/.exec(before)?.[1];
    found.push({ genotype: genotypeOf(call, text), name, offset });
  }
  return found;
}

/** The genotype of a call; its errors get the line and column of the value at fault. */
function genotypeOf(call: Call, text: string): Genotype {
  const fields = new Map<string, Located>(call.named);
  call.positional.forEach((value, i) => {
    const field = GENOTYPE_FIELDS[i];
    const twice = field !== undefined && call.named.has(field);
    if (field !== undefined && !twice) return void fields.set(field, value);
    const problem = twice
      ? `the argument ${field} is given twice`
      : `there are at most ${GENOTYPE_FIELDS.length} arguments`;
    throw spacesError('spaces/genotype-syntax', { ...placeOf(text, value.offset), problem });
  });
  try {
    return genotypeFromFile(Object.fromEntries([...fields].map(([name, value]) => [name, plain(value)])));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [field, ...rest] = pathIn(error);
    const value = typeof field === 'string' ? fields.get(field) : undefined;
    const place = placeOf(text, value === undefined ? call.offset : offsetAt(value, rest));
    const message = `Line ${place.line}, column ${place.column}: ${error.message}`;
    throw new AppError(error.code, message, { data: { ...error.data, ...place }, cause: error });
  }
}

function pathIn(error: AppError): Path {
  const { path } = error.data;
  return Array.isArray(path)
    ? path.filter((step) => typeof step === 'string' || typeof step === 'number')
    : [];
}

function print(genotype: Genotype): string {
  const file = genotypeToFile(genotype);
  const pairs = (list: GenotypeFile['normal']): string =>
    `[${list.map(([primitive, input]) => `('${primitive}', ${input})`).join(', ')}]`;
  const fields = [
    `normal=${pairs(file.normal)}`,
    `normal_concat=${statesText(file.normal_concat)}`,
    `reduce=${pairs(file.reduce)}`,
    `reduce_concat=${statesText(file.reduce_concat)}`,
    ...(file.layout === undefined ? [] : [`layout='${file.layout}'`]),
  ];
  return `Genotype(${fields.join(', ')})`;
}

/** `range(2, 6)` for states without a gap, as the references print what they derive; else a list. */
function statesText(states: readonly number[]): string {
  const first = states[0] ?? 0;
  const gapless = states.every((state, i) => state === first + i);
  return gapless ? `range(${first}, ${first + states.length})` : `[${states.join(', ')}]`;
}
