/** @typedef {{ write(text: string): unknown, isTTY?: boolean }} Sink */
/** @typedef {(doneBytes: number, totalBytes?: number) => void} OnBytes */

const REDRAW_MS = 200;

/** One line a step on stderr, with its seconds; on a terminal the line shows megabytes while it grows. Says nothing else. */
export class Progress {
  /** @param {Sink} [sink] */
  constructor(sink = process.stderr) {
    this.sink = sink;
  }

  /**
   * Runs one step under its title. The line stays without its seconds when the step fails, and the error message follows.
   *
   * @template T
   * @param {string} title
   * @param {(onBytes: OnBytes) => Promise<T>} work
   * @returns {Promise<T>} what `work` resolved to
   */
  async step(title, work) {
    const startMs = performance.now();
    let drawnMs = 0;
    this.sink.write(`${title} ...`);
    /** @type {OnBytes} */
    const onBytes = (doneBytes, totalBytes) => {
      if (!this.sink.isTTY || performance.now() - drawnMs < REDRAW_MS) return;
      drawnMs = performance.now();
      this.sink.write(`\r\x1b[K${title} ... ${megabytes(doneBytes, totalBytes)}`);
    };
    try {
      const result = await work(onBytes);
      const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
      this.sink.write(this.sink.isTTY ? `\r\x1b[K${title} ... ${seconds} s\n` : ` ${seconds} s\n`);
      return result;
    } catch (error) {
      this.sink.write('\n');
      throw error;
    }
  }

  /**
   * A remark that belongs to no step.
   *
   * @param {string} text one line
   */
  note(text) {
    this.sink.write(`${text}\n`);
  }
}

/**
 * @param {number} doneBytes
 * @param {number} [totalBytes]
 * @returns {string}
 */
function megabytes(doneBytes, totalBytes) {
  const done = (doneBytes / 1e6).toFixed(0);
  return totalBytes === undefined ? `${done} MB` : `${done} / ${(totalBytes / 1e6).toFixed(0)} MB`;
}
