/** Results as a table of Markdown, laid out as the formatter lays tables out. */
import { markdownTable } from '../support/scripts/markdown-table.ts';
import { shapeWords } from './jobs.ts';
import { speedOf } from './results.ts';
import type { Measurement, Run } from './results.ts';

/** Speeds of different units do not stand in one column. */
const UNITS = ['images', 'words'] as const;

const columnsOf = (unit: (typeof UNITS)[number]) => [
  'job',
  `${unit}/s`,
  'PyTorch',
  'ratio',
  'memory, MB',
  'PyTorch',
  'ratio',
  'first step, s',
  'PyTorch',
  'start to first step, s',
  'waiting for data',
];

const ABSENT = '–';

/** A table a unit with one row a comparison, then what else there is to say about them. */
export function resultTable(measurements: readonly Measurement[]): string {
  const lines = notes(measurements);
  const tables = UNITS.flatMap((unit) => {
    const rows = measurements.filter(({ comparison }) => comparison.unit === unit).map(rowOf);
    return rows.length === 0 ? [] : [markdownTable([columnsOf(unit), ...rows])];
  });
  const list = lines.map((line) => `- ${line}`).join('\n');
  return [...tables, ...(lines.length === 0 ? [] : [list])].join('\n\n');
}

function rowOf({ comparison, ours, peer, ratio }: Measurement): readonly string[] {
  const digits = comparison.unit === 'words' ? 0 : 2;
  return [
    `${comparison.title} (${shapeWords(comparison.shape)})`,
    fixed(ours?.per_s, digits),
    fixed(peer?.per_s, digits),
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
  return [`${title}: ${times(ours.per_s / plain.per_s)} our float32.`];
}

function compiledNote({ comparison, compiled }: Measurement): readonly string[] {
  if (compiled === null) return [];
  if ('problem' in compiled) return [`${comparison.title}, torch.compile: ${compiled.problem}`];
  const [speed, first] = [speedOf(compiled), compiled.first_step_s];
  return [
    `${comparison.title}, torch.compile: ${speed.toFixed(2)} ${comparison.unit}/s, after a first step of ${first.toFixed(0)} s.`,
  ];
}

function failure({ comparison }: Measurement, run: Run): readonly string[] {
  if (!('problem' in run)) return [];
  const who = run.side === 'ours' ? 'Dartboard' : 'PyTorch';
  return [`${comparison.title}, ${who}, round ${run.round + 1} failed: ${run.problem}`];
}
