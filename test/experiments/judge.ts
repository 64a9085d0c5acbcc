/** What is said of a cell that a search found. */
import { z } from 'zod';

/** A way to come to a cell. */
export interface Method {
  readonly id: string;
  readonly title: string;
  /** Arguments of `dartboard search`, besides the experiment's own; null: the cell is given. */
  readonly search: readonly string[] | null;
  /** The cell, as `dartboard train --genotype` takes it; left out: a search finds it. */
  readonly genotype?: string;
}

/** What is kept of every cell that was found or given. */
export const foundShape = {
  method: z.string(),
  seed: z.number(),
  /** The run; null where the cell was given. */
  search: z.string().nullable(),
  /** Arguments of the search, then those of the judge. */
  asked: z.array(z.string()),
};

/** A cell that was found or given. */
export type Found = z.infer<z.ZodObject<typeof foundShape>>;

/** What a judge works with. */
export interface Court {
  /** Of this method and seed. */
  readonly key: string;
  /** The method's cell; null: what its search found. */
  readonly genotype: string | null;
  readonly data: string;
  /** Makes a run, or goes on with the one that was made for this. @returns its id when it is finished */
  made(key: string, args: readonly string[]): Promise<string>;
  /** What `runs show --json` says. */
  show(run: string): Promise<unknown>;
  /** What a command says with `--json`. */
  ask(args: readonly string[]): Promise<unknown>;
}

/** A way to judge cells. */
export interface JudgeDef<O extends Found> {
  /** Arguments of what it makes of every cell. */
  readonly asks: readonly string[];
  /** An outcome as it is published. */
  readonly schema: z.ZodType<O>;
  judge(found: Found, court: Court): Promise<O>;
  /** An outcome for the log. */
  line(outcome: O): string;
  /** One row a method: means and sample deviations over the seeds. */
  table(methods: readonly Method[], outcomes: readonly O[]): string;
}
