/** All figures of a set as files, one after the other. */
import type { Client } from '../../main/api/client.ts';
import type { FigureSource, KeptFigure } from '../../main/api/contract.ts';
import type { SavedFile } from '../desktop/desktop.ts';
import { figureFile } from './export.ts';
import { subjectOf } from './sources.ts';

/** What became of a figure. */
export type MadeState =
  | { readonly state: 'making'; readonly words: string }
  | { readonly state: 'made'; readonly words: string }
  | { readonly state: 'failed'; readonly words: string };

/** How a set is made. */
export interface SetMaking {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** Keeps a file; in words, where. */
  readonly keep: (file: SavedFile) => Promise<string>;
  readonly tell: (figure: string, state: MadeState) => void;
}

/** Makes all figures. One that fails does not keep the others from being made. */
export async function makeSet(figures: readonly KeptFigure[], making: SetMaking): Promise<void> {
  for (const figure of figures) {
    making.signal.throwIfAborted();
    try {
      await makeFigure(figure, making);
    } catch (thrown) {
      if (making.signal.aborted) throw thrown;
      const words = await reasonOf(thrown, figure.source, making.client);
      making.tell(figure.name, { state: 'failed', words });
    }
  }
}

async function makeFigure(
  { name, source, options, files }: KeptFigure,
  { client, signal, keep, tell }: SetMaking,
): Promise<void> {
  tell(name, { state: 'making', words: 'Reading' });
  const subject = await subjectOf(source, client);
  const kept: string[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    tell(name, { state: 'making', words: file.toUpperCase() });
    const made = await figureFile(
      { subject, options, file, name },
      {
        signal,
        onPicture: (done, all) => tell(name, { state: 'making', words: `Picture ${done} of ${all}` }),
      },
    );
    signal.throwIfAborted();
    kept.push(await keep(made));
  }
  tell(name, { state: 'made', words: kept.join('\n') });
}

/** The runs that a figure is made of. */
export function runsOf(source: FigureSource): readonly string[] {
  if ('runs' in source) return source.runs;
  if ('run' in source) return [source.run];
  return source.of === 'cells' ? source.cells.flatMap((cell) => ('run' in cell ? [cell.run] : [])) : [];
}

/** Why a figure could not be made, and what can be done: a run that is gone is the usual reason. */
async function reasonOf(thrown: unknown, source: FigureSource, client: Client): Promise<string> {
  const told = thrown instanceof Error ? thrown.message : String(thrown);
  const gone: string[] = [];
  for (const run of runsOf(source)) {
    const isThere = await client.call('runs.get', { run }).then(
      () => true,
      (error: unknown) => !/no run/i.test(error instanceof Error ? error.message : ''),
    );
    if (!isThere) gone.push(run);
  }
  if (gone.length === 0) return told;
  const which = gone.length === 1 ? `Its run ${gone.join('')} is` : `Its runs ${gone.join(', ')} are`;
  return `${which} not there any more. Take ${gone.length === 1 ? 'it' : 'them'} back from the trash in Runs, or put the figure together anew from other runs.`;
}

/** What one message to the host carries. */
const PART_BYTES = 384 * 1024;

/** Keeps files in a folder of the host's machine. */
export function keepInFolder(client: Client, folder: string): (file: SavedFile) => Promise<string> {
  return async ({ name, data }) => {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    let path = '';
    for (let at = 0; at === 0 || at < bytes.length; at += PART_BYTES) {
      const part = bytes.subarray(at, at + PART_BYTES);
      const isLast = at + PART_BYTES >= bytes.length;
      ({ path } = await client.call('figures.write', { folder, name, at, data: base64Of(part), isLast }));
    }
    return path;
  };
}

function base64Of(bytes: Uint8Array): string {
  let letters = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters);
}
