/** What an alarm saw: its curve, its threshold, where that is from, and the last epoch at which all was well. */
import type { ChartContent } from '../../charts/options.ts';
import { kindsOf } from '../../../main/spaces/index.ts';
import type { SearchSpace } from '../../../main/spaces/index.ts';
import { mean, momentOf, skipCount, skipThreshold } from '../../run-view/alpha-history.ts';
import type { AlphaFrame, EpochScores, RaisedAlarm, RunLog } from '../../stores/run-log.ts';

/** What is drawn and said of an alarm. */
export interface AlarmView {
  readonly title: string;
  readonly source: string;
  readonly content: ChartContent;
  /** Epochs that were done when all was well for the last time; null: it never was. */
  readonly wellAt: number | null;
}

interface Seen {
  readonly title: string;
  readonly source: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly threshold: number;
  isWell(value: number): boolean;
}

/** The view of an alarm. */
export function alarmView(
  { alarm, epoch }: Pick<RaisedAlarm, 'alarm' | 'epoch'>,
  { log, space }: { readonly log: Pick<RunLog, 'frames' | 'epochs'>; readonly space: SearchSpace },
): AlarmView {
  const seen = SEEN[alarm]({ frames: log.frames, epochs: log.epochs, space });
  const { x, y, threshold } = seen;
  const until = Math.max(1, log.epochs.at(-1)?.epochs ?? x.at(-1) ?? 1);
  const wells = x.filter((at, i) => at <= epoch && seen.isWell(y[i] ?? Number.NaN));
  return {
    title: seen.title,
    source: seen.source,
    wellAt: wells.at(-1) ?? null,
    content: {
      series: [
        { name: 'seen', colour: '--accent', x, y, look: 'line' },
        {
          name: 'threshold',
          colour: '--warn',
          x: [0, until],
          y: [threshold, threshold],
          look: 'line',
          dash: 'dashed',
        },
      ],
      extent: [0, until],
      unitX: 'epoch',
      formatY: String,
      highest: null,
      mark: epoch + 1,
    },
  };
}

interface History {
  readonly frames: readonly AlphaFrame[];
  readonly epochs: readonly EpochScores[];
  readonly space: SearchSpace;
}

const SEEN: Readonly<Record<RaisedAlarm['alarm'], (history: History) => Seen>> = {
  skips: ({ frames, space }) => {
    const first = frames[0];
    const threshold = first === undefined ? 3 : skipThreshold(first.genotype);
    return {
      title: 'Skip connections in the derived normal cell',
      source:
        'Half of the edges: more than any published cell of DARTS has. DARTS+ (arXiv:1909.06035, section 3) stops at two, R-DARTS (arXiv:1909.09656) shows the collapse to six or eight.',
      x: frames.map(({ epoch }) => epoch),
      y: frames.map(({ genotype }) => skipCount(genotype, space)),
      threshold,
      isWell: (value) => value <= threshold - 2,
    };
  },
  entropy: ({ frames, space }) => ({
    title: 'Mean entropy of the mixtures, 1 = all weigh the same',
    source:
      'Half of the largest entropy before half of the epochs are over; that entropy tells of discretization: arXiv:2007.03331. The threshold is this project’s.',
    x: frames.map(({ epoch }) => epoch),
    y: frames.map((frame) => evenness(space, frame)),
    threshold: 0.5,
    isWell: (value) => value > 0.6,
  }),
  gap: ({ epochs }) => {
    const scored = epochs.filter(({ valid }) => valid !== null);
    const gapOf = ({ train, valid }: EpochScores): number =>
      100 * (train.accuracy - (valid?.accuracy ?? train.accuracy));
    const best = scored.reduce<EpochScores | null>(
      (found, one) => ((one.valid?.accuracy ?? 0) > (found?.valid?.accuracy ?? -1) ? one : found),
      null,
    );
    const atBest = best === null ? 0 : gapOf(best);
    return {
      title: 'Training minus held-out accuracy, points',
      source:
        'Ten points more than in the best epoch: R-DARTS (arXiv:1909.09656, section 4) shows that searches which overfit choose cells that generalize badly. The threshold is this project’s.',
      x: scored.map(({ epoch }) => epoch + 1),
      y: scored.map(gapOf),
      threshold: atBest + 10,
      isWell: (value) => value <= atBest,
    };
  },
};

/** The entropy of each edge by the largest that its candidates allow, averaged; an edge without a choice does not count. */
function evenness(space: SearchSpace, frame: AlphaFrame): number {
  const moment = momentOf(space, frame);
  return mean(
    kindsOf(space).flatMap((cell) =>
      moment[cell].mixture.flatMap((shares, row) => {
        const candidates = shares.filter((share) => share !== null).length;
        return candidates < 2 ? [] : [(moment[cell].entropy[row] ?? 0) / Math.log(candidates)];
      }),
    ),
  );
}
