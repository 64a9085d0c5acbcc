const NOBODY = 65534;

/** Does something as a user who may not read everything, where the tests run as one who may. */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  const { seteuid } = process;
  if (process.geteuid?.() !== 0 || seteuid === undefined) return work();
  seteuid(NOBODY);
  try {
    return await work();
  } finally {
    seteuid(0);
  }
}
