import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { homePaths } from '../../runs/index.ts';
import { readSample, writeSample } from './sample-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'dartboard-sample-'));
afterAll(() => rmSync(folder, { recursive: true }));
const paths = homePaths({ env: { DARTBOARD_HOME: join(folder, 'home') }, platform: 'linux' });

describe('the record of the sample project', () => {
  it('is none before the first start, and then what was written', async () => {
    expect(await readSample(paths)).toBeNull();
    const record = { search: 'a', train: null, preset: 'quick' };
    await writeSample(paths, record);
    expect(await readSample(paths)).toEqual(record);
    await writeSample(paths, { ...record, train: 'b' });
    expect(await readSample(paths)).toEqual({ ...record, train: 'b' });
  });

  it.each(['', '{}', '{"format":2,"search":"a","train":null,"preset":"quick"}'])(
    'counts %j as none',
    async (text) => {
      writeFileSync(join(paths.home, 'sample.json'), text);
      expect(await readSample(paths)).toBeNull();
    },
  );

  it('says where it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const blocked = homePaths({ env: { DARTBOARD_HOME: join(folder, 'file', 'home') }, platform: 'linux' });
    await expect(writeSample(blocked, { search: 'a', train: null, preset: 'quick' })).rejects.toMatchObject({
      code: 'runs/unwritable',
    });
  });
});
