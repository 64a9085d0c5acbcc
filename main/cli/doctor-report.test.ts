import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../test/support/runs.ts';
import type { TestHome } from '../../test/support/runs.ts';
import { examine } from './doctor-report.ts';
import type { DoctorReport } from './doctor-report.ts';
import { createHost } from './host.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
  await mkdir(join(home.folder, 'cache'));
});
afterEach(() => home.dispose());

const part = (name: string) => ({
  name,
  version: '1',
  source: 'a wheel',
  path: '/p',
  sha256: null,
  installedAt: 'now',
});
const manifest = {
  format: 1,
  parts: [part('tensorflow'), part('binding'), part('pixels'), part('electron')],
  gpu: { present: false, used: false, reason: 'no driver' },
};
const report = (device: string) => ({
  engine: 'TensorFlow',
  version: '9',
  device,
  deviceName: 'X',
  threads: 2,
  notes: ['n'],
  gpus: 0,
});
const answering = (message: unknown): string =>
  `process.send(${JSON.stringify(message)}, () => process.exit(0));`;

/** Examines an installation whose probing process is this script. */
async function examined(script: string, installed: unknown = manifest): Promise<DoctorReport> {
  const env = { ...process.env, DARTBOARD_HOME: home.folder, DARTBOARD_CACHE: join(home.folder, 'cache') };
  const probe = join(home.folder, 'probe.cjs');
  await writeFile(probe, script);
  if (installed !== null)
    await writeFile(join(home.folder, 'cache', 'manifest.json'), JSON.stringify(installed));
  const host = createHost(env);
  return examine({ ...host, places: { ...host.places, probe } }, env);
}

describe('doctor', () => {
  it('tells what computes and where each part is from', async () => {
    const found = await examined(answering({ report: report('cpu') }));
    expect(found).toMatchObject({
      engine: report('cpu'),
      tensorflow: { source: 'a wheel' },
      electron: { version: '1' },
      images: { jpeg: expect.stringMatching(/^(libjpeg-turbo .+|sharp)$/) },
      gpu: { present: false, used: false, reason: 'no driver' },
      folders: { home: home.folder, cache: join(home.folder, 'cache') },
      missing: [],
    });
    expect(found.datasets).toContain('fashion-mnist-small');
  });

  it('tells all else where the data sets cannot be looked at', async () => {
    const { data } = home.paths;
    await mkdir(data, { recursive: true });
    for (const name of ['sets', 'cache']) await symlink(join(data, name), join(data, name));
    const { registered, dataCache, missing } = await examined(answering({ report: report('cpu') }));
    expect(registered).toEqual({
      sets: [],
      problems: ['sets', 'cache'].map(
        (name) => expect.stringContaining(`${join(data, name)} cannot be read: `) as string,
      ),
    });
    expect([dataCache, missing]).toEqual([{ sets: 0, bytes: 0 }, []]);
  });

  it('says why a GPU that set-up chose is not used', async () => {
    const said =
      '2026-01-01 00:00:00.1: E external/x.cc:152] failed call to cuInit: CUDA_ERROR_NO_DEVICE\\nother\\n';
    const script = `process.stderr.write('${said}', () => { ${answering({ report: report('cpu') })} });`;
    const { gpu } = await examined(script, {
      ...manifest,
      gpu: { present: true, used: true, reason: 'driver 550' },
    });
    expect(gpu).toEqual({
      present: true,
      used: false,
      reason:
        "TensorFlow's GPU build is in place, but TensorFlow says: failed call to cuInit: CUDA_ERROR_NO_DEVICE",
    });
    const used = await examined(answering({ report: report('gpu') }), {
      ...manifest,
      gpu: { present: true, used: true, reason: 'driver 550' },
    });
    expect(used.gpu).toEqual({ present: true, used: true, reason: 'driver 550' });
  });

  it('survives a TensorFlow that ends its process, and names the remedy', async () => {
    const { engine, missing } = await examined(`process.kill(process.pid, 'SIGILL');`);
    expect(engine).toBeNull();
    expect(missing).toEqual([
      { what: 'TensorFlow', remedy: expect.stringMatching(/ended with the signal SIGILL/) },
    ]);
  });

  it('says what is missing before set-up', async () => {
    const error = { code: 'engine/no-tensorflow', message: 'TensorFlow cannot be loaded. Run npm start.' };
    const found = await examined(answering({ error }), null);
    expect(found.gpu).toMatchObject({ used: false, reason: 'the program is not set up' });
    expect(found.missing.map(({ what }) => what)).toEqual(['The record of the set-up', 'TensorFlow']);
    const headless = await examined(answering({ report: report('cpu') }), {
      ...manifest,
      parts: [part('tensorflow')],
    });
    expect(headless.missing).toEqual([expect.objectContaining({ what: 'Electron, for the window' })]);
  });
});
