/** Image files on their way to the host, which reads no more than a request holds. */

/** Most bytes that are sent as they are: base64 makes a third more of them. */
export const MOST_BYTES = 720_000;
/** Longest side of what is too large otherwise. */
const SHRUNK_SIDE = 1024;

/** A file as it is sent. */
export interface SentImage {
  readonly name: string;
  /** In base64. */
  readonly image: string;
  /** What was done to it before, in words; null: nothing. */
  readonly change: string | null;
}

/** Reads a file; what is too large is made smaller first. @throws Error with a sentence where that fails */
export async function sentImage(file: File): Promise<SentImage> {
  const name = file.name === '' ? 'the image' : file.name;
  if (file.size <= MOST_BYTES) {
    return { name, image: base64Of(new Uint8Array(await file.arrayBuffer())), change: null };
  }
  const shrunk = await shrink(file, name);
  return {
    name,
    image: base64Of(new Uint8Array(await shrunk.arrayBuffer())),
    change: `made smaller before it was sent (at most ${String(SHRUNK_SIDE)} pixels a side)`,
  };
}

/** Bytes in base64. */
export function base64Of(bytes: Uint8Array): string {
  const PORTION = 0x8000;
  let text = '';
  for (let at = 0; at < bytes.length; at += PORTION) {
    text += String.fromCharCode(...bytes.subarray(at, at + PORTION));
  }
  return btoa(text);
}

async function shrink(file: File, name: string): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch((error: unknown) => {
    const problem = `${name} is not an image that can be read. Give an image as a JPEG, PNG, GIF or WebP file.`;
    throw new Error(problem, { cause: error });
  });
  try {
    const scale = Math.min(1, SHRUNK_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)),
    );
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
  } finally {
    bitmap.close();
  }
}
