/** Does what is asked for with one key once: the answer to a request may be lost on its way, and the request comes again. */
export type Once = (key: string | undefined, work: () => Promise<string>) => Promise<string>;

/** More keys than anybody may still be asking with again. */
const MOST_KEYS = 20_000;

/** What was done with a key stays done as long as this process lives; what failed can be asked for again. */
export function createOnce(mostKeys = MOST_KEYS): Once {
  const done = new Map<string, Promise<string>>();
  return (key, work) => {
    if (key === undefined) return work();
    const before = done.get(key);
    if (before !== undefined) return before;
    const now = work();
    done.set(key, now);
    now.catch(() => done.delete(key));
    const [oldest] = done.keys();
    if (done.size > mostKeys && oldest !== undefined) done.delete(oldest);
    return now;
  };
}
