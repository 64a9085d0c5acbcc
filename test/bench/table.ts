/** Results as a table of Markdown, laid out as the formatter lays tables out. */
import { markdownTable } from '../support/scripts/markdown-table.ts';
import type { Measurement, Run } from './results.ts';

const COLUMNS = [
  'job',
  'images/s',
  'PyTorch',
  'ratio',
  'memory, MB',
  'PyTorch',
  'ratio',
  'first step, s',
  'PyTorch',
  'start to first step, s',
  'waiting for data',
] as const;

const ABSENT = '–';

/** One row a comparison, then what else there is to say about them. */
export function resultTable(measurements: readonly Measurement[]): string {
  const lines = notes(measurements);
  const table = markdownTable([COLUMNS, ...measurements.map(rowOf)]);
  return lines.length === 0 ? table : `${table}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function rowOf({ comparison, ours, peer, ratio }: Measurement): readonly string[] {
  const { batch, channels, layers } = comparison.shape;
  return [
    `${comparison.title} (batch ${batch}, ${channels} channels, ${layers} cells)`,
    fixed(ours?.img_per_s, 2),
    fixed(peer?.img_per_s, 2),
    times(ratio?.speed),
    fixed(ours?.peak_rss_mb, 0),
    fixed(peer?.peak_rss_mb, 0),
    times(ratio?.memory),
    fixed(ours?.first_step_s, 1),
    fixed(peer?.first_step_s, 1),
    fixed(ours?.start_to_first_step_s, 1),
    ours?.waiting_share === undefined ? ABSENT : `${(100 * ours.waiting_share).toFixed(2)} %`,
  ];
}

const fixed = (value: number | undefined, digits: number): string => value?.toFixed(digits) ?? ABSENT;
const times = (value: number | undefined): string => (value === undefined ? ABSENT : `${value.toFixed(2)} x`);

function notes(measurements: readonly Measurement[]): readonly string[] {
  return measurements.flatMap((measurement) => [
    ...againstFloat32(measurement, measurements),
    ...compiledNote(measurement),
    ...measurement.runs.flatMap((run) => failure(measurement, run)),
  ]);
}

/** Another number format is worth it where it beats our own float32. */
function againstFloat32({ comparison, ours }: Measurement, all: readonly Measurement[]): readonly string[] {
  if (comparison.dtype === 'float32' || ours === null) return [];
  const { id, dtype, title } = comparison;
  const plain = all.find((other) => `${other.comparison.id}-${dtype}` === id)?.ours;
  if (plain === undefined || plain === null) return [];
  return [`${title}: ${times(ours.img_per_s / plain.img_per_s)} our float32.`];
}

function compiledNote({ comparison, compiled }: Measurement): readonly string[] {
  if (compiled === null) return [];
  if ('problem' in compiled) return [`${comparison.title}, torch.compile: ${compiled.problem}`];
  const { img_per_s: speed, first_step_s: first } = compiled;
  return [
    `${comparison.title}, torch.compile: ${speed.toFixed(2)} images/s, after a first step of ${first.toFixed(0)} s.`,
  ];
}

function failure({ comparison }: Measurement, run: Run): readonly string[] {
  if (!('problem' in run)) return [];
  const who = run.side === 'ours' ? 'Dartboard' : 'PyTorch';
  return [`${comparison.title}, ${who}, round ${run.round + 1} failed: ${run.problem}`];
}
