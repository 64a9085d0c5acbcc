import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genotypeToFile } from './genotype.ts';
import type { Genotype, GenotypeCell } from './genotype.ts';
import { PUBLISHED } from './library.ts';
import { readGenotypeText } from './read.ts';
import { FORMATS, formatNames } from './registry.ts';

const primitive = fc.oneof(
  fc.constantFrom('none', 'skip_connect', 'sep_conv_3x3', 'dil_choke_conv_3x3', 'SE_0.25', '3d-conv+x'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,10}$/),
);

const anyCell: fc.Arbitrary<GenotypeCell> = fc.integer({ min: 1, max: 7 }).chain((nodes) => {
  const states = Array.from({ length: nodes }, (_, node) => node + 2);
  const inputs = states.flatMap((state) => [fc.nat({ max: state - 1 }), fc.nat({ max: state - 1 })]);
  return fc.record({
    edges: fc.tuple(...inputs.map((input) => fc.record({ primitive, input }))),
    concat: fc.oneof(fc.constant(states), fc.shuffledSubarray(states, { minLength: 1 })),
  });
});

const anyGenotype: fc.Arbitrary<Genotype> = fc.record(
  { normal: anyCell, reduction: anyCell, layout: fc.constant('cell' as const) },
  { requiredKeys: ['normal', 'reduction'] },
);

describe.each(formatNames())('the format %s', (name) => {
  const format = FORMATS[name];

  it('gives back any genotype that it prints', () => {
    fc.assert(
      fc.property(anyGenotype, (genotype) => {
        expect(format.parse(format.print(genotype))).toEqual(genotype);
      }),
    );
  });

  it('prints the same bytes again', () => {
    fc.assert(
      fc.property(anyGenotype, (genotype) => {
        const text = format.print(genotype);
        expect(format.print(format.parse(text))).toBe(text);
        expect(text).toBe(text.trim());
      }),
    );
  });

  it('is told apart from the others', () => {
    fc.assert(
      fc.property(anyGenotype, (genotype) => {
        expect(readGenotypeText(format.print(genotype))).toEqual({ genotype, from: name });
      }),
    );
  });

  it.each(PUBLISHED)('holds $name', ({ genotype }) => {
    expect(format.parse(format.print(genotype))).toEqual(genotype);
  });
});

/** The same genotype as a person or another program might write it in Python. */
const written = fc.record({
  genotype: anyGenotype,
  quote: fc.constantFrom("'", '"'),
  gap: fc.constantFrom('', ' ', '\n  ', '\r\n\t', ' # a note, with ( and "\n'),
  trailing: fc.boolean(),
  tuples: fc.boolean(),
  order: fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
  prefix: fc.constantFrom(
    '',
    'X = ',
    '2019_01_15_18_59_41 genotype = ',
    '2019-01-01 00:00:00,123 INFO ',
    '# ',
    'gt.',
  ),
});

function write({
  genotype,
  quote,
  gap,
  trailing,
  tuples,
  order,
  prefix,
}: {
  readonly genotype: Genotype;
  readonly quote: string;
  readonly gap: string;
  readonly trailing: boolean;
  readonly tuples: boolean;
  readonly order: readonly number[];
  readonly prefix: string;
}): string {
  const quoted = (text: string): string => `${quote}${text}${quote}`;
  const list = (items: readonly string[]): string =>
    `${tuples ? '(' : '['}${gap}${items.join(`,${gap}`)}${trailing || tuples ? ',' : ''}${gap}${tuples ? ')' : ']'}`;
  const fields = Object.entries<string | readonly unknown[]>({ ...genotypeToFile(genotype) }).map(
    ([name, value]) => {
      if (typeof value === 'string') return `${name}${gap}=${gap}${quoted(value)}`;
      const items = value.map((item: unknown) =>
        Array.isArray(item) ? `(${quoted(String(item[0]))},${gap}${String(item[1])})` : String(item),
      );
      return `${name}${gap}=${gap}${list(items)}`;
    },
  );
  const shuffled = order.flatMap((i) => fields[i] ?? []);
  return `${prefix}Genotype(${gap}${shuffled.join(`${gap},`)}${trailing ? ',' : ''}${gap})\nthe rest, with ) and '`;
}

describe('Python text', () => {
  it('reads every way of writing, and prints each alike', () => {
    fc.assert(
      fc.property(written, (one) => {
        const genotype = FORMATS.python.parse(write(one));
        expect(genotype).toEqual(one.genotype);
        expect(FORMATS.python.print(genotype)).toBe(
          FORMATS.python.print(FORMATS.python.parse(FORMATS.python.print(genotype))),
        );
      }),
    );
  });
});

describe('JSON text', () => {
  it('may be spaced and ordered in any way', () => {
    fc.assert(
      fc.property(anyGenotype, fc.constantFrom(0, 2, '\t'), (genotype, indent) => {
        const shuffled = Object.fromEntries(Object.entries(genotypeToFile(genotype)).reverse());
        const text = `\uFEFF${JSON.stringify(shuffled, null, indent)}\r\n`;
        expect(FORMATS.json.parse(text)).toEqual(genotype);
      }),
    );
  });
});
