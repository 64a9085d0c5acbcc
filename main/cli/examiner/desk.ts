/** Answers questions about finished trainings, in the process that computes: single images of their test sets, and images from elsewhere. */
import type { TriedImage } from '../../api/index.ts';
import { defined } from '../../base/assert.ts';
import { ImageProblem, openDataset, openPixels, pngOf, readPicture } from '../../data/index.ts';
import type { ImageSet, Picture } from '../../data/index.ts';
import { createTensorflowExecutor } from '../../engine/index.ts';
import { openStore } from '../../runs/index.ts';
import type { HomePaths, StoredEvaluation, StoredRun } from '../../runs/index.ts';
import { openTrained } from '../../train/index.ts';
import type { AskedNetwork, RunData } from '../../train/index.ts';
import { cliError } from '../errors.ts';
import { checkFinished, learntBy } from '../evaluate-run.ts';
import { KINDS, trainingOf } from '../kinds.ts';
import { writeText } from '../language/write-text.ts';
import { opening } from '../places.ts';
import type { Places } from '../places.ts';
import { openRunImages } from '../run-data.ts';
import { mapSheets } from './map-sheet.ts';
import type { ExaminerAnswers, ExaminerRequest } from './protocol.ts';

/** Answers one question at a time. Holds the network and the images that it was last asked about. */
export interface Desk {
  images(request: Extract<ExaminerRequest, { kind: 'images' }>): Promise<ExaminerAnswers['images']>;
  /** @throws AppError `cli/bad-picture`, `cli/not-finished`, `runs/...`, `data/...`, `train/...`, `engine/...` */
  tryImage(run: string, picture: PictureFile): Promise<TriedImage>;
  /** @throws as `writeText` */
  write(request: Extract<ExaminerRequest, { kind: 'write' }>): Promise<ExaminerAnswers['write']>;
  dispose(): Promise<void>;
}

/** An image file from elsewhere. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  /** For messages. */
  readonly name: string;
  readonly invert: boolean;
}

/** Larger test images are shown smaller. */
const SHOWN_PIXELS = 128;
const SEEN_PIXELS = 512;
const SHOWN_CLASSES = 20;

interface Held {
  readonly run: string;
  readonly data: RunData;
  readonly network: AskedNetwork;
}

/** A desk for the runs of that home. Loads TensorFlow when it is first asked about an image from elsewhere. */
export function openDesk(home: HomePaths, places: Places): Desk {
  const store = openStore(home);
  let held: Held | null = null;
  let shown: { readonly key: string; readonly images: ImageSet } | null = null;
  const hold = async (run: StoredRun): Promise<Held> => {
    if (held?.run === run.id) return held;
    await held?.network.dispose();
    held = null;
    held = await openRun(run, places);
    return held;
  };
  return {
    async images({ run, data, indices }) {
      const key = `${run} ${data.id} ${data.split?.id ?? ''}`;
      if (shown?.key !== key) shown = { key, images: await testImages(await store.find(run), data, places) };
      return picturesOf(shown.images, indices);
    },
    async tryImage(id, file) {
      const { data, network } = await hold(await store.find(id));
      const { test, classes } = data.dataset;
      const picture = await readFileAs(file, test);
      const { ranked, maps } = await network.ask(picture.set);
      return {
        ranked: ranked
          .slice(0, SHOWN_CLASSES)
          .map((each) => ({ ...each, name: classes[each.class] ?? String(each.class) })),
        seen: dataUrl(await pngOf(picture.image, SEEN_PIXELS)),
        height: picture.image.height,
        width: picture.image.width,
        changes: picture.changes,
        maps: await mapSheets(maps),
      };
    },
    write: async ({ run, words, temperature, start, unknown, seed }) =>
      writeText(await store.find(run), places, { words, temperature, start, unknown, seed }),
    dispose: async () => held?.network.dispose(),
  };
}

async function openRun(run: StoredRun, places: Places): Promise<Held> {
  await checkFinished(run);
  const snapshot = await learntBy(run);
  const data = await openRunImages(run, places);
  const executor = createTensorflowExecutor(KINDS.train.parallelism);
  const network = await openTrained({ ...trainingOf(run.record), snapshot, data }, executor);
  return { run: run.id, data, network };
}

async function testImages(run: StoredRun, data: StoredEvaluation['data'], places: Places): Promise<ImageSet> {
  const { data: own } = run.record;
  if (data.id === own.id && data.split?.id === own.split?.id) {
    return (await openRunImages(run, places)).dataset.test;
  }
  const { id, test } = await openDataset(data.name, opening(places));
  if (id !== data.id) throw cliError('cli/data-changed', { name: data.name, expected: data.id, found: id });
  return test;
}

async function picturesOf(set: ImageSet, indices: readonly number[]): Promise<readonly string[]> {
  const reader = openPixels(set);
  try {
    const pictures: string[] = [];
    // One at a time: they may be photographs.
    for (const index of indices) {
      const [region] = await reader.read([{ index, window: null }]);
      const image = { ...defined(region, 'a region for every image'), channels: set.channels };
      pictures.push(dataUrl(await pngOf(image, SHOWN_PIXELS)));
    }
    return pictures;
  } finally {
    reader.close();
  }
}

async function readFileAs({ bytes, name, invert }: PictureFile, like: ImageSet): Promise<Picture> {
  try {
    return await readPicture(bytes, { channels: like.channels, size: like.size, invert });
  } catch (error) {
    if (error instanceof ImageProblem)
      throw cliError('cli/bad-picture', { name, problem: error.reason }, error);
    throw error;
  }
}

const dataUrl = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
