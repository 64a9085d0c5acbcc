import { expect, it } from 'vitest';
import { base64Of, MOST_BYTES, sentImage } from './image-file.ts';

it('writes bytes in base64, also more of them than a call takes arguments', () => {
  const bytes = Uint8Array.from({ length: 200_001 }, (_, i) => (i * 7) % 256);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  expect(base64Of(new Uint8Array(0))).toBe('');
});

it('sends a file as it is, and names one that was pasted', async () => {
  const sent = await sentImage(new File([Uint8Array.of(1, 2, 3)], ''));
  expect(sent).toEqual({ name: 'the image', image: 'AQID', change: null });
});

it('leaves room in a request of 1 MiB', () => {
  expect(Math.ceil(MOST_BYTES / 3) * 4).toBeLessThan(1_000_000);
});
