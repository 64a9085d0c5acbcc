/** Texts of other searches, which are recognised so that a person is told what they are and why they are not read. */

/** A form that is not read. */
export interface ForeignForm {
  /** What it is, in a sentence: `an architecture of NAS-Bench-201`. */
  readonly form: string;
  /** Why it is not one of these cells. */
  readonly why: string;
}

const FORMS: readonly (ForeignForm & { readonly sign: RegExp })[] = [
  {
    sign: /\|[a-z]\w{0,40}~\d\|/,
    form: 'an architecture of NAS-Bench-201',
    why: 'each of its nodes reads all nodes before it, and its reduction cells are fixed (its true accuracy: dartboard nb201 query)',
  },
  {
    sign: /\b(?:cell_arch|network_path|network_arch|cell_concat)\b|\bGenotype\s*\(\s*cell\s*=/,
    form: 'an architecture of Auto-DeepLab',
    why: 'it has one cell and a path through resolutions instead of a normal and a reduction cell',
  },
];

/** What a text is that is no genotype of this program; null: nothing that is known. */
export function foreignForm(text: string): ForeignForm | null {
  // Whoever writes both forms means the one that can be read.
  if (/\bGenotype\s*\(\s*normal\b/.test(text)) return null;
  return FORMS.find(({ sign }) => sign.test(text)) ?? null;
}
