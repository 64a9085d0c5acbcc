import { describe, expect, it } from 'vitest';
import { visibleGpus } from './devices.ts';

const LIST =
  '0, GPU-1a2b0000-1111-2222-3333-444455556666, NVIDIA A100-SXM4-80GB\n1, GPU-9f8e0000-1111-2222-3333-444455556666, NVIDIA A100-SXM4-80GB\n';

describe('visibleGpus', () => {
  it('is one lane each, told apart by what does not change', () => {
    expect(visibleGpus(LIST, undefined)).toEqual([
      {
        id: 'GPU-1a2b0000-1111-2222-3333-444455556666',
        title: 'GPU 0 (NVIDIA A100-SXM4-80GB)',
        env: { CUDA_VISIBLE_DEVICES: 'GPU-1a2b0000-1111-2222-3333-444455556666' },
      },
      expect.objectContaining({ title: 'GPU 1 (NVIDIA A100-SXM4-80GB)' }),
    ]);
  });

  it('leaves out what the environment hides', () => {
    const titles = (restriction: string): readonly string[] =>
      visibleGpus(LIST, restriction).map(({ title }) => title.slice(0, 5));
    expect(titles('1')).toEqual(['GPU 1']);
    expect(titles('GPU-1a2b')).toEqual(['GPU 0']);
    expect(titles('0, 1')).toEqual(['GPU 0', 'GPU 1']);
    expect(titles('')).toEqual([]);
    expect(titles('-1')).toEqual([]);
  });

  it('is none where nothing is listed', () => {
    expect(visibleGpus('', undefined)).toEqual([]);
    expect(visibleGpus('No devices were found\n', undefined)).toEqual([]);
  });
});
