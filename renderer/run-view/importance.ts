/** What a search knows that removes candidates by their importance: what is left, what each scored, and when the others went. */
import { allowedMask, kindsOf } from '../../main/spaces/index.ts';
import type { CellKind, SearchSpace } from '../../main/spaces/index.ts';
import { tickText } from '../charts/scales.ts';
import type { AlphaFrame, RunLog, Shrink } from '../stores/run-log.ts';

/** A candidate operation of an edge at a moment. */
export interface Candidate {
  /** `closed`: the space does not have it on this edge. */
  readonly state: 'left' | 'removed' | 'closed';
  /** Its latest score, smaller is more important; infinite of what carries nothing. Null: not scored yet. */
  readonly score: number | null;
  /** Epochs that were done when it was removed; null: it is left. */
  readonly removedAfter: number | null;
}

/** Candidates [E][P]. */
export type CandidateTable = readonly (readonly Candidate[])[];

/** A shrink counts for the moment that its epoch ended with. */
export const epochsAt = ({ epoch }: Pick<Shrink, 'epoch'>): number => epoch + 1;

/** Whether a search removes candidates: its alphas then say only what is left. */
export const hasImportance = (frames: readonly AlphaFrame[]): boolean => frames[0]?.importance !== undefined;

const CLOSED: Candidate = { state: 'closed', score: null, removedAfter: null };

/** Every candidate of a cell at a moment; empty where the run removes none. */
export function candidateTable(
  space: SearchSpace,
  { frame, shrinks }: { readonly frame: AlphaFrame; readonly shrinks: readonly Shrink[] },
  cell: CellKind,
): CandidateTable {
  const live = frame.importance?.live[cell];
  if (live === undefined) return [];
  const scores = frame.importance?.scores?.[cell];
  const mask = allowedMask(space, cell);
  const gone = removalsUntil(shrinks, frame.epoch, cell);
  return live.map((row, edge) =>
    space.primitives.map(({ name }, p): Candidate => {
      if (mask[edge]?.[p] === false) return CLOSED;
      if (row[p] === true) {
        const score = scores === undefined ? null : (scores[edge]?.[p] ?? Infinity);
        return { state: 'left', score, removedAfter: null };
      }
      const removal = gone.get(`${edge} ${name}`);
      return {
        state: 'removed',
        score: removal?.score ?? null,
        removedAfter: removal?.after ?? null,
      };
    }),
  );
}

interface Removal {
  readonly score: number;
  readonly after: number;
}

function removalsUntil(
  shrinks: readonly Shrink[],
  epochs: number,
  cell: CellKind,
): ReadonlyMap<string, Removal> {
  const found = new Map<string, Removal>();
  for (const shrink of shrinks) {
    const after = epochsAt(shrink);
    if (after > epochs) break;
    for (const { edge, primitive, score } of shrink.removed[cell] ?? [])
      found.set(`${edge} ${primitive}`, { score: score ?? Infinity, after });
  }
  return found;
}

/** Why a field of the map has no colour of its own: not scored yet, infinite, removed at the latest shrink, or before. */
export type CandidateMark = 'blank' | 'infinite' | 'fresh' | 'gone';

/** The marks of a map [E][P]; null where a score is drawn, or nothing is allowed. */
export function markTable(candidates: CandidateTable): readonly (readonly (CandidateMark | null)[])[] {
  const latest = Math.max(...candidates.flatMap((row) => row.map(({ removedAfter }) => removedAfter ?? 0)));
  return candidates.map((row) =>
    row.map(({ state, score, removedAfter }) => {
      if (state === 'closed') return null;
      if (state === 'removed') return removedAfter === latest ? 'fresh' : 'gone';
      if (score === null) return 'blank';
      return score === Infinity ? 'infinite' : null;
    }),
  );
}

/** How many candidates are left, and how many there were. */
export function leftOf(
  space: SearchSpace,
  frame: AlphaFrame,
  kinds: readonly CellKind[] = kindsOf(space),
): { readonly left: number; readonly all: number } {
  const sum = (rows: readonly (readonly boolean[])[] | undefined): number =>
    (rows ?? []).reduce((total, row) => total + row.filter(Boolean).length, 0);
  return {
    left: kinds.reduce((total, cell) => total + sum(frame.importance?.live[cell]), 0),
    all: kinds.reduce((total, cell) => total + sum(allowedMask(space, cell)), 0),
  };
}

/** `34 of 112 candidates left`. */
export function leftWords(space: SearchSpace, frame: AlphaFrame, kinds?: readonly CellKind[]): string {
  const { left, all } = leftOf(space, frame, kinds);
  return `${left} of ${all} candidates left`;
}

/** What an operation scored at each shrink, [P][shrinks]; NaN where it was gone. */
export function scoreHistory(
  shrinks: readonly Shrink[],
  { cell, row }: { readonly cell: CellKind; readonly row: number },
  primitives: number,
): readonly (readonly number[])[] {
  return Array.from({ length: primitives }, (_, p) =>
    shrinks.map(({ importance }) => importance.scores?.[cell]?.[row]?.[p] ?? Number.NaN),
  );
}

/** A shrink as a list tells it. */
export interface ShrinkRow {
  readonly shrink: Shrink;
  /** Epochs that were done. */
  readonly after: number;
  readonly removed: number;
  /** Of the step before it and of the steps after it; null: not measured. */
  readonly secondsBefore: number | null;
  readonly secondsAfter: number | null;
}

/** Every shrink with the pace that it led to: what the next one tells, or the steps since the last. */
export function shrinkRows({ shrinks, columns }: Pick<RunLog, 'shrinks' | 'columns'>): readonly ShrinkRow[] {
  return shrinks.map((shrink, i) => ({
    shrink,
    after: epochsAt(shrink),
    removed: removedCount(shrink),
    secondsBefore: shrink.secondsBefore,
    secondsAfter:
      shrinks[i + 1]?.secondsBefore ?? (i + 1 < shrinks.length ? null : paceAfter(columns, shrink)),
  }));
}

/** How many candidates of all cells a shrink removed. */
export const removedCount = ({ removed }: Pick<Shrink, 'removed'>): number =>
  Object.values(removed).reduce((sum, list) => sum + list.length, 0);

function paceAfter({ step, seconds }: RunLog['columns'], { step: last }: Shrink): number | null {
  let [total, many] = [0, 0];
  for (let i = step.length - 1; i >= 0 && (step[i] ?? 0) > last; i--) {
    total += seconds[i] ?? 0;
    many += 1;
  }
  return many === 0 ? null : total / many;
}

/** A score with three digits: `48.2`, `0.00314`, `3.47·10⁶`, `infinite`. */
export function scoreText(score: number): string {
  return score === Infinity ? 'infinite' : tickText(Number(score.toPrecision(3)));
}

/** A power of ten, as short as it goes: `10⁵`, `100`, `0.1`. */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return Math.abs(exponent) <= 2 ? tickText(value) : `10${superscript(exponent)}`;
}

const superscript = (exponent: number): string =>
  String(exponent).replaceAll(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '')));

/** What is to be said of a candidate. */
export function candidateWords({ state, score, removedAfter }: Candidate): string {
  if (state === 'closed') return 'not allowed';
  const scored = score === null ? '' : `score ${scoreText(score)}`;
  if (state === 'left') return scored === '' ? 'left, not scored yet' : `${scored}, left`;
  const when = removedAfter === null ? 'removed' : `removed after epoch ${removedAfter}`;
  return scored === '' ? when : `${when}, ${scored}`;
}
