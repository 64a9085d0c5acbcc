import type { FigureOptions } from '../../main/api/contract.ts';
import { rampOf } from './draw-alphas.ts';
import { drawFilmFrame } from './draw-film.ts';
import type { FilmAnswer, FilmTask } from './film-messages.ts';
import { paperColour } from './paper-tokens.ts';
import { canvasOf } from './raster.ts';
import type { FilmSubject } from './subject.ts';

/** What a film tells while it is made. */
export interface FilmProgress {
  /** Is told how many pictures are done. */
  readonly onPicture: (done: number, all: number) => void;
  readonly signal: AbortSignal;
}

/** The last picture stays longer. */
const LAST_MS = 2000;

/**
 * The film as GIF, an epoch a picture.
 *
 * @throws DOMException `AbortError` as soon as the signal says so
 */
export async function gifOf(
  subject: FilmSubject,
  options: FigureOptions,
  { onPicture, signal }: FilmProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(new URL('./film-worker.ts', import.meta.url), { type: 'module' });
  const stop = (): void => worker.terminate();
  signal.addEventListener('abort', stop);
  try {
    const colours = fixedColours(options);
    const all = subject.frames.length;
    for (let at = 0; at < all; at++) {
      signal.throwIfAborted();
      const canvas = await canvasOf(drawFilmFrame(subject, options, at), options);
      const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
      if (image === undefined)
        throw new Error('This browser draws no pictures of this size; choose fewer dpi.');
      const delayMs = at === all - 1 ? LAST_MS : Math.round(1000 / options.framesPerSecond);
      const { width, height } = image;
      const pixels = image.data.buffer;
      await asked(worker, signal, { kind: 'picture', pixels, width, height, delayMs, colours });
      onPicture(at + 1, all);
    }
    const answer = await asked(worker, signal, { kind: 'end' });
    if (answer.kind !== 'film') throw new Error('internal: the last answer is the film');
    return new Uint8Array(answer.bytes);
  } finally {
    signal.removeEventListener('abort', stop);
    worker.terminate();
  }
}

function asked(worker: Worker, signal: AbortSignal, task: FilmTask): Promise<FilmAnswer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FilmAnswer>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The film could not be put together: ${message}.`));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.postMessage(task, task.kind === 'picture' ? [task.pixels] : []);
  });
}

const FAMILIES = [
  'none',
  'skip',
  'pool',
  'separable',
  'dilated',
  'flood',
  'choke',
  'convolution',
  'tanh',
  'relu',
  'sigmoid',
] as const;
const STEPS = 96;

/** White, ink, the scale and the families. */
function fixedColours(options: FigureOptions): readonly (readonly [number, number, number])[] {
  const ramp = rampOf(options);
  const scale = Array.from({ length: STEPS }, (_, i) => ramp(i / (STEPS - 1)));
  const families = FAMILIES.map((family) => paperColour(`--family-${family}`));
  return ['#ffffff', '#171a1f', ...families, ...scale].map((colour) => {
    const value = Number.parseInt(colour.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255] as const;
  });
}
