import { AppError, messageOf } from '../base/errors.ts';

/** Where a program writes. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What the program tells: results on stdout, all else on stderr. */
export interface Output extends Streams {
  /** Whether results are wanted as JSON lines. */
  readonly json: boolean;
  /** A result, as a line of JSON or in words. */
  readonly result: (value: unknown, words: () => string) => void;
  /** A line of JSON that has no words of its own; nothing where words are wanted. */
  readonly line: (value: unknown) => void;
  /** A sentence on the side. */
  readonly message: (text: string) => void;
}

/** The output of a program that was called with these arguments. */
export function createOutput(argv: readonly string[], streams: Streams = process): Output {
  const end = argv.indexOf('--');
  const json = (end < 0 ? argv : argv.slice(0, end)).includes('--json');
  const { stdout, stderr } = streams;
  const line = (value: unknown): void => void stdout.write(`${JSON.stringify(value)}\n`);
  return {
    stdout,
    stderr,
    json,
    result: (value, words) => (json ? line(value) : void stdout.write(`${words()}\n`)),
    line: (value) => {
      if (json) line(value);
    },
    message: (text) => void stderr.write(`${text}\n`),
  };
}

/** Tells of a failure: one sentence, and with `--json` its code too. Our own bugs come with their trace. */
export function tellFailure(output: Output, thrown: unknown): void {
  const code = thrown instanceof AppError ? thrown.code : 'internal';
  const message = messageOf(thrown);
  output.line({ error: { code, message } });
  output.message(`dartboard: ${message}`);
  if (!(thrown instanceof AppError) && thrown instanceof Error && thrown.stack !== undefined)
    output.message(thrown.stack);
}

/** Rows as a table: columns as wide as they must be, numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, String(row[column] ?? '').length), 0),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return typeof cell === 'number' ? String(cell).padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
