/** What is said of a cell that a search found. */
import { z } from 'zod';

/** A way to come to a cell. */
export interface Method {
  readonly id: string;
  readonly title: string;
  /** Arguments of `dartboard search`, besides the experiment's own. */
  readonly search: readonly string[];
}

/** What is kept of every search that has ended. */
export const foundShape = {
  method: z.string(),
  seed: z.number(),
  /** The run. */
  search: z.string(),
  /** Arguments of the search, then those of the judge. */
  asked: z.array(z.string()),
};

/** A search that has ended. */
export type Found = z.infer<z.ZodObject<typeof foundShape>>;

/** What a judge works with. */
export interface Court {
  /** Of this method and seed. */
  readonly key: string;
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
