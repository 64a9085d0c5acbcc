/**
 * Does work on 0, 1, ... `count - 1`, several at a time, and gives the results in order. What is under way when it is left is waited for.
 *
 * @param count - how many
 * @param atOnce - most that are under way or wait to be taken
 * @param work - on one
 */
export async function* inOrder<T>(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<T>,
): AsyncGenerator<T, void, void> {
  const pending: Promise<T>[] = [];
  let begun = 0;
  try {
    for (;;) {
      for (; begun < count && pending.length < atOnce; begun++) {
        const doing = work(begun);
        // A failure is met when its turn comes, not before.
        doing.catch(() => undefined);
        pending.push(doing);
      }
      const first = pending.shift();
      if (first === undefined) return;
      yield await first;
    }
  } finally {
    await Promise.allSettled(pending);
  }
}
