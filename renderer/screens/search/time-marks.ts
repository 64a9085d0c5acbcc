/** What happened when, on the time slider. */
import type { SearchSpace } from '../../../main/spaces/index.ts';
import { lowerBound } from '../../../main/base/decimate.ts';
import { rankFlips } from '../../run-view/alpha-history.ts';
import { hasImportance, removedCount } from '../../run-view/importance.ts';
import type { AlphaFrame, RunLog } from '../../stores/run-log.ts';
import type { ChosenEdge } from './edge-series.ts';

/** What a mark tells of. */
export type MarkKind = 'cell' | 'alarm' | 'flip' | 'checkpoint' | 'begin' | 'shrink';

/** Something that happened. */
export interface TimeMark {
  readonly kind: MarkKind;
  /** The place among the frames. */
  readonly frame: number;
  /** In a few words. */
  readonly text: string;
}

/** Of what marks are made. */
export interface MarkSources {
  readonly log: Pick<RunLog, 'alarms' | 'resumes' | 'shrinks'>;
  readonly frames: readonly AlphaFrame[];
  readonly space: SearchSpace | null;
  /** Of the chosen edge alone, if there is one. */
  readonly edge: ChosenEdge | null;
  /** The steps of the checkpoints that are kept. */
  readonly saved: readonly number[];
  /** The step at which a fork began; null: it is none. */
  readonly forkedAt: number | null;
}

/** All marks. Of flips there is one a frame. */
export function timeMarks(sources: MarkSources): readonly TimeMark[] {
  const { log, frames, saved, forkedAt } = sources;
  const steps = frames.map(({ step }) => step);
  const frameOf = (step: number): number => Math.max(0, lowerBound(steps, step + 1) - 1);
  return [
    ...frames.flatMap(({ changed }, frame): readonly TimeMark[] =>
      changed ? [{ kind: 'cell', frame, text: 'the derived cell changed' }] : [],
    ),
    ...log.alarms.map(({ step }): TimeMark => ({
      kind: 'alarm',
      frame: frameOf(step),
      text: 'an alarm was raised',
    })),
    ...flipMarks(sources),
    ...log.shrinks.map((shrink): TimeMark => ({
      kind: 'shrink',
      frame: frameOf(shrink.step),
      text: removedWords(removedCount(shrink)),
    })),
    ...saved.map((step): TimeMark => ({
      kind: 'checkpoint',
      frame: frameOf(step),
      text: 'a checkpoint is kept',
    })),
    ...log.resumes.map((step): TimeMark => ({
      kind: 'begin',
      frame: frameOf(step),
      text: 'it was resumed here',
    })),
    ...(forkedAt === null
      ? []
      : [{ kind: 'begin', frame: frameOf(forkedAt), text: 'the fork begins here' } as const]),
  ];
}

const removedWords = (many: number): string =>
  many === 1 ? 'a candidate was removed' : `${many} candidates were removed`;

function flipMarks({ space, frames, edge }: MarkSources): readonly TimeMark[] {
  // Where candidates are removed no operation leads.
  if (space === null || hasImportance(frames)) return [];
  const counts = new Map<number, number>();
  for (const { frame, cell, row } of rankFlips(space, frames)) {
    if (edge !== null && (edge.cell !== cell || edge.row !== row)) continue;
    counts.set(frame, (counts.get(frame) ?? 0) + 1);
  }
  return [...counts].map(([frame, many]) => ({
    kind: 'flip',
    frame,
    text: `another operation leads on ${many === 1 ? 'an edge' : `${many} edges`}`,
  }));
}

/** What is told of one moment. */
export function wordsAt(marks: readonly TimeMark[], frame: number): readonly string[] {
  return [...new Set(marks.filter((mark) => mark.frame === frame).map(({ text }) => text))];
}
