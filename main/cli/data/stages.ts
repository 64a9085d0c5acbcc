/** What adding, fetching and reading a data set share: progress on stderr, and an end by Ctrl-C that leaves nothing half done. */
import { SingleBar } from 'cli-progress';
import type { AddContext, AddStage } from '../../data/index.ts';
import { bytesWords, SYSTEM_CLOCK } from '../../runs/index.ts';
import type { Cli } from '../command.ts';
import type { Output } from '../output.ts';
import { opening } from '../places.ts';

const INTERRUPTED = 130;

/**
 * Does something long with data sets.
 *
 * @param work - is given what it does that with
 * @returns null where it was interrupted; the exit code is then set
 */
export async function withStages<T>(
  { host, output }: Cli,
  work: (context: AddContext) => Promise<T>,
): Promise<T | null> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = createStageProgress(output);
  const context: AddContext = {
    opening: {
      ...opening(host.places),
      dataDir: host.places.data,
      signal: stop.signal,
      onNote: output.message,
    },
    now: () => SYSTEM_CLOCK.now(),
    onProgress: (stage, done, total) => progress.show(stage, done, total),
  };
  try {
    return await work(context);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    progress.end();
    output.message('Interrupted: nothing of it was kept.');
    process.exitCode = INTERRUPTED;
    return null;
  } finally {
    progress.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** Shows how far a stage is. */
export interface StageProgress {
  show(stage: AddStage, done: number, total: number | null): void;
  end(): void;
}

/** Without a terminal, a line as often as this. */
const LINE_MS = 10_000;

const IN_BYTES: readonly AddStage[] = ['copying', 'fetching', 'storing'];
const TITLES: Readonly<Record<AddStage, string>> = {
  reading: 'reading files',
  images: 'checking images',
  storing: 'keeping decoded images',
  copying: 'copying',
  fetching: 'fetching',
};

/** A bar where stderr is a terminal; a line now and then where it is not. */
export function createStageProgress(output: Output): StageProgress {
  return output.stderr.isTTY ? barOn(output) : linesOn(output);
}

function linesOn({ message }: Output): StageProgress {
  let last = performance.now();
  return {
    show(stage, done, total) {
      const now = performance.now();
      if (now - last < LINE_MS) return;
      last = now;
      message(
        `${TITLES[stage]}: ${amount(stage, done)}${total === null ? '' : ` of ${amount(stage, total)}`}`,
      );
    },
    end: () => undefined,
  };
}

function barOn({ stderr }: Output): StageProgress {
  let shown: { readonly stage: AddStage; readonly bar: SingleBar } | null = null;
  const end = (): void => {
    shown?.bar.stop();
    shown = null;
  };
  return {
    show(stage, done, total) {
      if (shown?.stage !== stage) {
        end();
        const format = `${TITLES[stage]} {bar} {words}`;
        const bar = new SingleBar({
          stream: stderr,
          format,
          barsize: 24,
          hideCursor: true,
          clearOnComplete: true,
        });
        bar.start(total ?? 0, 0, { words: '' });
        shown = { stage, bar };
      }
      if (total !== null) shown.bar.setTotal(total);
      const words = `${amount(stage, done)}${total === null ? '' : ` of ${amount(stage, total)}`}`;
      shown.bar.update(total === null ? 0 : done, { words });
    },
    end,
  };
}

const amount = (stage: AddStage, count: number): string =>
  IN_BYTES.includes(stage) ? bytesWords(count) : String(count);
