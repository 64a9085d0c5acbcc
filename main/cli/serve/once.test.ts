import { describe, expect, it } from 'vitest';
import { createOnce } from './once.ts';

describe('what is asked for with a key', () => {
  it('is done once, also while the first is under way', async () => {
    const once = createOnce();
    let made = 0;
    const make = async (): Promise<string> => `run-${++made}`;
    expect(await Promise.all([once('a', make), once('a', make)])).toEqual(['run-1', 'run-1']);
    expect(await once('a', make)).toBe('run-1');
    expect(await once('b', make)).toBe('run-2');
    expect(await once(undefined, make)).toBe('run-3');
    expect(await once(undefined, make)).toBe('run-4');
  });

  it('can be asked for again where it failed', async () => {
    const once = createOnce();
    await expect(once('a', () => Promise.reject(new Error('The disk is full.')))).rejects.toThrow('full');
    expect(await once('a', async () => 'run-1')).toBe('run-1');
  });

  it('forgets the oldest of very many', async () => {
    const once = createOnce(2);
    for (const key of ['a', 'b', 'c']) await once(key, async () => key);
    expect(await once('c', async () => 'again')).toBe('c');
    expect(await once('a', async () => 'again')).toBe('again');
  });
});
