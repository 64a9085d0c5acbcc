import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleParts, sealed, treeOf, zipped } from '../../../../test/support/bundles.ts';
import type { BundleParts } from '../../../../test/support/bundles.ts';
import { computedRun } from '../../../../test/support/computed-run.ts';
import { rawZip } from '../../../../test/support/raw-zip.ts';
import type { RawEntry } from '../../../../test/support/raw-zip.ts';
import { testHome } from '../../../../test/support/runs.ts';
import type { TestHome } from '../../../../test/support/runs.ts';
import { encodeLine } from '../../event-line.ts';
import { exportBundle } from '../export-runs.ts';
import { importBundle } from './import-bundle.ts';

let sound: Buffer;
let run: string;
beforeAll(async () => {
  const home = await testHome();
  const computed = await computedRun(home, 99);
  const out = join(home.folder, 'runs.dartboard');
  const choice = { checkpoints: 'all', logs: false, ancestors: null } as const;
  await exportBundle([computed], { ...choice, out, force: false, appVersion: '1.2.3' });
  [sound, run] = [await readFile(out), computed.id];
  await home.dispose();
});

let folder: string;
let there: TestHome;
beforeEach(async () => {
  [folder, there] = [await mkdtemp(join(tmpdir(), 'dartboard-bundle-')), await testHome()];
  await writeFile(bundlePath(), sound);
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await there.dispose();
});

const bundlePath = (): string => join(folder, 'runs.dartboard');

/** Changes the parts of a sound bundle. */
type Change = (parts: BundleParts) => Buffer;

const file = (parts: BundleParts, path: string): { path: string; sizeBytes: number; sha256: string } => {
  const found = parts.manifest.runs[0]?.files.find((one) => one.path === path);
  if (found === undefined) throw new Error(path);
  return found;
};
const replaced =
  (path: string, change: (text: string) => string): Change =>
  (parts) => {
    const name = `runs/${run}/${path}`;
    parts.files.set(name, Buffer.from(change(parts.files.get(name)?.toString() ?? '')));
    return sealed(parts);
  };
/** A record that was changed by somebody who knows how, and so left its own sum out. */
const record = (change: (fields: Readonly<Record<string, unknown>>) => object): Change =>
  replaced('run.json', (text) => {
    const { crc32: _, ...fields } = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(change(fields));
  });
/** A file more, also in the manifest. */
const added =
  (path: string): Change =>
  (parts) => {
    parts.manifest.runs[0]?.files.push({ path, sizeBytes: 0, sha256: '' });
    parts.files.set(`runs/${run}/${path}`, Buffer.from('{}'));
    return sealed(parts);
  };
/** An entry more, or one that replaces that of the record, of which the manifest knows nothing. */
const entry =
  (change: () => Partial<RawEntry>, isMore: boolean): Change =>
  (parts) => {
    const record = `runs/${run}/run.json`;
    const content = parts.files.get(record) ?? Buffer.alloc(0);
    const changed = { name: record, content, ...change() };
    const others = [...parts.files].filter(([name]) => isMore || name !== record);
    const manifest = { name: 'manifest.json', content: Buffer.from(JSON.stringify(parts.manifest)) };
    return rawZip([...others.map(([name, bytes]) => ({ name, content: bytes })), changed, manifest]);
  };

describe('a bundle that wishes us ill', () => {
  it.each<readonly [string, Change, RegExp]>([
    ['a path out of the folder', entry(() => ({ name: '../../evil' }), true), /invalid relative path/],
    ['an absolute path', entry(() => ({ name: '/tmp/evil' }), true), /absolute path/],
    ['a path of Windows', entry(() => ({ name: 'C:\\evil' }), true), /invalid characters/],
    ['a path out of the run', added('../other'), /invalid relative path/],
    ['a lock', added('lock.7'), /is no name of a file of a run/],
    ['a request to stop', added('stop'), /is no name of a file of a run/],
    ['a lock of what people say of it', added('annotations.lock/lock.1'), /is no name of a file of a run/],
    ['a device of Windows', added('con.json'), /is no name of a file of a run/],
    ['a name in capitals', added('Notes.json'), /is no name of a file of a run/],
    ['a hidden file', added('.ssh'), /is no name of a file of a run/],
    ['a file within a file', added('run.json/x'), /within another file/],
    [
      'a file that the manifest does not list',
      entry(() => ({ name: `runs/${run}/x.json` }), true),
      /does not list/,
    ],
    [
      'a file outside of the runs',
      entry(() => ({ name: 'x.json' }), true),
      /which its manifest does not list/,
    ],
    ['a name twice', entry(() => ({}), true), /twice/],
    ['a name in two cases', entry(() => ({ name: `runs/${run}/Run.json` }), true), /twice/],
    ['a symbolic link', entry(() => ({ mode: 0o120777 }), false), /a link or a device/],
    ['a folder', entry(() => ({ name: `runs/${run}/x/`, content: Buffer.alloc(0) }), true), /is a folder/],
    ['an encrypted entry', entry(() => ({ flags: 1, deflate: true }), false), /is encrypted/],
    ['an unknown packing', entry(() => ({ method: 12 }), false), /packed in an unknown way/],
    [
      'a size that is a lie',
      entry(() => ({ deflate: true, claims: 10 }), false),
      /another size than its manifest/,
    ],
    ['a stored size that is a lie', entry(() => ({ claims: 10 }), false), /size/],
    [
      'a bomb',
      (parts) => {
        const content = Buffer.alloc(80 << 20);
        file(parts, 'result.json').sizeBytes = content.length;
        const name = `runs/${run}/result.json`;
        parts.files.delete(name);
        const others = [...parts.files].map(([of, bytes]) => ({ name: of, content: bytes, deflate: true }));
        const manifest = { name: 'manifest.json', content: Buffer.from(JSON.stringify(parts.manifest)) };
        return rawZip([...others, { name, content, deflate: true }, manifest]);
      },
      /would unpack to \d+ bytes from \d+, which no run does/,
    ],
    [
      'a bomb that hides its size',
      (parts) => {
        const name = `runs/${run}/result.json`;
        const { sizeBytes } = file(parts, 'result.json');
        const content = Buffer.alloc(80 << 20);
        parts.files.delete(name);
        const others = [...parts.files].map(([of, bytes]) => ({ name: of, content: bytes }));
        const manifest = { name: 'manifest.json', content: Buffer.from(JSON.stringify(parts.manifest)) };
        return rawZip([...others, { name, content, deflate: true, claims: sizeBytes }, manifest]);
      },
      /cannot be unpacked/,
    ],
    [
      'a wrong sum',
      (parts) => {
        file(parts, 'run.json').sha256 = '0'.repeat(64);
        return zipped(parts);
      },
      /its SHA-256 is not the one in the manifest/,
    ],
    [
      'a missing file',
      (parts) => {
        parts.files.delete(`runs/${run}/result.json`);
        return zipped(parts);
      },
      /result\.json is missing from it/,
    ],
    [
      'no log',
      (parts) => {
        parts.files.delete(`runs/${run}/events.jsonl`);
        const [only] = parts.manifest.runs;
        if (only !== undefined) only.files = only.files.filter(({ path }) => path !== 'events.jsonl');
        return sealed(parts);
      },
      /has no events\.jsonl/,
    ],
    [
      'the id of no run',
      (parts) => {
        const [only] = parts.manifest.runs;
        if (only !== undefined) only.run = '../../../../etc';
        return zipped(parts);
      },
      /is no id of a run/,
    ],
    [
      'a run twice',
      (parts) => {
        parts.manifest.runs.push(...parts.manifest.runs);
        return zipped(parts);
      },
      /lists the run .* twice/,
    ],
    [
      'a title that would write on the terminal',
      (parts) => {
        const [only] = parts.manifest.runs;
        if (only !== undefined) only.title = '\u001b[2J';
        return zipped(parts);
      },
      /expected a title in one line/,
    ],
    [
      'a record of another run',
      record(({ id, ...rest }) => ({ ...rest, id: String(id).replace(/^./, '7') })),
      /it is the record of/,
    ],
    ['a record with a field more', record((fields) => ({ ...fields, x: 1 })), /damaged/],
    ['a record that is no JSON', replaced('run.json', () => '{'), /run\.json is damaged/],
    [
      'a log line with a wrong sum',
      replaced('events.jsonl', (text) => text.replace('arithmetic', 'arithmatic')),
      /line \d+ of its log is damaged/,
    ],
    [
      'a log that is cut off',
      replaced('events.jsonl', (text) => text.slice(0, -5)),
      /the last line of its log is cut off/,
    ],
    ['an empty log', replaced('events.jsonl', () => ''), /its log is empty/],
    ['a log in another order', replaced('events.jsonl', (text) => text + text), /out of order/],
    [
      'a damaged checkpoint',
      replaced('checkpoints/12.ckpt', (text) => `${text}x`),
      /checkpoint .* is damaged/,
    ],
    ['a result of no run', replaced('result.json', () => '{"kind": "search"}'), /damaged/],
    [
      'a checkpoint of another step',
      (parts) => {
        const [from, to] = [`runs/${run}/checkpoints/12.ckpt`, `runs/${run}/checkpoints/13.ckpt`];
        parts.files.set(to, parts.files.get(from) ?? Buffer.alloc(0));
        parts.files.delete(from);
        file(parts, 'checkpoints/12.ckpt').path = 'checkpoints/13.ckpt';
        return sealed(parts);
      },
      /its checkpoint of step 13 is one of step 12/,
    ],
    ['no zip file', () => Buffer.from('hello'), /it is no bundle/],
    [
      'a zip file of other things',
      () => rawZip([{ name: 'a.txt', content: Buffer.from('a') }]),
      /it is no bundle of Dartboard/,
    ],
    [
      'an empty manifest',
      () => rawZip([{ name: 'manifest.json', content: Buffer.alloc(0) }]),
      /its manifest is no JSON/,
    ],
    ['nothing', () => Buffer.alloc(0), /it is no bundle/],
  ])('is refused in a sentence: %s', async (_, change, sentence) => {
    const parts = await bundleParts(bundlePath());
    await writeFile(bundlePath(), change(parts));
    const outside = await treeOf(folder);
    const refused = importBundle(there.paths, bundlePath());
    await expect(refused).rejects.toMatchObject({ code: 'runs/bad-bundle' });
    await expect(refused).rejects.toThrow(sentence);
    await expect(refused).rejects.toThrow(
      /^[^\n]* cannot be imported: [^\n]*\. Nothing was taken from it;[^\n]*$/,
    );
    expect(await treeOf(there.paths.runs)).toEqual({});
    expect(await treeOf(folder)).toEqual(outside);
  });

  it.each<readonly [string, Change]>([
    [
      'bundle',
      (parts) => {
        parts.manifest.format = 2;
        return zipped({ ...parts, manifest: { ...parts.manifest, more: true } });
      },
    ],
    ['record', record((fields) => ({ ...fields, format: 99 }))],
  ])('a %s of a newer format is refused politely', async (_, change) => {
    await writeFile(bundlePath(), change(await bundleParts(bundlePath())));
    const refused = importBundle(there.paths, bundlePath());
    await expect(refused).rejects.toMatchObject({ code: 'runs/newer-format' });
    await expect(refused).rejects.toThrow(/Open it with a newer version\.$/);
    expect(await treeOf(there.paths.runs)).toEqual({});
  });

  it('whose lines are sound but endless is refused', async () => {
    const parts = await bundleParts(bundlePath());
    const message = 'x'.repeat(100);
    const name = `runs/${run}/events.jsonl`;
    const line = encodeLine({ seq: 0, at: 0, type: 'state', state: 'queued', message });
    parts.files.set(name, Buffer.concat([line.subarray(0, -1), Buffer.alloc(65 << 20, 'x')]));
    await writeFile(bundlePath(), sealed(parts));
    await expect(importBundle(there.paths, bundlePath())).rejects.toThrow(/one of its lines has no end/);
    expect(await treeOf(there.paths.runs)).toEqual({});
  });

  it('that is not there is a sentence as well', async () => {
    await expect(importBundle(there.paths, join(folder, 'none'))).rejects.toMatchObject({
      code: 'runs/unreadable',
    });
  });
});
