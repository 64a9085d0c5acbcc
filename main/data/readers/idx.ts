import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { fileSum, knownSet, labelsSum, numberedClasses } from '../class-names.ts';
import type { KnownSet } from '../class-names.ts';
import type { DataFile } from '../data-file.ts';
import type { DatasetParts } from '../dataset.ts';
import { dataError } from '../errors.ts';
import type { DecodedImages } from '../image-set.ts';
import { parseIdxHeader, readIdxFile } from '../idx-file.ts';
import type { IdxFile } from '../idx-file.ts';
import type { Labels } from '../labels.ts';
import { concerns, MOST_FILES } from '../listing.ts';
import type { Listing } from '../listing.ts';
import type { Match, ReaderDef } from '../reader.ts';

/** Names by which a damaged file is still known for what it should be. */
const IDX_NAME = /idx\d[-_.]?ubyte/i;
const MOST_CHANNELS = 4;

const configSchema = z.strictObject({
  /** Name of the data set; the folder's when left out. */
  name: z.string().min(1).optional(),
  /** Names of the classes in the order of their numbers; when left out, those of a known set, or the numbers themselves. */
  classes: z.array(z.string().min(1)).min(1).optional(),
});

/** What can be said about a folder of IDX files. */
export type IdxConfig = z.output<typeof configSchema>;

type Kind = 'images' | 'labels';
type Part = 'train' | 'test';
type PartFiles = Readonly<Record<Kind, DataFile>>;
interface Candidate {
  readonly name: string;
  readonly kind: Kind;
  readonly count: number;
}

/** Folders as MNIST, Fashion-MNIST and KMNIST come: images and labels for training and test, plain or gzip. */
export const idx: ReaderDef<IdxConfig> = {
  title: 'IDX files of images and labels for training and test (MNIST, Fashion-MNIST, KMNIST), plain or .gz',
  config: configSchema,

  detect(listing: Listing): Match | null {
    if (listing.files.length > MOST_FILES || !concerns(listing, idxFiles(listing))) return null;
    const images = listing.files.flatMap((name) => {
      const header = parseIdxHeader(listing.file(name).head);
      return typeof header === 'string' || header.dimensions.length === 1
        ? []
        : [header.dimensions.join(' x ')];
    });
    return images.length === 0 ? null : { summary: `IDX files with images ${images.join(' and ')}` };
  },

  async open(listing: Listing, config: IdxConfig): Promise<DatasetParts> {
    const candidates = await findCandidates(listing);
    const train = await readPart(choose(listing, candidates, 'train'));
    const test = await readPart(choose(listing, candidates, 'test'));
    const size = ({ height, width, channels }: DecodedImages): string =>
      [height, width, channels].join(' x ');
    if (size(train.set) !== size(test.set)) {
      const problem = `their images are of different sizes, ${size(train.set)} and ${size(test.set)}`;
      throw dataError('data/mismatched-files', {
        problem,
        files: [train.files.images.path, test.files.images.path],
      });
    }
    const known = config.classes === undefined ? await knownAs(train, test) : null;
    const classes = config.classes ?? known?.classes ?? numberedClasses(train.set.labels, test.set.labels);
    for (const { set, files } of [train, test]) checkLabels(set.labels, classes.length, files.labels.path);
    const name = config.name ?? basename(resolve(listing.folder));
    return { kind: 'decoded', name, classes, train: train.set, test: test.set };
  },
};

const idxFiles = (listing: Listing): readonly string[] =>
  listing.files
    .slice(0, MOST_FILES)
    .filter((name) => IDX_NAME.test(name) || typeof parseIdxHeader(listing.file(name).head) !== 'string');

async function findCandidates(listing: Listing): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const name of idxFiles(listing)) {
    const parsed = parseIdxHeader(listing.file(name).head);
    // A file with the name of an IDX file but not its beginning: reading it says precisely what is wrong.
    const { dimensions } = typeof parsed === 'string' ? await readIdxFile(listing.file(name)) : parsed;
    candidates.push({ name, kind: dimensions.length === 1 ? 'labels' : 'images', count: dimensions[0] ?? 0 });
  }
  return candidates;
}

function partByName(name: string): Part | null {
  if (/train/i.test(name)) return 'train';
  return /test|t10k/i.test(name) ? 'test' : null;
}

/** The images and labels of one part: as the names say, or, where no name says, the larger pair is for training. */
function choose(listing: Listing, candidates: readonly Candidate[], part: Part): PartFiles {
  const { folder } = listing;
  const named = candidates.some(({ name }) => partByName(name) !== null);
  const pick = (kind: Kind): DataFile => {
    const ofKind = candidates.filter((c) => c.kind === kind);
    const found = named ? ofKind.filter(({ name }) => partByName(name) === part) : bySize(ofKind, part);
    const [only, second] = found;
    if (only === undefined) {
      const missing = `file of ${part === 'train' ? 'training' : 'test'} ${kind}`;
      throw dataError('data/missing-file', { folder, missing, found: candidates.map(({ name }) => name) });
    }
    if (second !== undefined) {
      throw dataError('data/ambiguous-files', { folder, found: found.map(({ name }) => name) });
    }
    return listing.file(only.name);
  };
  return { images: pick('images'), labels: pick('labels') };
}

function bySize(candidates: readonly Candidate[], part: Part): readonly Candidate[] {
  const [large, small, third] = [...candidates].sort((a, b) => b.count - a.count);
  const isPair =
    large !== undefined && small !== undefined && third === undefined && large.count > small.count;
  if (isPair) return [part === 'train' ? large : small];
  return candidates.length === 1 && part === 'test' ? [] : candidates;
}

interface ReadPart {
  readonly set: DecodedImages;
  readonly files: PartFiles;
}

async function readPart(files: PartFiles): Promise<ReadPart> {
  const images = await readIdxFile(files.images);
  const labels = await readIdxFile(files.labels);
  const [count = 0, height = 0, width = 0, channels = 1] = images.dimensions;
  checkChannels(images, files.images.path);
  if (labels.elements.length !== count) {
    const problem = `${String(count)} images, but ${String(labels.elements.length)} labels`;
    throw dataError('data/mismatched-files', { problem, files: [files.images.path, files.labels.path] });
  }
  return { set: { count, height, width, channels, images: images.elements, labels: labels.elements }, files };
}

function checkChannels({ dimensions }: IdxFile, file: string): void {
  const [, , , channels = 1] = dimensions;
  if (channels <= MOST_CHANNELS) return;
  const problem = `its dimensions are ${dimensions.join(' x ')}, where count x height x width x channels with 1 to ${String(MOST_CHANNELS)} channels was expected`;
  throw dataError('data/not-idx', { file, problem });
}

/** The published set that has these labels. Of KMNIST's, only the sums of the packed files are published. */
async function knownAs(train: ReadPart, test: ReadPart): Promise<KnownSet | null> {
  const sums = async ({ set, files }: ReadPart): Promise<readonly string[]> => {
    const plain = labelsSum(set.labels);
    return files.labels.packed ? [plain, await fileSum(files.labels)] : [plain];
  };
  return knownSet(await sums(train), await sums(test));
}

function checkLabels(labels: Labels, classCount: number, file: string): void {
  const index = labels.findIndex((label) => label >= classCount);
  if (index >= 0) throw dataError('data/bad-label', { file, index, label: labels[index] ?? 0, classCount });
}
