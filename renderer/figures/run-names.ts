/** What runs are called beside one another. */
export interface RunNames {
  readonly run: string;
  readonly title: string;
  readonly seed: number;
}

/** So much of an id is read at a glance. */
const SHORT = 4;

/** A name for each run by its id: title and seed, and the end of the id where others have the same. */
export function toldApart(runs: readonly RunNames[]): ReadonlyMap<string, string> {
  const plain = ({ title, seed }: RunNames): string => `${title}, seed ${String(seed)}`;
  return new Map(
    runs.map((one) => {
      const name = plain(one);
      const others = runs.filter((other) => other.run !== one.run && plain(other) === name);
      return [one.run, others.length === 0 ? name : `${name} (${endOf(one.run, others)})`];
    }),
  );
}

/** The shortest end of an id that none of the others has. */
function endOf(run: string, others: readonly RunNames[]): string {
  for (let length = SHORT; length < run.length; length++) {
    const end = run.slice(-length);
    if (!others.some((other) => other.run.endsWith(end))) return end;
  }
  return run;
}
