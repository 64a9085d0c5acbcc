import { describe, expect, it } from 'vitest';
import { detailOf, memoryHost } from '../../../test/support/memory-services.ts';
import { CALLS, TOPICS } from '../requests.ts';
import { createApi } from './api.ts';
import { HANDLERS, TOPIC_HANDLERS } from './handlers.ts';

describe('api', () => {
  it('has a handler for every call and topic and none besides', () => {
    expect(Object.keys(HANDLERS).sort()).toEqual(Object.keys(CALLS).sort());
    expect(Object.keys(TOPIC_HANDLERS).sort()).toEqual(Object.keys(TOPICS).sort());
  });

  it('refuses an unknown call by name, also one that every object has', async () => {
    const api = createApi(memoryHost().services);
    await expect(api.call('runs.explode', {})).rejects.toMatchObject({ code: 'api/unknown-call' });
    await expect(api.call('constructor', {})).rejects.toMatchObject({ code: 'api/unknown-call' });
    expect(() => api.subscribe('toString', {}, () => undefined)).toThrow(/nothing called "toString"/);
  });

  it('refuses an unknown field before it complains of others', async () => {
    const api = createApi(memoryHost().services);
    await expect(api.call('runs.get', { name: 'a' })).rejects.toMatchObject({
      code: 'api/bad-request',
      message: expect.stringContaining('"name"'),
    });
  });

  it.each([{}, null, [], 'x', { run: '../etc' }, { run: '' }, { run: 'a/b' }, { run: 7 }])(
    'refuses %j as the request of runs.get',
    async (request) => {
      const api = createApi(memoryHost().services);
      await expect(api.call('runs.get', request)).rejects.toMatchObject({ code: 'api/bad-request' });
    },
  );

  it('draws a part of a series, and refuses one that no answer should hold', async () => {
    const api = createApi(memoryHost().services);
    const part = { of: 'loads', columns: ['cpu'], from: null, to: null, buckets: 100, smoothing: 0 };
    const draw = (given: object) => api.call('runs.series', { run: 'a', request: { ...part, ...given } });
    await expect(draw({})).resolves.toMatchObject({ lines: [] });
    for (const wrong of [
      { buckets: 100_001 },
      { columns: [] },
      { columns: Array.from({ length: 6 }, () => 'cpu') },
      { columns: ['trainLoss'] },
      { smoothing: 1 },
    ]) {
      await expect(draw(wrong)).rejects.toMatchObject({ code: 'api/bad-request' });
    }
  });

  it('hands what is missing in the host through with its own code', async () => {
    const api = createApi(memoryHost().services);
    await expect(api.call('runs.get', { run: 'none' })).rejects.toMatchObject({ code: 'runs/not-found' });
  });

  it('pages through events and says when there are no more', async () => {
    const host = memoryHost();
    host.put(detailOf({ run: 'a' }));
    host.append(
      'a',
      [0, 1, 2].map((seq) => ({ seq, at: seq, type: 'checkpoint', step: seq, file: 'c' })),
    );
    const api = createApi(host.services);
    const page = (from: number) => api.call('runs.events', { run: 'a', from, limit: 2 });
    expect(await page(0)).toMatchObject({ next: 2, complete: false });
    expect(await page(2)).toMatchObject({ next: 3, complete: true, events: [{ seq: 2 }] });
    expect(await page(3)).toMatchObject({ next: 3, complete: true, events: [] });
  });

  it('hands a start over as it was asked and refuses a half one', async () => {
    const host = memoryHost();
    const api = createApi(host.services);
    const request = { kind: 'search', preset: 'quick', data: null, seed: 3 };
    expect(await api.call('runs.start', request)).toEqual({ run: 'run-1' });
    expect(host.asked).toEqual([{ start: request }]);
    await expect(api.call('runs.start', { ...request, kind: 'train' })).rejects.toMatchObject({
      code: 'api/bad-request',
    });
    await expect(api.call('runs.start', { ...request, seed: -1 })).rejects.toMatchObject({
      code: 'api/bad-request',
    });
  });
});
