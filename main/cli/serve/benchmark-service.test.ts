import { describe, expect, it } from 'vitest';
import { memoryHost } from '../../../test/support/memory-services.ts';
import { createApi } from '../../api/index.ts';
import { createBenchmarkReader } from './benchmark-service.ts';

const RESOURCES = new URL('../../../resources', import.meta.url).pathname;
/** What IS-DARTS publishes as its result. */
const IS_DARTS =
  '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';

const benchmark = createBenchmarkReader(RESOURCES);
const api = createApi({ ...memoryHost().services, benchmark });

describe('a cell of the benchmark', () => {
  it('is found by its index with what all others did beside it', async () => {
    const found = benchmark.cell('9930');
    expect(found).toMatchObject({ index: 9930, cells: 15625, params: 1_288_506, flops: 184_730_250 });
    expect(found.scores.cifar10.accuracy).toBeCloseTo(94.36, 2);
    expect(found.scores.cifar10.rank).toBe(3);
    expect(found.scores.cifar10.percentile).toBeCloseTo((100 * 15622) / 15624, 3);
    expect(found.all.cifar10).toMatchObject({ title: 'CIFAR-10', chance: 10, best: 94.373 });
    expect(found.all.imagenet16.chance).toBeCloseTo(100 / 120, 10);
    const best = benchmark.cell(String(found.all.cifar100.bestIndex));
    expect(best.scores.cifar100).toMatchObject({
      rank: 1,
      percentile: 100,
      accuracy: found.all.cifar100.best,
    });
    const { mean, median } = found.all.cifar10;
    expect([mean > 80, median > mean, median < 94]).toEqual([true, true, true]);
  });

  it('is found by its string, as by its index', async () => {
    expect(await api.call('benchmark.cell', { arch: IS_DARTS })).toEqual(benchmark.cell('9930'));
  });

  it('says how many compute the same', () => {
    const zero = '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|';
    const skips = '|skip_connect~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|none~2|';
    expect(benchmark.cell(zero).isomorphs).toBeGreaterThan(100);
    expect(benchmark.cell(skips).isomorphs).toBeGreaterThan(1);
  });

  it.each([
    ['', /^"" is no architecture .*expected an index/],
    ['15625', /^There is no architecture 15625 in NAS-Bench-201/],
    ['DARTS_V2', /^"DARTS_V2" is no architecture of NAS-Bench-201: expected an index/],
    ['|none~0|+|none~0|none~2|+|none~0|none~1|none~2|', /^Line 1, column 18: expected /],
    [IS_DARTS.replace('skip', 'skop'), /did you mean skip_connect/],
    ['|none~0|', /no complete cell of 1 edges/],
  ])('of the text %j is refused in one sentence', async (arch, sentence) => {
    const refusal: unknown = await api.call('benchmark.cell', { arch }).catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(Error);
    const { message } = refusal instanceof Error ? refusal : { message: '' };
    expect(message).toMatch(sentence);
    expect(message).not.toContain('\n');
    await expect(api.call('benchmark.neighbours', { arch })).rejects.toThrow(message);
  });

  it.each([{}, { arch: 9930 }, { arch: 'x'.repeat(1001) }, { arch: '1', more: 1 }])(
    'is not asked for with %j',
    async (request) => {
      await expect(api.call('benchmark.cell', request)).rejects.toMatchObject({ code: 'api/bad-request' });
    },
  );
});

describe('the neighbours of a cell', () => {
  it('are the 24 that differ in one operation, each other’s', () => {
    const neighbours = benchmark.neighbours(IS_DARTS);
    expect(neighbours).toHaveLength(24);
    expect(new Set(neighbours.map(({ index }) => index)).size).toBe(24);
    const own = benchmark.cell(IS_DARTS);
    for (const { edge, operation, arch, index, scores } of neighbours) {
      const operations = [...arch.matchAll(/(\w+)~/g)].map(([, name]) => name);
      const before = [...own.arch.matchAll(/(\w+)~/g)].map(([, name]) => name);
      expect(operations[edge]).toBe(operation);
      expect(operations.filter((name, at) => name !== before[at])).toEqual([operation]);
      expect(benchmark.cell(arch)).toMatchObject({ index, scores });
    }
    const [first] = neighbours;
    const back = benchmark.neighbours(String(first?.index));
    expect(back.some(({ index }) => index === own.index)).toBe(true);
  });
});

describe('the landscape', () => {
  const unpacked = (text: string): Float32Array => {
    const bytes = Buffer.from(text, 'base64');
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  };

  it('has every cell at its index', async () => {
    const { cells, params, accuracy } = benchmark.landscape();
    expect(cells).toBe(15625);
    for (const index of [0, 9930, 15624]) {
      const { params: exact, scores } = benchmark.cell(String(index));
      expect(unpacked(params)[index]).toBe(exact);
      expect(unpacked(accuracy.cifar10)[index]).toBeCloseTo(scores.cifar10.accuracy, 4);
      expect(unpacked(accuracy.imagenet16)[index]).toBeCloseTo(scores.imagenet16.accuracy, 4);
    }
    expect([unpacked(params).length, unpacked(accuracy.cifar100).length]).toEqual([15625, 15625]);
  });
});

describe('a table that cannot be read', () => {
  it('is named by whatever asks for it', () => {
    const nowhere = createBenchmarkReader('/nowhere');
    expect(() => nowhere.cell('1')).toThrow(/\/nowhere/);
    expect(() => nowhere.landscape()).toThrow(/\/nowhere/);
  });
});
