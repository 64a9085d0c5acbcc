/** What a person says about files that do not say it themselves. */

/** What is said. */
export interface ReadingDraft {
  /** JSON, or nothing. */
  readonly settings: string;
  /** The share of each class that is set apart for testing, in percent; null: none. */
  readonly testPercent: number | null;
  readonly testSeed: number;
}

/** What the reader is told, or what is wrong with what was typed. */
export function configOf({
  settings,
  testPercent,
  testSeed,
}: ReadingDraft):
  | { readonly config: Record<string, unknown>; readonly problem: null }
  | { readonly config: null; readonly problem: string } {
  const apart = testPercent === null ? {} : { testPart: { share: testPercent / 100, seed: testSeed } };
  const text = settings.trim();
  if (text === '') return { config: apart, problem: null };
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return {
      config: null,
      problem: 'These settings are no JSON. Write them as {"classes": ["cat", "dog"]}.',
    };
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return { config: null, problem: 'Settings are names with values, as {"classes": ["cat", "dog"]}.' };
  return { config: { ...found, ...apart }, problem: null };
}

/** What is wrong with a name; null: nothing that can be known here. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) || name.endsWith('.'))
    return 'A name has up to 64 small letters, digits, ".", "_" and "-", and begins with a letter or digit.';
  return taken.includes(name) ? `There is a data set named ${name} already. Give another name.` : null;
}
