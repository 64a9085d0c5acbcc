/** Parts of decoded images. */
import type { DecodedImages } from './image-set.ts';
import type { Labels } from './labels.ts';

/** Some of the images, in the order of the indices. */
export function takeImages(set: DecodedImages, indices: Uint32Array): DecodedImages {
  const imageBytes = set.height * set.width * set.channels;
  const images = new Uint8Array(new SharedArrayBuffer(indices.length * imageBytes));
  const labels = emptyLabels(indices.length, set.labels.BYTES_PER_ELEMENT);
  indices.forEach((index, i) => {
    images.set(set.images.subarray(index * imageBytes, (index + 1) * imageBytes), i * imageBytes);
    labels[i] = set.labels[index] ?? 0;
  });
  return { ...set, count: indices.length, images, labels };
}

/** Images of one size and then others, as one set. */
export function joinImages(first: DecodedImages, second: DecodedImages): DecodedImages {
  const images = new Uint8Array(new SharedArrayBuffer(first.images.length + second.images.length));
  images.set(first.images);
  images.set(second.images, first.images.length);
  const count = first.count + second.count;
  const sizes = [first, second].map(({ labels }) => labels.BYTES_PER_ELEMENT);
  const labels = emptyLabels(count, Math.max(...sizes));
  labels.set(first.labels);
  labels.set(second.labels, first.count);
  return { ...first, count, images, labels };
}

function emptyLabels(count: number, bytes: number): Labels {
  const shared = new SharedArrayBuffer(count * bytes);
  return bytes === 1 ? new Uint8Array(shared) : new Uint16Array(shared);
}
