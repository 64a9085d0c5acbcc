/** Which runs an experiment has made: kept after each of its steps, so that it goes on where it was. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { ScriptProblem } from '../support/scripts/problem.ts';

/** A run that was made, and the arguments it was made with. */
const madeSchema = z.strictObject({ run: z.string(), args: z.array(z.string()) });
const progressSchema = z.record(z.string(), madeSchema);

/** The runs of an experiment by what they are for. */
export interface Progress {
  /** The run that was made for this; null: none yet. @throws ScriptProblem when it was made with other arguments */
  find(key: string, args: readonly string[]): string | null;
  note(key: string, made: z.infer<typeof madeSchema>): void;
}

/** The progress that is kept in a file. */
export function openProgress(file: string): Progress {
  const made = existsSync(file) ? progressSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  return {
    find(key, args) {
      const found = made[key];
      if (found === undefined) return null;
      if (JSON.stringify(found.args) === JSON.stringify(args)) return found.run;
      throw new ScriptProblem(
        `${key} was made with other settings (${found.args.join(' ')}). Remove ${dirname(file)} to begin anew.`,
      );
    },
    note(key, run) {
      made[key] = run;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`);
      renameSync(`${file}.new`, file);
    },
  };
}
