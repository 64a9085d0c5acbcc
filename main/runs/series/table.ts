import { lowerBound } from '../../base/decimate.ts';

const FEWEST_ROWS = 256;

/** Numbers in columns of equal length, each with room to grow. What is not known is NaN. */
export class Table<N extends string> {
  readonly names: readonly N[];
  readonly #columns: Map<N, Float64Array>;
  #rows: number;

  /** @param filled - a column for each name, which the table takes over; none: an empty table */
  constructor(names: readonly N[], filled: readonly Float64Array[] = []) {
    this.names = names;
    this.#columns = new Map(names.map((name, i) => [name, filled[i] ?? new Float64Array(0)]));
    this.#rows = filled[0]?.length ?? 0;
  }

  get rows(): number {
    return this.#rows;
  }

  /** What its columns take, their room included. */
  get sizeBytes(): number {
    return [...this.#columns.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The column as it is now: later rows need another look, and rows that were cut off are overwritten by them. */
  column(name: N): Float64Array {
    return this.#whole(name).subarray(0, this.#rows);
  }

  /** A number of the table; NaN outside of it. */
  at(name: N, row: number): number {
    return row < this.#rows ? (this.#whole(name)[row] ?? Number.NaN) : Number.NaN;
  }

  append(row: Readonly<Record<N, number>>): void {
    for (const [name, column] of this.#columns) {
      const roomy = this.#rows < column.length ? column : this.#grown(name, column);
      roomy[this.#rows] = row[name];
    }
    this.#rows += 1;
  }

  /** Keeps the first `rows`. */
  truncate(rows: number): void {
    this.#rows = Math.min(this.#rows, rows);
  }

  /** Keeps the rows for which `isKept`. */
  filter(isKept: (row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (!isKept(row)) continue;
      if (kept < row) for (const column of this.#columns.values()) column.copyWithin(kept, row, row + 1);
      kept += 1;
    }
    this.#rows = kept;
  }

  /** The first row whose value in an ascending column is at least `value`; `rows` where there is none. */
  firstFrom(name: N, value: number): number {
    if (!(this.at(name, this.#rows - 1) >= value)) return this.#rows;
    return lowerBound(this.column(name), value);
  }

  #whole(name: N): Float64Array {
    return this.#columns.get(name) ?? new Float64Array(0);
  }

  #grown(name: N, column: Float64Array): Float64Array {
    const grown = new Float64Array(Math.max(FEWEST_ROWS, Math.ceil(1.5 * column.length)));
    grown.set(column);
    this.#columns.set(name, grown);
    return grown;
  }
}
