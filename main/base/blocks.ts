/** How many numbers are summed up in one block. */
export const BLOCK = 64;

/** What is lowest, highest and missing in each whole block of a column that grows at its end: known once, never looked at again. */
export class Blocks {
  /** The positions of the lowest of each block, the first of equals; -1: nothing in it is finite. */
  readonly lows: number[] = [];
  readonly highs: number[] = [];
  /** How many numbers of each block are not finite. */
  readonly gaps: number[] = [];

  /** Takes in the blocks that are whole now, before `end`. What was taken in before must not have changed. */
  grow(ys: ArrayLike<number>, end = ys.length): this {
    for (let block = this.lows.length; (block + 1) * BLOCK <= end; block++) this.#take(ys, block);
    return this;
  }

  #take(ys: ArrayLike<number>, block: number): void {
    let [low, high, gaps] = [-1, -1, 0];
    for (let i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
      const value = ys[i] ?? Number.NaN;
      if (!Number.isFinite(value)) {
        gaps += 1;
        continue;
      }
      if (low === -1 || value < (ys[low] ?? 0)) low = i;
      if (high === -1 || value > (ys[high] ?? 0)) high = i;
    }
    this.lows.push(low);
    this.highs.push(high);
    this.gaps.push(gaps);
  }
}

/** A part of a column of which every finite number lies between two of them. */
export interface Stretch {
  readonly from: number;
  /** Behind the last. */
  readonly to: number;
  readonly least: number;
  readonly most: number;
}

/** The blocks of `[from, to)` that are known, and each number by itself where none is. What is not finite is left out. */
export function forEachStretch(
  ys: ArrayLike<number>,
  { from, to, blocks }: { readonly from: number; readonly to: number; readonly blocks: Blocks | null },
  visit: (stretch: Stretch) => void,
): void {
  const known = blocks?.lows.length ?? 0;
  for (let i = from; i < to; i++) {
    const block = i / BLOCK;
    if (blocks !== null && i % BLOCK === 0 && block < known && i + BLOCK <= to) {
      const [low = -1, high = -1] = [blocks.lows[block], blocks.highs[block]];
      if (low !== -1) visit({ from: i, to: i + BLOCK, least: ys[low] ?? 0, most: ys[high] ?? 0 });
      i += BLOCK - 1;
      continue;
    }
    const value = ys[i] ?? Number.NaN;
    if (Number.isFinite(value)) visit({ from: i, to: i + 1, least: value, most: value });
  }
}
