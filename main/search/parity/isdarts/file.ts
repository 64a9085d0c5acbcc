/** The file of fixtures of IS-DARTS: several sections, each a list of cases. */
import { z } from 'zod';
import { parsedFixture } from '../../../nn/index.ts';
import type { FixtureFile } from '../../../nn/index.ts';

/** What `kind` the file is given. */
export const IMPORTANCE_KIND = 'importance';

const FILE_NAME = /^fixtures_isdarts.*\.json$/;
/** Sections whose lists stand one level deeper, under names of their own. */
const NESTED = 'supernet_param_counts';

const caseSchema = z.looseObject({});
const listSchema = z.array(caseSchema).min(1);
const fileSchema = z.looseObject({
  metric_matrix_rule: z.string(),
  param_rule: z.string(),
  [NESTED]: z.record(z.string(), listSchema).exactOptional(),
});

/** Whether a file is one of these, by its name. */
export const isImportanceFile = (name: string): boolean => FILE_NAME.test(name);

/**
 * The cases of such a file: what each is about is the name of its section.
 * @throws nn/fixture
 */
export function importanceFixtures(name: string, document: unknown): Pick<FixtureFile, 'kind' | 'cases'> {
  const sections = Object.entries(parsedFixture(name, fileSchema, document)).flatMap(
    ([what, section]): [string, unknown][] => {
      // What explains the file.
      if (typeof section === 'string') return [];
      if (what !== NESTED) return [[what, section]];
      return Object.entries(section ?? {}).map(([part, list]) => [`${what} ${part}`, list]);
    },
  );
  const cases = sections.flatMap(([what, section]) =>
    parsedFixture(`${name}, ${what}`, listSchema, section).map((one, i) => ({
      ...one,
      what,
      id: idOf(what, one, i),
    })),
  );
  return { kind: IMPORTANCE_KIND, cases };
}

/** Cells come with several networks, so their strings alone do not tell cases apart. */
function idOf(what: string, { name, arch }: Readonly<Record<string, unknown>>, i: number): string {
  if (typeof name === 'string') return `${what} ${name}`;
  return typeof arch === 'string' ? `${what} ${i} ${arch}` : `${what} ${i}`;
}
