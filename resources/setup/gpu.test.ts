import { expect, it } from 'vitest';
import { decide } from './gpu.mjs';

const platform = 'linux-x64';

it('takes the GPU build on a machine with a driver that is new enough', () => {
  const choice = decide({ override: undefined, platform, driver: '535.104.05' });
  expect(choice).toEqual({ present: true, used: true, reason: 'NVIDIA driver 535.104.05' });
});

it('says why a GPU is refused', () => {
  expect(decide({ override: undefined, platform, driver: '470.57' })).toEqual({
    ...{ present: true, used: false },
    reason: 'the NVIDIA driver 470.57 is older than 525, which CUDA 12 needs',
  });
  expect(decide({ override: '0', platform, driver: '535.1' })).toMatchObject({ present: true, used: false });
  expect(decide({ override: undefined, platform: 'linux-arm64', driver: '535.1' })).toMatchObject({
    used: false,
  });
  expect(decide({ override: undefined, platform, driver: null })).toMatchObject({
    present: false,
    used: false,
  });
});

it('takes the GPU build without looking when it is asked to', () => {
  expect(decide({ override: '1', platform, driver: null })).toMatchObject({ present: false, used: true });
});
