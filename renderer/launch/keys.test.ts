import { expect, it } from 'vitest';
import { keyFor } from './keys.ts';

it('asks again with the same key until it is answered', () => {
  const first = keyFor({ preset: 'tiny', seed: 7 });
  expect(keyFor({ preset: 'tiny', seed: 7 }).text).toBe(first.text);
  expect(keyFor({ preset: 'tiny', seed: 8 }).text).not.toBe(first.text);
  first.spend();
  expect(keyFor({ preset: 'tiny', seed: 7 }).text).not.toBe(first.text);
});
