import { decodeLine } from '../event-line.ts';
import type { RunEvent } from '../events.ts';
import { readAt, withFile } from '../log-lines.ts';
import type { RunEvents } from '../supervise.ts';
import type { Tables } from './log-columns.ts';

/** Lines with less than this between them are read at once. */
const MOST_GAP_BYTES = 32 << 10;
const MOST_READ_BYTES = 1 << 20;

interface Span {
  readonly seq: number;
  readonly from: number;
  readonly to: number;
}

/** The events of those rows of `lines`, read where they lie in the log. */
export async function eventsAt(
  path: string,
  lines: Tables['lines'],
  rows: readonly number[],
): Promise<RunEvents> {
  const spans = rows.map((row) => {
    const from = lines.at('offset', row);
    return { seq: lines.at('seq', row), from, to: from + lines.at('bytes', row) };
  });
  return withFile<RunEvents>(path, { events: [], problems: [] }, async (file) => {
    const events: RunEvent[] = [];
    const problems: string[] = [];
    for (const group of together(spans)) {
      const start = group[0]?.from ?? 0;
      const bytes = await readAt(file, start, (group.at(-1)?.to ?? start) - start);
      for (const { seq, from, to } of group) {
        const event = decodeLine(bytes.subarray(from - start, Math.max(from, to - 1) - start));
        if (event !== null && event.seq === seq) events.push(event);
        else problems.push(`${path}: the line at byte ${String(from)} was damaged since it was read last.`);
      }
    }
    return { events, problems };
  });
}

function together(spans: readonly Span[]): readonly (readonly Span[])[] {
  const groups: Span[][] = [];
  for (const span of spans) {
    const group = groups.at(-1);
    const [first, last] = [group?.[0], group?.at(-1)];
    const isNear =
      first !== undefined &&
      last !== undefined &&
      span.from - last.to <= MOST_GAP_BYTES &&
      span.to - first.from <= MOST_READ_BYTES;
    if (isNear) group?.push(span);
    else groups.push([span]);
  }
  return groups;
}
