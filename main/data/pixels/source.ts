/** Where the pixels of a set are, as plain data. */
import { z } from 'zod';
import { encodedFilesSchema } from '../encoded.ts';

/** Pixels of all images in memory, `[N, H, W, C]`, all of one size. */
const memorySchema = z.strictObject({
  kind: z.literal('memory'),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/** Pixels of all images in a file, one image `[H, W, C]` after the other. */
const fileSchema = z.strictObject({
  kind: z.literal('file'),
  path: z.string(),
  /** Where each image begins, `[N]`, in bytes; null where all have one size and the first begins at `firstByte`. */
  starts: z.custom<Float64Array>((value) => value instanceof Float64Array).nullable(),
  firstByte: z.int().min(0),
});

/** Images that lie encoded in files, and are decoded each time they are shown. Their sizes are those that they are to be seen in. */
const encodedSchema = z.strictObject({
  kind: z.literal('encoded'),
  files: encodedFilesSchema,
  channels: z.literal([1, 3]),
});

/** Where the pixels of a set are. */
export const pixelSourceSchema = z.discriminatedUnion('kind', [memorySchema, fileSchema, encodedSchema]);

/** Where the pixels of a set are. */
export type PixelSource = z.output<typeof pixelSourceSchema>;

/** The kinds of sources by their names. */
export type PixelSourceOf<K extends PixelSource['kind']> = Extract<PixelSource, { kind: K }>;
