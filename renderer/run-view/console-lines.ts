import type { Said } from '../stores/run-log.ts';

/** A line of the console. */
export interface ConsoleLine {
  readonly level: Said['level'];
  readonly text: string;
  /** When it was said; null: the process printed it, which carries no time. */
  readonly time: string | null;
  readonly step: number | null;
}

/** What is shown. */
export const LEVELS = { all: 'All lines', warning: 'Warnings and errors', error: 'Errors' } as const;

/** One of them. */
export type Level = keyof typeof LEVELS;

const TIME = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** TensorFlow begins a line with the letter of its level. */
const ERROR = /^[EF]\d{4} |\b(error|fatal|exception)\b/i;
const WARNING = /^W\d{4} |\bwarn(ing)?\b/i;

/** What was printed, which is mostly what libraries say when they are loaded, then what the run said, in order. */
export function consoleLines(said: readonly Said[], printed: readonly string[]): readonly ConsoleLine[] {
  return [
    ...printed.map((text) => ({ text, level: levelOf(text), time: null, step: null })),
    ...said.map(({ level, text, at, step }) => ({ level, text, time: TIME.format(at), step })),
  ];
}

/** The level of a line that a library printed. */
export function levelOf(text: string): Said['level'] {
  return ERROR.test(text) ? 'error' : WARNING.test(text) ? 'warning' : 'info';
}

/** The lines with these words, of this level or a graver one. */
export function matchingLines(
  lines: readonly ConsoleLine[],
  { words, level }: { readonly words: string; readonly level: Level },
): readonly ConsoleLine[] {
  const wanted = words.trim().toLowerCase();
  return lines.filter(
    (line) =>
      (level === 'all' || line.level === 'error' || (level === 'warning' && line.level === 'warning')) &&
      (wanted === '' || line.text.toLowerCase().includes(wanted)),
  );
}

/** The lines as text, to be copied. */
export function plainText(lines: readonly ConsoleLine[]): string {
  return lines
    .map(({ time, step, text }) => (time === null ? text : `${time} step ${step ?? 0}: ${text}`))
    .join('\n');
}
