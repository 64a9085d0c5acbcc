import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import type { Cli, CommandDef } from '../command.ts';
import { cliError } from '../errors.ts';
import { openDesk } from '../examiner/desk.ts';
import { table } from '../output.ts';
import { percent } from '../score-summary.ts';

interface PredictOptions {
  readonly invert?: true;
}

const SHOWN_CLASSES = 5;
/** More than any image is that can be decoded with sense. */
const MOST_BYTES = 2 ** 28;

/** `predict`: what a finished training makes of images that are in no data set. */
export const predict: CommandDef = {
  summary: 'ask the network of a finished training about image files',
  define(command, cli) {
    command
      .argument('<run>', 'a training: its id, the beginning of it, or latest')
      .argument('<image...>', 'JPEG, PNG, GIF, WebP or TIFF files')
      .option('--invert', 'let dark and light change places first')
      .action((reference: string, files: readonly string[], options: PredictOptions) =>
        predictEach(cli, { reference, files, invert: options.invert ?? false }),
      );
  },
};

interface Wanted {
  readonly reference: string;
  readonly files: readonly string[];
  readonly invert: boolean;
}

async function predictEach({ host, output }: Cli, { reference, files, invert }: Wanted): Promise<void> {
  const run = await host.store.find(reference);
  const desk = openDesk(host.home, host.places);
  try {
    for (const file of files) {
      const bytes = await bytesOf(file);
      const { ranked, changes, height, width } = await desk.tryImage(run.id, {
        bytes,
        name: basename(file),
        invert,
      });
      const found = { run: run.id, image: resolve(file), height, width, changes, ranked };
      output.result(found, () => {
        const rows = ranked.slice(0, SHOWN_CLASSES).map((each) => [percent(each.probability), each.name]);
        const said = changes.length === 0 ? '' : ` (${changes.join(', ')})`;
        return `${file}${said}:\n${rows.length === 0 ? 'the network gives no number' : table(rows)}`;
      });
    }
  } finally {
    await desk.dispose();
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= MOST_BYTES) return bytes;
  } catch (error) {
    throw cliError('cli/unreadable-file', { path, reason: messageOf(error) }, error);
  }
  throw cliError('cli/bad-picture', { name: path, problem: 'larger than 256 MiB' });
}
