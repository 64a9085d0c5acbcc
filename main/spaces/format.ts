import type { Genotype } from './genotype.ts';

/** A written form of genotypes. */
export interface FormatDef {
  readonly title: string;
  /** Whether the text looks like this form, well written or not. */
  detect(text: string): boolean;
  /**
   * The one genotype in the text.
   *
   * @throws an AppError of this room that names the place and the remedy
   */
  parse(text: string): Genotype;
  /** The genotype in this form, always with the same bytes and without a line break at the end. */
  print(genotype: Genotype): string;
}
