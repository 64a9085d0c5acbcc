/** Figures as files. */
import type { FigureFile, FigureOptions } from '../../main/api/contract.ts';
import type { SavedFile } from '../desktop/desktop.ts';
import { csvOf } from './csv.ts';
import { drawFigure } from './draw.ts';
import { gifOf } from './film.ts';
import type { FilmProgress } from './film.ts';
import { latexCells, latexChart, latexScatter, latexTable } from './latex.ts';
import { pdfOf } from './pdf.ts';
import { pngOf } from './raster.ts';
import { svgDocument } from './svg.ts';
import type { FigureKind, FigureSubject } from './subject.ts';

const PICTURES = ['svg', 'pdf', 'png'] as const;

/** The files that each kind of figure can be. */
export const FILES_OF: Readonly<Record<FigureKind, readonly FigureFile[]>> = {
  chart: [...PICTURES, 'csv', 'tex'],
  scatter: [...PICTURES, 'csv', 'tex'],
  cells: [...PICTURES, 'csv', 'tex'],
  hypercuboid: [...PICTURES, 'csv'],
  alphas: [...PICTURES, 'csv'],
  film: ['gif', ...PICTURES, 'csv'],
  matrix: [...PICTURES, 'csv'],
  table: ['tex', ...PICTURES, 'csv'],
};

/** What the files are called on a button. */
export const FILE_TITLES: Readonly<Record<FigureFile, string>> = {
  svg: 'SVG',
  pdf: 'PDF',
  png: 'PNG',
  gif: 'GIF film',
  csv: 'CSV',
  tex: 'LaTeX',
};

const TYPES: Readonly<Record<FigureFile, string>> = {
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  png: 'image/png',
  gif: 'image/gif',
  csv: 'text/csv',
  tex: 'application/x-tex',
};

/** The LaTeX of a subject; null: it has none. */
export function latexOf(subject: FigureSubject, options: FigureOptions): string | null {
  if (subject.kind === 'table') return latexTable(subject);
  if (subject.kind === 'chart') return latexChart(subject, options);
  if (subject.kind === 'scatter') return latexScatter(subject, options);
  if (subject.kind === 'cells') return latexCells(subject, options);
  return null;
}

/** What is to be made of a subject. */
export interface FigureTask {
  readonly subject: FigureSubject;
  readonly options: FigureOptions;
  readonly file: FigureFile;
  /** Without its ending. */
  readonly name: string;
}

/** A figure as one file. */
export async function figureFile(task: FigureTask, film: FilmProgress): Promise<SavedFile> {
  return { name: `${task.name}.${task.file}`, type: TYPES[task.file], data: await dataOf(task, film) };
}

async function dataOf(
  { subject, options, file }: FigureTask,
  film: FilmProgress,
): Promise<Uint8Array | string> {
  if (file === 'csv') return csvOf(subject);
  if (file === 'tex') {
    const text = latexOf(subject, options);
    if (text === null) throw new Error('There is no LaTeX form of this figure; take the PDF.');
    return text;
  }
  if (file === 'gif') {
    if (subject.kind !== 'film') throw new Error('Only a film can be an animated picture; take the PNG.');
    return gifOf(subject, options, film);
  }
  const drawing = drawFigure(subject, options);
  if (file === 'svg') return svgDocument(drawing);
  return file === 'pdf' ? pdfOf(drawing, subject.title, options) : pngOf(drawing, options);
}

/** A title as the name of a file. */
export function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return name === '' ? 'figure' : name;
}
