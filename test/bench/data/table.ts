/** Results as tables of Markdown. */
import { median } from '../../../main/base/statistics.ts';
import { markdownTable } from '../../support/scripts/markdown-table.ts';
import type { FirstBatch } from './first.ts';
import type { Measured, Target } from './results.ts';

const ABSENT = '–';
const rate = (value: number | undefined): string =>
  value === undefined ? ABSENT : value >= 1000 ? value.toFixed(0) : value.toFixed(1);
const times = (value: number | undefined): string => (value === undefined ? ABSENT : `${value.toFixed(2)} x`);
const seconds = (values: readonly number[]): string => `${median(values).toFixed(3)} s`;

/** Images a second, one row a comparison, then what else there is to say about them. */
export function rateTable(measured: readonly Measured[]): string {
  const head = ['images/s', 'ours', 'Pillow', 'ratio', 'sharp', 'ratio', 'target', 'met'];
  const rows = measured.map(({ title, rates, ratios, target, isMet }) => [
    title,
    rate(rates.ours),
    rate(rates.pillow),
    times(ratios.pillow),
    rate(rates.sharp),
    times(ratios.sharp),
    targetText(target),
    isMet ? 'yes' : 'no',
  ]);
  const notes = measured.flatMap((one) => [...likenessNote(one), ...failures(one)]);
  const table = markdownTable([head, ...rows]);
  return notes.length === 0 ? table : `${table}\n\n${notes.map((note) => `- ${note}`).join('\n')}`;
}

function targetText({ rate: least, times: ratios }: Target): string {
  const parts = [
    ...(least === null ? [] : [`${String(least)} images/s`]),
    ...(ratios.pillow === undefined ? [] : [`${String(ratios.pillow)} x Pillow`]),
    ...(ratios.sharp === undefined ? [] : [`${String(ratios.sharp)} x sharp`]),
  ];
  return parts.join(', ');
}

function likenessNote({ title, likeness }: Measured): readonly string[] {
  if (likeness === null) return [];
  const { images, mostApart, meanApart, limit } = likeness;
  const wanted = limit === null ? '' : `, where ${String(limit)} is allowed`;
  return [
    `${title}: on the same choices for ${String(images)} images, ours and Pillow's are at most ${String(mostApart)} grey levels apart${wanted} (mean ${meanApart.toFixed(4)}).`,
  ];
}

const failures = ({ title, runs }: Measured): readonly string[] =>
  runs.flatMap((run) =>
    'problem' in run ? [`${title}, ${run.program}, pair ${String(run.pair + 1)} failed: ${run.problem}`] : [],
  );

/** Seconds to the first batch of a set that is known. */
export function firstTable({ images, runs, limitS, isMet }: FirstBatch): string {
  const head = [
    `known set of ${String(images)} PNG files`,
    'opening',
    'then first batch',
    'memory',
    'target',
    'met',
  ];
  const rows = (['cold', 'warm'] as const).map((state) => {
    const reports = runs.filter((run) => run.state === state).map(({ report }) => report);
    return [
      state === 'cold' ? 'nothing of it in the system’s memory' : 'opened before',
      seconds(reports.map(({ open_s: open }) => open)),
      seconds(reports.map(({ first_batch_s: first }) => first)),
      `${median(reports.map(({ peak_rss_mb: memory }) => memory)).toFixed(0)} MB`,
      `first batch in ${String(limitS)} s`,
      isMet ? 'yes' : 'no',
    ];
  });
  return markdownTable([head, ...rows]);
}
