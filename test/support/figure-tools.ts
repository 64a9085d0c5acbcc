/** Reads exported figures back with programs that know nothing of this one. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The system packages with those programs. */
const PACKAGE_OF = {
  pdftotext: 'poppler-utils',
  pdffonts: 'poppler-utils',
  pdfinfo: 'poppler-utils',
  'rsvg-convert': 'librsvg2-bin',
} as const;

/**
 * What a program prints.
 *
 * @throws Error if it is missing or fails: a figure that nobody has read back is not proven
 */
export function readBack(program: keyof typeof PACKAGE_OF, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined)
    throw new Error(
      `${program} of the package ${PACKAGE_OF[program]} is missing, with which this test reads figures back: ` +
        'run "sudo bash resources/setup/system-packages.sh".',
    );
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

/** The size of a PNG in pixels, and its pixels a metre; null where it says none. */
export function pngFacts(path: string): {
  readonly width: number;
  readonly height: number;
  readonly perMetre: number | null;
} {
  const png = readFileSync(path);
  const at = png.indexOf('pHYs', 0, 'latin1');
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    perMetre: at < 0 ? null : png.readUInt32BE(at + 4),
  };
}

/** The pictures of a GIF, walked block by block to its end. */
export function gifFrames(path: string): number {
  const gif = readFileSync(path);
  if (gif.toString('latin1', 0, 6) !== 'GIF89a') throw new Error(`${path} is no GIF.`);
  const tableAt = (flags: number): number => ((flags & 128) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  let at = 13 + tableAt(gif.readUInt8(10));
  let frames = 0;
  const skipBlocks = (): void => {
    while (gif.readUInt8(at) !== 0) at += 1 + gif.readUInt8(at);
    at += 1;
  };
  for (;;) {
    const kind = gif.readUInt8(at);
    if (kind === 0x3b) return frames;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) {
      frames += 1;
      at += 10 + tableAt(gif.readUInt8(at + 9)) + 1;
    } else throw new Error(`${path} has an unknown block at ${at}.`);
    skipBlocks();
  }
}
