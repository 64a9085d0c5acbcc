import type { ExportRequest, ListedRun } from '../../../main/api/contract.ts';

/** A form in which runs leave the store, as a person chooses it. */
interface FormatWords {
  readonly format: ExportRequest['format'];
  readonly title: string;
  readonly hint: string;
  /** Of the file's name; empty: it is a folder. */
  readonly ending: string;
  readonly takes: 'one' | 'several';
}

/** The forms, the most complete first. */
export const EXPORT_FORMATS: readonly FormatWords[] = [
  {
    format: 'bundle',
    title: 'Dartboard bundle (whole runs)',
    hint: 'One file with everything; another Dartboard imports it.',
    ending: '.dartboard',
    takes: 'several',
  },
  {
    format: 'tensorboard',
    title: 'TensorBoard event files',
    hint: 'A folder: scalars, histograms of the alphas, hyperparameters.',
    ending: '',
    takes: 'several',
  },
  {
    format: 'csv',
    title: 'CSV tables',
    hint: 'A folder: every step, epoch and alpha in full precision.',
    ending: '',
    takes: 'several',
  },
  {
    format: 'json',
    title: 'JSON',
    hint: 'One file: record, result and all series, with their units.',
    ending: '.json',
    takes: 'several',
  },
  {
    format: 'genotype',
    title: 'Genotype (Python text)',
    hint: 'The cell, as DARTS writes it.',
    ending: '.txt',
    takes: 'one',
  },
  {
    format: 'genotype-json',
    title: 'Genotype (JSON)',
    hint: 'The cell with the field names of DARTS.',
    ending: '-genotype.json',
    takes: 'one',
  },
];

const MOST_LETTERS = 60;

/** What the file or folder is called unless somebody says otherwise. */
export function exportName(runs: readonly ListedRun[], format: ExportRequest['format']): string {
  const ending = EXPORT_FORMATS.find((one) => one.format === format)?.ending ?? '';
  const [first] = runs;
  if (first === undefined) return `runs${ending}`;
  const words = first.title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MOST_LETTERS);
  const more = runs.length > 1 ? `-and-${runs.length - 1}-more` : '';
  const form = ending === '' ? `-${format}` : '';
  return `${words === '' ? 'run' : words}-${first.run.slice(-6)}${more}${form}${ending}`;
}
