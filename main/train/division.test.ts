import { describe, expect, it } from 'vitest';
import { createTfjsExecutor } from '../engine/index.ts';
import { checkBatches, checkDevices, passSize, towerSize } from './division.ts';

describe('a division', () => {
  const division = { devices: 2, accumulate: 3 };

  it('is first into passes, then over devices', () => {
    expect(passSize(96, division)).toBe(32);
    expect(towerSize(96, division)).toBe(16);
  });

  it('takes batches that it divides evenly, and names one that it does not', () => {
    checkBatches([96, 12], division);
    expect(() => checkBatches([96, 40], division)).toThrow(
      'A batch of 40 images cannot be divided over 2 devices in 3 passes, which needs a multiple of 6: change "batch", "devices" or "accumulate"; if it is the last batch of an epoch, "partialBatch": "drop" leaves it out.',
    );
  });
});

describe('checkDevices', () => {
  it('takes one device anywhere, and more where there are as many GPUs', async () => {
    const executor = await createTfjsExecutor();
    const having = (gpus: number) => ({ ...executor, describe: () => ({ ...executor.describe(), gpus }) });
    const check = (gpus: number, devices: number) => () =>
      checkDevices(having(gpus), { devices, accumulate: 1 });
    check(0, 1)();
    check(4, 4)();
    expect(check(0, 2)).toThrow(
      'The run asks for 2 devices and tfjs (cpu) has no GPU here: set "devices" to 1,',
    );
    expect(check(1, 2)).toThrow('2 devices and tfjs (cpu) has one GPU here: set "devices" to 1,');
    expect(check(2, 4)).toThrow(expect.objectContaining({ code: 'train/too-few-gpus' }));
  });
});
