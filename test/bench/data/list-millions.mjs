/**
 * Lists 2,000,000 image files, in folders of classes and in one folder with a table beside it: files a second and peak memory.
 *
 *     node test/bench/data/list-millions.mjs [COUNT] [image-folder | csv]
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkoutPaths, PROJECT_ROOT } from '../../../resources/setup/paths.mjs';

const CLASSES = 1000;
const LIMIT_MEGABYTES = 500;
const count = Number(process.argv[2] ?? 2_000_000);
const only = process.argv[3] ?? null;
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

const { staging } = checkoutPaths(PROJECT_ROOT);
mkdirSync(staging, { recursive: true });
// Below the checkout, where the packages that it imports are found.
const program = mkdtempSync(join(staging, 'list-millions-'));
const folder = mkdtempSync(join(tmpdir(), 'list-millions-'));
try {
  await bundle(join(program, 'list.mjs'));
  for (const [reader, make] of Object.entries({ 'image-folder': makeClasses, csv: makeFlat })) {
    if (only !== null && only !== reader) continue;
    const at = join(folder, reader);
    make(at);
    const found = measured({ folder: at, reader });
    const speed = Math.round(found.images / found.seconds);
    console.log(
      `${reader}: ${found.images} images of ${found.classes} classes in ${found.seconds.toFixed(1)} s (${speed} a second), ` +
        `recognized in ${(1000 * found.detectSeconds).toFixed(0)} ms; ` +
        `peak ${found.peakRssMegabytes.toFixed(0)} MB, ${found.startRssMegabytes.toFixed(0)} MB of it before`,
    );
    if (found.images !== count || found.peakRssMegabytes >= LIMIT_MEGABYTES) process.exitCode = 1;
    rmSync(at, { recursive: true });
  }
} finally {
  rmSync(program, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} file */
async function bundle(file) {
  const { rolldown } = await import('rolldown');
  const input = fileURLToPath(new URL('list-millions.ts', import.meta.url));
  const external = (/** @type {string} */ id) => /^[^./\0]/.test(id);
  const made = await rolldown({ input, platform: 'node', external, logLevel: 'warn' });
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
}

/** @param {{ folder: string, reader: string }} task */
function measured(task) {
  const code = `import { listFor } from ${JSON.stringify(join(program, 'list.mjs'))};
    console.log(JSON.stringify(await listFor(JSON.parse(process.argv[1]))));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code, JSON.stringify(task)]);
  return JSON.parse(out.toString());
}

/** @param {string} path */
function touch(path) {
  const file = openSync(path, 'w');
  writeSync(file, PNG);
  closeSync(file);
}

/** A tenth of each class is for testing. @param {string} at */
function makeClasses(at) {
  for (let i = 0; i < count; i++) {
    const part = Math.floor(i / CLASSES) % 10 === 0 ? 'test' : 'train';
    const inside = join(at, part, `n${String(10_000_000 + (i % CLASSES))}`);
    if (i < 10 * CLASSES) mkdirSync(inside, { recursive: true });
    touch(join(inside, `ILSVRC2012_${String(i).padStart(8, '0')}.JPEG`));
  }
}

/** @param {string} at */
function makeFlat(at) {
  mkdirSync(join(at, 'images'), { recursive: true });
  const table = openSync(join(at, 'labels.csv'), 'w');
  writeSync(table, 'path,label,split\n');
  for (let i = 0; i < count; i++) {
    const name = `images/ILSVRC2012_${String(i).padStart(8, '0')}.JPEG`;
    touch(join(at, name));
    writeSync(
      table,
      `${name},class ${String(i % CLASSES)},${Math.floor(i / CLASSES) % 10 === 0 ? 'test' : 'train'}\n`,
    );
  }
  closeSync(table);
}
