/** A run that is asked for at the workbench, as the line that asks for it in a terminal or on a cluster. */
import type { LaunchDraft } from '../../api/index.ts';

/** What is asked for. */
export interface CommandRequest {
  readonly request: LaunchDraft;
  /** A run for each. */
  readonly seeds: readonly number[];
}

/** The words of that line, as a program gets them. */
export function commandWords({ request, seeds }: CommandRequest): readonly string[] {
  const { kind, preset, data, split, set = [], care = {}, annotations = {} } = request;
  const option = (name: string, value: string | number | null | undefined): readonly string[] =>
    value === undefined || value === null || value === '' ? [] : [`--${name}`, String(value)];
  return [
    kind,
    ...(request.kind === 'train' ? cellWords(request.cell) : []),
    ...option('preset', preset),
    ...option('data', data),
    ...option('split', split),
    ...(seeds.length === 1 ? option('seed', seeds[0]) : option('seeds', seeds.join(','))),
    ...set.flatMap((one) => option('set', one)),
    ...option('keep', care.keep),
    ...option('save-every', care.saveEveryMinutes),
    ...option('on-alarm', care.onAlarm),
    ...option('experiment', annotations.experiment),
    ...(annotations.tags ?? []).flatMap((tag) => option('tag', tag)),
    ...option('note', annotations.note),
  ];
}

function cellWords(cell: Extract<LaunchDraft, { kind: 'train' }>['cell']): readonly string[] {
  if (cell === null) return [];
  if ('genotype' in cell) return ['--genotype', cell.genotype.trim()];
  return ['--from', cell.epoch === undefined ? cell.from : `${cell.from}@${cell.epoch}`];
}

/** The line for a shell. */
export const commandLine = (request: CommandRequest): string =>
  ['npx', 'dartboard', ...commandWords(request)].map(quoted).join(' ');

/** A word as POSIX shells take it literally. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A script for `sbatch`: a job of an array for each seed. */
export function slurmScript(request: CommandRequest): string {
  const { seeds } = request;
  const own = seeds.length === 1 ? seeds : [0];
  const line = commandLine({ ...request, seeds: own });
  const isArray = seeds.length > 1;
  const command = isArray ? line.replace(' --seed 0', ' --seed "$SLURM_ARRAY_TASK_ID"') : line;
  const { kind, preset } = request.request;
  return [
    '#!/bin/bash',
    `#SBATCH --job-name=${quoted(`dartboard-${kind}-${preset}`)}`,
    '#SBATCH --gres=gpu:1',
    '#SBATCH --cpus-per-task=4',
    '#SBATCH --output=%x-%A_%a.log',
    ...(isArray ? [`#SBATCH --array=${seeds.join(',')}`] : []),
    // A signal some time before the end: the run writes a checkpoint, and is resumed by `dartboard runs resume`.
    '#SBATCH --signal=TERM@120',
    'set -e',
    `exec ${command}`,
    '',
  ].join('\n');
}
