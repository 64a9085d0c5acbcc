import { expect, it } from 'vitest';
import { compared } from '../../nn/index.ts';
import { runAugmentation } from './augment.ts';

const fixture = {
  id: 'one',
  op: 'brightness',
  magnitude_index: 5,
  magnitude: 0.5,
  sign: -1,
  height: 1,
  width: 2,
  layout: 'HWC uint8 RGB',
  image: [0, 10, 20, 100, 200, 255],
  out: [0, 5, 10, 50, 100, 127],
};

const passed = async (changed: object = {}): Promise<boolean[]> =>
  (await runAugmentation({ ...fixture, ...changed })).map(
    (comparison) => compared({ fixture: 'augment_op', case: 'one' }, comparison).passed,
  );

it('compares strength and image', async () => {
  expect(await passed()).toEqual([true, true]);
});

it('takes the sign only where the operation has one', async () => {
  const inverted = fixture.image.map((pixel) => 255 - pixel);
  expect(await passed({ op: 'invert', magnitude: 0, out: inverted })).toEqual([true, true]);
});

it.each([
  ['one grey level too bright', { out: [0, 5, 10, 50, 100, 128] }, [true, false]],
  ['another sign', { sign: 1 }, [true, false]],
  ['another strength', { magnitude: 0.51 }, [false, true]],
])('notices %s', async (_, changed, expected) => {
  expect(await passed(changed)).toEqual(expected);
});

it('refuses operations that do not exist', async () => {
  await expect(passed({ op: 'blur' })).rejects.toThrow(/fixture one: op: must be one of shearX, /);
});
