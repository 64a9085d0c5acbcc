/** Signs of a trainer's progress in memory that its watchdog's thread sees too: native code may keep every other message back. */

const CELLS = { progress: 0, alive: 1, computing: 2, step: 3 } as const;

/** What a watchdog reads. */
export interface Signs {
  /** Something was done: a call of the engine, a step, a piece of data. Overflows after 2^32, which matters to nobody. */
  readonly progress: number;
  /** The event loop turned. */
  readonly alive: number;
  /** Whether a step is being computed, in which a turning event loop is no progress. */
  readonly isComputing: boolean;
  /** The last step that is finished. */
  readonly step: number;
}

/** Memory for the signs of one trainer. */
export const signMemory = (): SharedArrayBuffer =>
  new SharedArrayBuffer(Object.keys(CELLS).length * Int32Array.BYTES_PER_ELEMENT);

/** What the memory says. */
export function readSigns(memory: SharedArrayBuffer): Signs {
  const cells = new Int32Array(memory);
  return {
    progress: Atomics.load(cells, CELLS.progress),
    alive: Atomics.load(cells, CELLS.alive),
    isComputing: Atomics.load(cells, CELLS.computing) > 0,
    step: Atomics.load(cells, CELLS.step),
  };
}

/** Gives signs. */
export interface SignGiver {
  /** Something was done. */
  readonly progress: () => void;
  /** The event loop turned. */
  readonly alive: () => void;
  /** A step is finished. */
  readonly reached: (step: number) => void;
  /** Computes: until it is done only progress is a sign, not that the event loop turns. */
  readonly computing: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Gives the signs of a trainer. */
export function signGiver(memory: SharedArrayBuffer): SignGiver {
  const cells = new Int32Array(memory);
  const count = (cell: number, by = 1): void => void Atomics.add(cells, cell, by);
  return {
    progress: () => count(CELLS.progress),
    alive: () => count(CELLS.alive),
    reached(step) {
      Atomics.store(cells, CELLS.step, step);
      count(CELLS.progress);
    },
    async computing(work) {
      count(CELLS.computing);
      count(CELLS.progress);
      try {
        return await work();
      } finally {
        count(CELLS.computing, -1);
        count(CELLS.progress);
      }
    },
  };
}
