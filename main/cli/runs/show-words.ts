/** A run as a list for people. */
import { bytesWords } from '../../runs/index.ts';
import type { KeptCheckpoint, RunEvent, RunSummary, StoredEvaluation, StoredRun } from '../../runs/index.ts';
import { printArchitecture } from '../../spaces/index.ts';
import { table } from '../output.ts';
import { bestEpochWords, sizeWords, testWords } from '../trained-words.ts';
import { duration } from '../progress.ts';
import { contentOf, dataWords } from '../run-data.ts';
import { percent } from '../score-summary.ts';
import { shownSettingsOf } from '../settings.ts';

/** All that is known of a run. */
export interface ShownRun {
  readonly run: StoredRun;
  readonly summary: RunSummary;
  /** Its newest sound checkpoint. */
  readonly newest: { readonly step: number; readonly sha256: string } | null;
  readonly checkpoints: readonly KeptCheckpoint[];
  /** What it took of its machine when that was looked at last. */
  readonly load: Extract<RunEvent, { type: 'load' }> | null;
  readonly alarms: readonly Extract<RunEvent, { type: 'alarm' }>[];
  readonly evaluations: readonly StoredEvaluation[];
  readonly problems: readonly string[];
}

type Row = readonly [name: string, value: string];

/** A note may come from elsewhere, and a terminal would obey them. */
const CONTROLS = /[^\P{Cc}\n\t]/gu;

/** A run in words. */
export function showWords(shown: ShownRun): string {
  const { run, summary } = shown;
  const { annotations, result } = summary;
  const rows = [
    ...headRows(shown),
    ...annotationRows(annotations),
    ...originRows(run),
    ...shownSettingsOf(run.record.config).map(([key, value]): Row => [`  ${key}`, JSON.stringify(value)]),
    ...computedRows(shown),
    ...checkpointRows(shown),
    ...resultRows(summary),
    ...evaluationRows(shown.evaluations),
    ...shown.alarms.map(({ epoch, message }): Row => ['alarm', `epoch ${epoch + 1}: ${message}`]),
    ['folder', run.paths.folder] as const,
  ];
  const genotype = result?.kind === 'search' ? result.genotype : run.record.genotype;
  return [
    table(rows),
    ...(genotype === null ? [] : [printArchitecture(genotype)]),
    ...(annotations.note === '' ? [] : ['', annotations.note.trimEnd().replace(CONTROLS, '')]),
  ].join('\n');
}

function headRows({ run: { record }, summary }: ShownRun): readonly Row[] {
  const { state, step, steps, seconds, problem } = summary;
  const time = seconds === null ? '' : `, ${duration(seconds)} since its first start`;
  return [
    ['run', summary.run],
    ['title', record.title],
    ['started', summary.started],
    ['state', `${state}, step ${step} of ${steps}${time}`],
    ...(problem === null ? [] : [['problem', problem] as const]),
    ['data', `${dataWords(record.data)} (content ${contentOf(record.data)})`],
    ['seed', String(record.seed)],
  ];
}

function annotationRows({ experiment, tags, starred }: RunSummary['annotations']): readonly Row[] {
  return [
    ...(experiment === null ? [] : [['experiment', experiment] as const]),
    ...(tags.length === 0 ? [] : [['tags', tags.join(', ')] as const]),
    ...(starred ? [['starred', 'yes'] as const] : []),
  ];
}

function originRows({ record: { parent, origin } }: StoredRun): readonly Row[] {
  const cell = parent === null ? [] : [['cell of', `${parent.run}${epochWords(parent.epoch)}`] as const];
  if (origin === null) return cell;
  const where = origin.step === null ? '' : ` from step ${origin.step}`;
  const names = { again: 'is again', fork: 'goes on from' } as const;
  const value = origin.kind === 'again' ? `${origin.run}${where}` : `${origin.run}, step ${origin.step ?? 0}`;
  return [...cell, [names[origin.kind], value]];
}

const epochWords = (epoch: number | null): string => (epoch === null ? '' : ` after ${epoch} epochs`);

function computedRows({ run: { record }, load }: ShownRun): readonly Row[] {
  const environment = record.starts.at(-1)?.environment;
  const { starts } = record;
  return [
    ...(environment === undefined
      ? []
      : [
          [
            'computed on',
            `${environment.engine}, ${environment.deviceName}, ${environment.threads} threads`,
          ] as const,
        ]),
    ...(starts.length < 2
      ? []
      : [
          [
            'starts',
            `${starts.length}, from the steps ${starts.map(({ fromStep }) => fromStep).join(', ')}`,
          ] as const,
        ]),
    ...(load === null ? [] : [['last load', loadWords(load)] as const]),
  ];
}

function loadWords({ cpu, machineCpu, memoryBytes, freeBytes, gpus }: NonNullable<ShownRun['load']>): string {
  const whole = (share: number): string => `${Math.round(100 * share)}%`;
  return [
    `processor ${whole(cpu)} (all processes ${whole(machineCpu)})`,
    `memory ${bytesWords(memoryBytes)}, ${bytesWords(freeBytes)} free`,
    ...gpus.map(
      (gpu) =>
        `GPU ${gpu.index} ${whole(gpu.utilization)}, memory ${bytesWords(gpu.memoryUsedBytes)} of ${bytesWords(gpu.memoryTotalBytes)}`,
    ),
  ].join('; ');
}

function checkpointRows({ newest, checkpoints }: ShownRun): readonly Row[] {
  return [
    ['checkpoint', newest === null ? 'none yet' : `step ${newest.step}`],
    ['weights', newest === null ? 'none yet' : `SHA-256 ${newest.sha256}`],
    ...checkpoints.map((checkpoint): Row => ['  kept', checkpointWords(checkpoint)]),
  ];
}

function checkpointWords({ step, epochs, isBest, sizeBytes }: KeptCheckpoint): string {
  const after = `after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
  return `step ${step}, ${after}, ${bytesWords(sizeBytes)}${isBest ? ', of the best epoch' : ''}`;
}

function resultRows({ result }: RunSummary): readonly Row[] {
  if (result?.kind !== 'train') return [];
  const best = bestEpochWords(result);
  return [
    ['test', testWords(result)],
    ...(best === null ? [] : [[best.by, best.words] as const]),
    ['size', sizeWords(result)],
  ];
}

const evaluationRows = (evaluations: readonly StoredEvaluation[]): readonly Row[] =>
  evaluations.map(({ at, step, data, test }): Row => {
    const images = data.split === undefined ? data.name : `${data.name}, split ${data.split.name}`;
    const scores = `accuracy ${percent(test.accuracy)}, loss ${test.loss.toFixed(4)}`;
    return ['evaluated', `${at.slice(0, 16).replace('T', ' ')}, step ${step}, on ${images}: ${scores}`];
  });
